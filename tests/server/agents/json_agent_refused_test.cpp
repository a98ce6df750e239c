#include "server/json_desk.hpp"

using namespace sluice;
using namespace sluice::test;

TEST_CASE("what an agent sends wrongly is named and nothing appears", "[server][json_agent]")
{
    struct trouble {
        std::function<json(const std::string&)> last;
        errc why;
    };
    const auto changed = [](const char* key, json value) {
        return [key, value](const std::string& id) {
            auto made = end_of(id, 5, 1);
            made[key] = value;
            return made;
        };
    };
    const auto one =
        GENERATE_COPY(as<trouble>{}, trouble{changed("total_size", 6), errc::malformed_message},
                      trouble{changed("total_chunks", 2), errc::malformed_message},
                      trouble{changed("sha256", std::string(64, '0')), errc::checksum_mismatch},
                      trouble{changed("md5", std::string(32, '0')), errc::checksum_mismatch},
                      trouble{changed("md5", "zz"), errc::malformed_message},
                      trouble{[](const std::string& id) {
                                  return json{{"type", "file_chunk"},
                                              {"download_id", id},
                                              {"chunk_num", 3},
                                              {"total_chunks", 1},
                                              {"data", "x"}};
                              },
                              errc::malformed_message},
                      trouble{[](const std::string& id) {
                                  return json{{"type", "error"},
                                              {"download_id", id},
                                              {"message", "No such file or directory"}};
                              },
                              errc::not_found});
    json_desk desk;
    auto story = [&]() -> task<void> {
        const auto link = co_await desk.come();
        REQUIRE(link);
        const auto id = co_await desk.order(*link, "x");
        co_await desk.send_chunk(id, 1, 1, "12345");
        co_await desk.say(one.last(id));
        co_await desk.wait_for_outcomes(1);
        // What still comes of it is dropped, and the agent stays.
        co_await desk.send_chunk(id, 2, 2, "late");
        auto ping = json::object({{"type", "ping"}});
        co_await desk.say(std::move(ping));
        const auto alive = co_await desk.hear();
        CHECK(alive.value("type", "") == "pong");
        co_await desk.leave();
    };

    run_task(desk.io, story());

    REQUIRE(desk.outcomes.size() == 1);
    REQUIRE(desk.outcomes[0].failed);
    CHECK(*desk.outcomes[0].failed == one.why);
    desk.pulls.clear();
    CHECK(desk.downloads.names().empty());
}

TEST_CASE("who does not speak the messages is turned away", "[server][json_agent]")
{
    struct rule {
        std::string text;
        int code;
        std::string said;
    };
    const auto one = GENERATE(
        as<rule>{}, rule{"not json", 1007, "malformed_message"},
        rule{R"({"type":"pong"})", 1008, "malformed_message"},
        rule{R"({"type":"register","client_id":"../x"})", 1008, "bad_name"},
        rule{R"({"type":"register","client_id":".x"})", 1008, "bad_name"},
        rule{R"({"type":"register","client_id":")" + std::string(5000, 'a') + "\"}", 1009, ""});
    json_desk desk;
    std::string said;
    auto story = [&]() -> task<void> {
        const auto sent =
            co_await desk.agent->send(http::websocket_kind::text, as_bytes(one.text), soon());
        CHECK(sent);
        while (true) {
            const auto heard = co_await desk.hear();
            if (heard.is_null()) break;
            said = heard.value("code", "");
        }
        co_await desk.leave();
    };

    run_task(desk.io, story());

    CHECK(desk.agent->closing().code == one.code);
    CHECK(said == one.said);
    CHECK(desk.server.host.agents.size() == 0);
}

TEST_CASE("an agent that breaks the rules later is closed with a code for it",
          "[server][json_agent]")
{
    struct rule {
        std::string text;
        bool binary;
        int code;
    };
    const auto one = GENERATE(
        as<rule>{}, rule{"{", false, 1007}, rule{R"({"type":"dance"})", false, 1008},
        rule{R"({"type":"register","client_id":"again"})", false, 1008},
        rule{R"({"type":"file_complete","download_id":"?","total_size":1,"total_chunks":1})", false,
             1008},
        rule{"binary", true, 1003});
    json_desk desk;
    auto story = [&]() -> task<void> {
        const auto link = co_await desk.come();
        REQUIRE(link);
        const auto id = co_await desk.order(*link, "x");
        CHECK_FALSE(id.empty());
        const auto kind = one.binary ? http::websocket_kind::binary : http::websocket_kind::text;
        const auto sent = co_await desk.agent->send(kind, as_bytes(one.text), soon());
        CHECK(sent);
        while (true) {
            const auto heard = co_await desk.hear();
            if (heard.is_null()) break;
        }
        co_await desk.leave();
        co_await desk.wait_for_outcomes(1);
    };

    run_task(desk.io, story());

    CHECK(desk.agent->closing().code == one.code);
    REQUIRE(desk.outcomes.size() == 1);
    CHECK((desk.outcomes[0].failed && *desk.outcomes[0].failed == errc::peer_closed));
    CHECK(desk.server.host.agents.size() == 0);
}
