#include "admin/scripted_jobs.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/test_client.hpp"

#include <csignal>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

TEST_CASE("a pull is ordered and its job printed", "[system][pull]")
{
    const scripted_jobs server({"queued"});
    const temp_folder here;

    const auto done = run_client(server.port(), here,
                                 {"pull", "--agent", "shop", "--priority", "3", "--bandwidth", "1K",
                                  "--deadline", "2h", "~/sales.csv"});

    CHECK(done.status == 0);
    CHECK_THAT(done.out, mentions("shop") && mentions("queued") && mentions("the agent"));
    REQUIRE(server.asked().size() == 1);
    const auto asked = server.asked().front();
    const auto body = json::parse(asked.substr(asked.find('{')));
    CHECK(body == json{{"agent", "shop"},
                       {"path", "~/sales.csv"},
                       {"priority", 3},
                       {"bandwidth", 1024},
                       {"deadline", "2h"}});
}

TEST_CASE("a pull that is waited for ends with the job's own exit code", "[system][pull]")
{
    const temp_folder here;
    const std::vector<std::string> words{"pull", "--agent", "shop", "~/sales.csv", "--wait"};
    const scripted_jobs good({"queued", "running", "completed"});
    const scripted_jobs bad({"queued", "failed"});

    const auto done = run_client(good.port(), here, words);
    const auto failed = run_client(bad.port(), here, words);

    CHECK(done.status == 0);
    CHECK(done.out == "shop/home/sales.csv\n");
    CHECK_THAT(done.err, mentions("shop: queued, the agent") && mentions("shop: running"));
    CHECK(failed.status == 4);
    CHECK(failed.out.empty());
    CHECK_THAT(failed.err, mentions("no such file there"));
}

TEST_CASE("a pull says what happens as JSON", "[system][pull]")
{
    const temp_folder here;
    const scripted_jobs one({"queued", "running", "completed"});
    const scripted_jobs other({"queued", "running", "completed"});

    const auto whole = run_client(one.port(), here,
                                  {"pull", "--agent", "shop", "~/sales.csv", "--wait", "--json"});
    const auto stream = run_client(
        other.port(), here, {"pull", "--agent", "shop", "~/sales.csv", "--wait", "--json-stream"});

    const auto document = json::parse(whole.out);
    CHECK(document["exit_code"] == 0);
    CHECK(document["result"]["phase"] == "completed");
    std::uint64_t sequence = 0;
    for (std::size_t at = 0; at < stream.out.size();) {
        const auto end = stream.out.find('\n', at);
        const auto event = json::parse(stream.out.substr(at, end - at));
        CHECK(event["sequence"] == ++sequence);
        at = end + 1;
        if (at >= stream.out.size()) CHECK(event["event"] == "finished");
    }
    CHECK(sequence > 4);
}

TEST_CASE("Ctrl-C stops watching, not the pull", "[system][pull]")
{
    const scripted_jobs server({"queued", "running"});
    const temp_folder here;
    auto running =
        start_client(server.port(), here, {"pull", "--agent", "shop", "~/sales.csv", "--wait"});
    running.wait_for_text("shop: running", deadline::after(30s));

    running.signal(SIGINT);
    const auto ended = running.wait(deadline::after(30s));

    CHECK(ended.status == 130);
    CHECK_THAT(ended.err, mentions("job wait 7"));
    for (const auto& one : server.asked())
        CHECK(one.find("cancel") == std::string::npos);
}

TEST_CASE("agents and jobs are listed, shown, stopped and tried again", "[system][pull]")
{
    const scripted_jobs server({"running"});
    const temp_folder here;

    CHECK_THAT(run_client(server.port(), here, {"agents"}).out, mentions("shop"));
    CHECK_THAT(run_client(server.port(), here, {"jobs"}).out, mentions("running"));
    CHECK_THAT(run_client(server.port(), here, {"jobs", "--batch", "b1"}).out, mentions("40%"));
    CHECK_THAT(run_client(server.port(), here, {"job", "show", "7"}).out, mentions("running"));
    CHECK(run_client(server.port(), here, {"job", "cancel", "7"}).status == 0);
    CHECK(run_client(server.port(), here, {"job", "retry", "7"}).status == 0);
    CHECK(server.asked() ==
          std::vector<std::string>{"GET /api/v1/agents ", "GET /api/v1/jobs ",
                                   "GET /api/v1/batches/b1 ", "GET /api/v1/jobs/7 ",
                                   "POST /api/v1/jobs/7/cancel ", "POST /api/v1/jobs/7/retry "});
}

TEST_CASE("without a server the exit code says network, without an agent usage", "[system][pull]")
{
    const temp_folder here;

    CHECK(run_client(1, here, {"agents"}).status == 5);
    CHECK(run_client(1, here, {"pull", "x"}).status == 2);
    CHECK(run_client(1, here, {"job", "show"}).status == 2);
}

TEST_CASE("the predecessor's words order and watch too", "[system][pull]")
{
    const scripted_jobs server({"queued", "running", "completed"});

    const auto done = run_server_alone({"download", "--server",
                                        "http://127.0.0.1:" + std::to_string(server.port()),
                                        "--client-id", "shop", "--file-path", "~/sales.csv"});

    CHECK(done.status == 0);
    CHECK(done.out == "shop/home/sales.csv\n");
    CHECK_THAT(done.err, mentions("queued") && mentions("running"));
    CHECK(run_server_alone({"download", "--client-id", "shop"}).status == 2);
}

} // namespace
} // namespace sluice::test
