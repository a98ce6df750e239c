#include "server/job_http_desk.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

using namespace sluice;
using namespace sluice::test;
using nlohmann::json;
using state::job_phase;

TEST_CASE("a job is ordered and found where the answer says", "[server][jobs][http]")
{
    job_http_desk t;
    const auto made = t.order({{"agent", "r1"},
                               {"path", "~/x.bin"},
                               {"priority", 3},
                               {"bandwidth", "1M"},
                               {"deadline", "2h"}});
    REQUIRE(made.status == 202);
    const auto id = made.document()["id"].get<std::string>();
    CHECK(made.field("location") == "/api/v1/jobs/" + id);
    CHECK(id.size() == 36);

    const auto seen = t.get("/api/v1/jobs/" + id);

    REQUIRE(seen.status == 200);
    const auto job = seen.document();
    CHECK(job["agent"] == "r1");
    CHECK(job["path"] == "~/x.bin");
    CHECK(job["phase"] == "queued");
    CHECK(job["waiting_for"] == "waiting for the agent");
    CHECK(job["priority"] == 3);
    CHECK(job["bandwidth"] == 1'048'576);
    CHECK(job["deadline"].is_string());
    CHECK(job["percent"].is_null());
    CHECK(job["error"].is_null());
    CHECK(t.get("/api/v1/jobs/nothing").status == 404);
}

TEST_CASE("the same key gives the same job back, and stands for one request",
          "[server][jobs][http]")
{
    job_http_desk t;
    const json wanted = {{"agent", "r1"}, {"path", "x"}};
    const http_desk::headers key{{"Idempotency-Key", "k1"}};
    const auto first = t.order(wanted, key);
    const auto again = t.order(wanted, key);
    const auto other = t.order({{"agent", "r1"}, {"path", "y"}}, key);

    CHECK(first.status == 202);
    CHECK(again.status == 202);
    CHECK(again.document()["id"] == first.document()["id"]);
    CHECK(again.field("location") == first.field("location"));
    CHECK(other.status == 409);
    CHECK(t.get("/api/v1/jobs").document()["jobs"].size() == 1);
    CHECK(t.order(wanted, {{"Idempotency-Key", std::string(256, 'k')}}).status == 400);
}

TEST_CASE("many agents at once make one batch with a summary", "[server][jobs][http]")
{
    job_http_desk t;
    for (const std::string id : {"east-1", "east-2", "west-1"})
        t.connect(id);
    const auto west = t.host.agents.find("west-1");
    t.host.agents.leave(*west);
    run_watched(t.io);

    CHECK(t.order({{"agent", "all"}, {"path", "x"}}).document()["jobs"].size() == 3);
    CHECK(t.order({{"agent", "west*"}, {"path", "x"}, {"connected_only", true}}).status == 404);
    const auto made = t.order({{"agent", "east-*"}, {"path", "x"}});
    REQUIRE(made.status == 202);
    const auto batch = made.document();
    CHECK(made.field("location") == "/api/v1/batches/" + batch["id"].get<std::string>());
    REQUIRE(batch["jobs"].size() == 2);
    t.move(batch["jobs"][0]["id"], job_phase::running, "job.started", {100, 50, 50, 40, 1, 0});
    t.move(batch["jobs"][1]["id"], job_phase::failed, "job.failed", {10, 0, 0, 0, 1, 0});

    const auto seen = t.get(made.field("location"));

    REQUIRE(seen.status == 200);
    const auto summary = seen.document()["summary"];
    CHECK(summary["jobs"] == 2);
    CHECK(summary["phases"]["running"] == 1);
    CHECK(summary["phases"]["failed"] == 1);
    CHECK(summary["bytes"]["known"] == 110);
    CHECK(summary["bytes"]["durable"] == 40);
    CHECK(summary["ended"] == false);
    CHECK(seen.document()["jobs"][0]["percent"] == 50.0);
    CHECK(t.get("/api/v1/batches/none").status == 404);
}

TEST_CASE("what cannot be ordered is refused with a reason", "[server][jobs][http]")
{
    job_http_desk t;
    for (const auto& [body, status] : std::vector<std::pair<std::string, int>>{
             {"", 400},
             {"[]", 400},
             {R"({"path":"x"})", 400},
             {R"({"agent":"r1"})", 400},
             {R"({"agent":"../r1","path":"x"})", 400},
             {R"({"agent":".r1","path":"x"})", 400},
             {R"({"agent":"r1","path":""})", 400},
             {R"({"agent":"r1","path":"a\nb"})", 400},
             {R"({"agent":"r1","path":"x","priority":1.5})", 400},
             {R"({"agent":"r1","path":"x","bandwidth":-1})", 400},
             {R"({"agent":"r1","path":"x","bandwidth":"fast"})", 400},
             {R"({"agent":"r1","path":"x","deadline":0})", 400},
             {R"({"agent":"r1","path":"x","deadline":"2001-01-01T00:00:00Z"})", 400},
             {R"({"agent":"r1","path":"x","deadline":[]})", 400},
             {R"({"agent":"all","path":"x"})", 404},
             {R"({"agent":"r?","path":"x"})", 404},
         }) {
        INFO(body);
        CHECK(t.ask("POST", "/api/v1/jobs", {}, body).status == status);
    }
    CHECK(t.get("/api/v1/jobs").document()["jobs"].empty());
}

TEST_CASE("jobs are listed in pages, by phase, agent and batch", "[server][jobs][http]")
{
    job_http_desk t;
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i)
        ids.push_back(t.order({{"agent", i % 2 ? "odd" : "even"}, {"path", "x"}}).document()["id"]);
    t.move(ids[4], job_phase::failed, "job.failed");

    const auto first = t.get("/api/v1/jobs?limit=2").document();
    REQUIRE(first["jobs"].size() == 2);
    CHECK(first["jobs"][0]["id"] == ids[4]);
    CHECK(first["summary"]["jobs"] == 5);
    CHECK(first["summary"]["phases"]["failed"] == 1);
    const auto next = std::to_string(first["next"].get<int>());
    const auto second = t.get("/api/v1/jobs?limit=3&before=" + next).document();
    CHECK(second["jobs"].size() == 3);
    CHECK(second["jobs"][2]["id"] == ids[0]);
    const auto last = std::to_string(second["next"].get<int>());
    CHECK(t.get("/api/v1/jobs?before=" + last).document()["next"].is_null());

    CHECK(t.get("/api/v1/jobs?phase=failed").document()["jobs"].size() == 1);
    CHECK(t.get("/api/v1/jobs?phase=failed,queued&agent=even").document()["jobs"].size() == 3);
    CHECK(t.get("/api/v1/jobs?agent=odd").document()["summary"]["jobs"] == 2);
    CHECK(t.get("/api/v1/jobs?phase=lost").status == 400);
    CHECK(t.get("/api/v1/jobs?before=x").status == 400);
}

TEST_CASE("a job is cancelled, queued again and removed", "[server][jobs][http]")
{
    job_http_desk t;
    const std::string id = t.order({{"agent", "r1"}, {"path", "x"}}).document()["id"];
    const auto at = "/api/v1/jobs/" + id;

    CHECK(t.ask("DELETE", at).status == 409);
    CHECK(t.ask("POST", at + "/retry").document()["phase"] == "queued");
    CHECK(t.ask("POST", at + "/cancel").document()["phase"] == "cancelled");
    CHECK(t.ask("POST", at + "/cancel").status == 200);
    CHECK(t.ask("POST", at + "/retry").document()["phase"] == "queued");
    t.move(id, job_phase::completed, "job.completed", {7, 7, 7, 7, 1, 1});
    CHECK(t.get(at).document()["percent"] == 100.0);
    CHECK(t.ask("POST", at + "/retry").status == 409);
    CHECK(t.ask("POST", at + "/cancel").document()["phase"] == "completed");
    CHECK(t.ask("DELETE", at).status == 204);
    CHECK(t.ask("DELETE", at).status == 404);
    CHECK(t.get(at).status == 404);
}

TEST_CASE("ordering needs the right admin; others see what is theirs", "[server][jobs][http]")
{
    job_http_desk t;
    t.who.name = "ann";
    const std::string anns = t.order({{"agent", "r1"}, {"path", "x"}}).document()["id"];
    const auto batch = t.get("/api/v1/jobs/" + anns).document()["batch"].get<std::string>();
    t.who.name = "bob";
    t.who.rights = state::right::read;

    CHECK(t.order({{"agent", "r1"}, {"path", "x"}}).status == 403);
    CHECK(t.get("/api/v1/jobs/" + anns).status == 404);
    CHECK(t.get("/api/v1/batches/" + batch).status == 404);
    CHECK(t.get("/api/v1/jobs").document()["jobs"].empty());
    CHECK(t.get("/api/v1/jobs").document()["summary"]["jobs"] == 0);
    CHECK(t.ask("POST", "/api/v1/jobs/" + anns + "/cancel").status == 403);
    CHECK(t.ask("DELETE", "/api/v1/jobs/" + anns).status == 403);
    CHECK(t.get("/api/downloads/" + anns).status == 404);
    CHECK(t.get("/api/v1/events?after=0&follow=no").body == "0\r\n\r\n"); // no chunk
    t.who.name = "ann";
    CHECK(t.get("/api/v1/jobs/" + anns).status == 200);
    CHECK(t.get("/api/v1/jobs").document()["jobs"].size() == 1);
    t.who.name.clear();
    t.who.rights = {};
    CHECK(t.get("/api/v1/jobs").status == 401);
}

TEST_CASE("agents are listed, whether they are here or were", "[server][jobs][http]")
{
    job_http_desk t;
    const auto r2 = t.connect("r2");
    t.connect("r1");
    t.host.agents.leave(*r2);
    run_watched(t.io);

    const auto all = t.get("/api/v1/agents").document()["agents"];

    REQUIRE(all.size() == 2);
    CHECK(all[0]["id"] == "r1");
    CHECK(all[0]["connected"] == true);
    CHECK(all[0]["exports"] == json::array({"home"}));
    CHECK(all[0]["door"] == "native");
    CHECK(all[1]["id"] == "r2");
    CHECK(all[1]["connected"] == false);
    CHECK(all[1]["name"] == "scripted 1.0");
    CHECK(all[1]["last_seen"].is_string());
    CHECK(all[1]["connected_at"].is_null());
}

TEST_CASE("figures tell of jobs by phase and of agents", "[server][jobs][http]")
{
    job_http_desk t;
    t.connect("r1");
    const std::string id = t.order({{"agent", "r1"}, {"path", "x"}}).document()["id"];
    t.order({{"agent", "r1"}, {"path", "y"}});
    t.move(id, job_phase::failed, "job.failed");

    const auto text = t.get("/metrics").body;

    CHECK_THAT(text, mentions("\nsluice_agents_connected 1\n"));
    CHECK_THAT(text, mentions("\nsluice_pulls_active 0\n"));
    CHECK_THAT(text, mentions("\nsluice_pulled_bytes_total 0\n"));
    CHECK_THAT(text, mentions("\nsluice_jobs{phase=\"queued\"} 1\n"));
    CHECK_THAT(text, mentions("\nsluice_jobs{phase=\"failed\"} 1\n"));
}

TEST_CASE("a server without a store keeps no jobs and says so", "[server][jobs][http]")
{
    job_http_desk t;
    t.host.jobs = nullptr;

    CHECK(t.order({{"agent", "r1"}, {"path", "x"}}).status == 501);
    for (const std::string path : {"/api/v1/jobs", "/api/v1/jobs/x", "/api/v1/batches/x",
                                   "/api/v1/agents", "/api/v1/events"})
        CHECK(t.get(path).status == 501);
    CHECK(t.get("/api/clients").status == 200);
    CHECK(t.get("/api/downloads/x").status == 404);
    CHECK(t.get("/health").document()["connected_clients"] == 0);
}
