#include "fetch/api_client.hpp"
#include "support/catch.hpp"
#include "support/http_script.hpp"
#include "support/run_task.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// A loop, a pool and a client of one scripted server.
struct api_desk {
    explicit api_desk(http_script::script script)
        : peer(std::move(script)),
          client(pool, "http://127.0.0.1:" + std::to_string(peer.port()), fetch::access{})
    {
    }
    ~api_desk() { pool.join(); }

    asio::io_context io;
    asio::thread_pool pool{2};
    http_script peer;
    fetch::api_client client;
};

} // namespace

TEST_CASE("an API is asked with JSON and answers with JSON", "[fetch][api]")
{
    api_desk desk([](script_peer& to, const std::string& head) {
        const auto size = std::stoul(field_of(head, "content-length"));
        to.send(http_text(202, "Location: /jobs/7\r\n",
                          "{\"got\":" + to.read_body(size) + ",\"method\":\"" +
                              head.substr(0, head.find(' ')) + "\"}"));
    });
    fetch::api_request what("POST", "/jobs", nlohmann::json{{"path", "a"}});

    const auto came = run_task(desk.io, desk.client.call(std::move(what), soon()));

    REQUIRE(came);
    CHECK(came->status == 202);
    CHECK(*came->fields.find("location") == "/jobs/7");
    CHECK(came->body["got"]["path"] == "a");
    CHECK(came->body["method"] == "POST");
}

TEST_CASE("an answer of an API that is no success is an error", "[fetch][api]")
{
    api_desk desk([](script_peer& to, const std::string& head) {
        const auto target = target_of(head);
        if (target == "/gone")
            to.send(http_text(404, "", R"({"code":"not_found","detail":"no job 9"})"));
        else if (target == "/elsewhere")
            to.send(http_text(302, "Location: http://127.0.0.1:9/\r\n", ""));
        else
            to.send(http_text(200, "", "<html>"));
    });

    const auto gone =
        run_task(desk.io, desk.client.call(fetch::api_request("GET", "/gone"), soon()));
    const auto moved =
        run_task(desk.io, desk.client.call(fetch::api_request("GET", "/elsewhere"), soon()));
    const auto page = run_task(desk.io, desk.client.call(fetch::api_request("GET", "/"), soon()));

    REQUIRE_FALSE(gone);
    CHECK(gone.error() == errc::not_found);
    CHECK(gone.error().detail() == "no job 9");
    CHECK_FALSE(moved);
    REQUIRE_FALSE(page);
    CHECK(page.error() == errc::malformed_message);
}

TEST_CASE("events come line by line while the answer lasts", "[fetch][api]")
{
    std::atomic<bool> heard_first = false;
    api_desk desk([&heard_first](script_peer& to, const std::string&) {
        to.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"n\":1}\n\r\n");
        while (!heard_first && to.send("1\r\n\n\r\n"))
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        to.send("8\r\n{\"n\":2}\n\r\n0\r\n\r\n");
    });
    std::vector<std::string> lines;
    auto take = [&](std::string_view line) -> result<void> {
        lines.emplace_back(line);
        heard_first = true;
        return ok;
    };

    const auto ended = run_task(desk.io, desk.client.lines("/events", take, soon()));

    REQUIRE(ended);
    CHECK(lines == std::vector<std::string>{"{\"n\":1}", "{\"n\":2}"});
}

TEST_CASE("a stopped client ends what runs", "[fetch][api]")
{
    api_desk* at = nullptr;
    api_desk desk([&at](script_peer& to, const std::string&) {
        at->client.stop();
        to.read_body(1);
    });
    at = &desk;

    const auto came = run_task(desk.io, desk.client.call(fetch::api_request("GET", "/"), soon()));

    REQUIRE_FALSE(came);
    CHECK(came.error() == errc::cancelled);
}
