#include "server/json_desk.hpp"

using namespace sluice;
using namespace sluice::test;

TEST_CASE("a file comes from an agent that speaks JSON", "[server][json_agent]")
{
    json_desk desk;
    auto story = [&]() -> task<void> {
        const auto link = co_await desk.come();
        REQUIRE(link);
        CHECK(link->facts().door == "json");
        const auto id = co_await desk.order(*link, "r-1/in/x.txt");
        co_await desk.send_chunk(id, 1, 2, "hello ");
        co_await desk.send_chunk(id, 2, 2, "w\u00f6rld");
        auto last = end_of(id, 11, 2);
        last["sha256"] = sha256_hex("hello w\xf6rld");
        co_await desk.say(last);
        co_await desk.wait_for_outcomes(1);
        co_await desk.leave();
    };

    run_task(desk.io, story());

    REQUIRE(desk.outcomes.size() == 1);
    CHECK_FALSE(desk.outcomes[0].failed);
    CHECK(desk.outcomes[0].reached.bytes_durable == 11);
    CHECK_FALSE(desk.outcomes[0].digest.empty());
    CHECK(desk.downloads.read("r-1/in/x.txt") == "hello w\xf6rld");
    REQUIRE(desk.reports.size() == 1);
    CHECK(desk.reports[0].local == "r-1/in/x.txt");
    CHECK(desk.over);
    CHECK(desk.server.host.agents.size() == 0);
}

TEST_CASE("several files come side by side, and no more than four", "[server][json_agent]")
{
    json_desk desk;
    auto story = [&]() -> task<void> {
        const auto link = co_await desk.come();
        REQUIRE(link);
        std::vector<std::string> ids;
        for (int i = 0; i < 4; ++i) {
            const auto id = co_await desk.order(*link, std::to_string(i));
            ids.push_back(id);
        }
        server::pull_order fifth;
        fifth.job = "5";
        fifth.from.path = "y";
        fifth.from.is_file = true;
        fifth.target = "5";
        const auto refused = link->pull(std::move(fifth));
        const auto outcome = co_await refused->run();
        CHECK((outcome.failed && *outcome.failed == errc::overloaded));
        for (int part = 1; part <= 2; ++part)
            for (const auto& id : ids)
                co_await desk.send_chunk(id, part, 2, id);
        for (const auto& id : ids)
            co_await desk.say(end_of(id, static_cast<int>(2 * id.size()), 2));
        co_await desk.wait_for_outcomes(4);
        for (int i = 0; i < 4; ++i)
            CHECK(desk.downloads.read(std::to_string(i)) == ids[i] + ids[i]);
        co_await desk.leave();
    };

    run_task(desk.io, story());

    CHECK(desk.outcomes.size() == 4);
}

TEST_CASE("a newer agent of the same id fences the older", "[server][json_agent]")
{
    json_desk desk;
    auto ends = pipe_stream::make(desk.io.get_executor());
    http::websocket newer(std::move(ends.dialled), http::websocket_role::client);
    auto serving =
        server::serve_websocket(desk.server.host, everybody(), std::move(ends.accepted), "");
    asio::co_spawn(desk.io, std::move(serving), [](std::exception_ptr) {});
    auto story = [&]() -> task<void> {
        const auto first = co_await desk.come();
        REQUIRE(first);
        const auto id = co_await desk.order(*first, "x");
        CHECK_FALSE(id.empty());
        const std::string again = R"({"type":"register","client_id":"r-1"})";
        const auto sent = co_await newer.send(http::websocket_kind::text, as_bytes(again), soon());
        CHECK(sent);
        const auto lost = co_await desk.hear();
        CHECK(lost.is_null());
        co_await desk.leave();
        co_await desk.wait_for_outcomes(1);
        const auto second = desk.server.host.agents.find("r-1");
        CHECK((second && second != first));
        const auto closed = co_await newer.close(1000, "", soon());
        CHECK(closed);
    };

    run_task(desk.io, story());

    CHECK(desk.agent->closing().code == 1008);
    CHECK(desk.outcomes.size() == 1);
}

TEST_CASE("a stopping server lets files on their way arrive", "[server][json_agent]")
{
    json_desk desk;
    auto story = [&]() -> task<void> {
        const auto link = co_await desk.come();
        REQUIRE(link);
        const auto id = co_await desk.order(*link, "x");
        link->close(fail(errc::going_away, "agent", "the server stops"));
        co_await let_others_run();
        co_await desk.send_chunk(id, 1, 1, "late");
        co_await desk.say(end_of(id, 4, 1));
        const auto gone = co_await desk.hear();
        CHECK(gone.is_null());
        co_await desk.leave();
        co_await desk.wait_for_outcomes(1);
    };

    run_task(desk.io, story());

    CHECK(desk.agent->closing().code == 1001);
    REQUIRE(desk.outcomes.size() == 1);
    CHECK_FALSE(desk.outcomes[0].failed);
    CHECK(desk.downloads.read("x") == "late");
}

TEST_CASE("an agent that answers pings stays as long as it likes", "[server][json_agent]")
{
    json_desk desk;
    desk.server.host.agent_heartbeat_ms = 1;
    auto story = [&]() -> task<void> {
        const auto link = co_await desk.come();
        REQUIRE(link);
        for (int i = 0; i < 5; ++i) {
            const auto asked = co_await desk.hear();
            CHECK(asked.value("type", "") == "ping");
            auto pong = json::object({{"type", "pong"}});
            co_await desk.say(std::move(pong));
        }
        CHECK(desk.server.host.agents.find("r-1") == link);
        co_await desk.leave();
    };

    run_task(desk.io, story());

    CHECK(desk.over);
}

TEST_CASE("an agent that says nothing to pings is gone", "[server][json_agent]")
{
    json_desk desk;
    desk.server.host.agent_heartbeat_ms = 1;
    desk.server.host.agent_dead_ms = 20;
    auto story = [&]() -> task<void> {
        const auto link = co_await desk.come();
        REQUIRE(link);
        json said = json::object();
        while (!said.is_null()) // until it is closed
            said = co_await desk.hear();
        const auto shown = co_await link->resolve("x", soon());
        CHECK(shown.error() == errc::peer_closed);
        co_await desk.leave();
    };

    run_task(desk.io, story());

    CHECK(desk.over);
    CHECK(desk.server.host.agents.size() == 0);
}
