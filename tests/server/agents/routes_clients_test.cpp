#include "server/job_http_desk.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::test;
using nlohmann::json;
using state::job_phase;

namespace {

http_answer download(job_http_desk& t, const std::string& body)
{
    return t.ask("POST", "/api/download", {{"Content-Type", "application/json"}}, body);
}

} // namespace

TEST_CASE("the predecessor's request for a file is answered as it was", "[server][jobs][clients]")
{
    job_http_desk t;
    t.connect("restaurant-001");

    const auto made =
        download(t, R"({"client_id":"restaurant-001","file_path":"/srv/a/file.txt"})");

    REQUIRE(made.status == 200);
    CHECK(made.document()["success"] == true);
    CHECK(made.document()["message"].is_string());
    const std::string id = made.document()["download_id"];
    CHECK(id.size() == 36);
    const auto seen = t.get("/api/downloads/" + id).document();
    CHECK(seen["download_id"] == id);
    CHECK(seen["client_id"] == "restaurant-001");
    CHECK(seen["remote_path"] == "/srv/a/file.txt");
    CHECK(seen["file_path"].is_null());
    CHECK(seen["status"] == "downloading");
    CHECK(seen["started_at"].is_string());
    CHECK(seen["chunks_received"] == 0);
    CHECK(seen["completed_at"].is_null());
    CHECK(seen["total_size"].is_null());
    CHECK(seen["error"].is_null());
}

TEST_CASE("without a path the predecessor's usual file is fetched", "[server][jobs][clients]")
{
    job_http_desk t;
    t.connect("r1");
    const std::string id = download(t, R"({"client_id":"r1"})").document()["download_id"];
    CHECK(t.get("/api/downloads/" + id).document()["remote_path"] == "$HOME/file_to_download.txt");
}

TEST_CASE("the predecessor's refusals keep their words", "[server][jobs][clients]")
{
    job_http_desk t;
    for (const std::string body : {"{}", "", "[1]", R"({"client_id":""})", R"({"client_id":7})"}) {
        const auto no_client = download(t, body);
        CHECK(no_client.status == 400);
        CHECK(no_client.document() == json{{"error", "client_id is required"}});
    }
    const auto absent = download(t, R"({"client_id":"X","file_path":"x"})");
    CHECK(absent.status == 404);
    CHECK(absent.document() == json{{"error", "Client X is not connected"}});
    const auto unknown = t.get("/api/downloads/none");
    CHECK(unknown.status == 404);
    CHECK(unknown.document() == json{{"error", "Download not found"}});
    CHECK(t.store->unfinished_jobs()->empty());
}

TEST_CASE("every phase of a job has a status of the predecessor", "[server][jobs][clients]")
{
    job_http_desk t;
    t.connect("r1");
    const std::string body = R"({"client_id":"r1","file_path":"x"})";
    const std::string id = download(t, body).document()["download_id"];
    const auto at = "/api/downloads/" + id;
    const std::uint64_t mib = 1U << 20U;

    const auto running = t.move(id, job_phase::running, "job.started");
    REQUIRE(t.store->claim_target(id, running.epoch, {"x", true, "r1/x"}));
    REQUIRE(t.store->note_job_progress(id, running.epoch, {5 * mib, mib + 1, mib, mib, 1, 0}, 1));
    auto seen = t.get(at).document();
    CHECK(seen["status"] == "downloading");
    CHECK(seen["chunks_received"] == 2);
    CHECK(seen["total_size"] == 5 * mib);
    CHECK(seen["file_path"] == "downloads/r1/x");

    t.move(id, job_phase::completed, "job.completed", {5 * mib, 5 * mib, 5 * mib, 5 * mib, 1, 1});
    seen = t.get(at).document();
    CHECK(seen["status"] == "completed");
    CHECK(seen["chunks_received"] == 5);
    CHECK(seen["completed_at"].is_string());
    CHECK(seen["error"].is_null());

    const std::string other = download(t, body).document()["download_id"];
    CHECK(other != id);
    REQUIRE(t.ask("POST", "/api/v1/jobs/" + other + "/cancel").status == 200);
    seen = t.get("/api/downloads/" + other).document();
    CHECK(seen["status"] == "failed");
    CHECK(seen["error"].is_string());
}

TEST_CASE("clients that are connected are listed and counted", "[server][jobs][clients]")
{
    job_http_desk t;
    CHECK(t.get("/api/clients").document() == json{{"clients", json::array()}});
    t.connect("r2");
    t.connect("r1");

    const auto clients = t.get("/api/clients").document()["clients"];

    REQUIRE(clients.size() == 2);
    CHECK(clients[0]["client_id"] == "r1");
    CHECK(clients[0]["connected"] == true);
    CHECK(clients[0]["connected_at"].is_string());
    const auto health = t.get("/health").document();
    CHECK(health["status"] == "healthy");
    CHECK(health["connected_clients"] == 2);
    CHECK(health["active_downloads"] == 0);
}
