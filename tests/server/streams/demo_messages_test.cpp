#include "server/streams/demo_messages.hpp"
#include "stream/demo_signal.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace sluice;
using namespace sluice::server;

TEST_CASE("actions of the predecessor's clients are read, everything else is refused",
          "[server][demo]")
{
    CHECK(*read_demo_action(R"({"action":"start"})") == demo_action::start);
    CHECK(*read_demo_action(R"({"action":"stop","more":1})") == demo_action::stop);
    CHECK(*read_demo_action(R"({"action":"ping"})") == demo_action::ping);
    for (const auto* bad : {"", "x", "[]", "1", "null", "\"start\"", "{\"action\":"})
        CHECK(read_demo_action(bad).error() == errc::malformed_message);
    for (const auto* bad :
         {"{}", R"({"action":null})", R"({"action":["start"]})", R"({"action":"START"})"})
        CHECK(read_demo_action(bad).error() == errc::unsupported);
}

TEST_CASE("a message of data has the documented fields", "[server][demo]")
{
    stream::demo_signal signal(3);
    const stream::message one(20, 1'500'000'000, signal.payload(20));

    const auto frame = demo_data_frame(one);

    // A text frame with 16 bits of length.
    REQUIRE(frame.size() > 4);
    CHECK(frame[0] == std::byte{0x81});
    CHECK(frame[1] == std::byte{126});
    const auto said = nlohmann::json::parse(as_text(byte_view(frame).subspan(4)));
    CHECK(said["type"] == "data");
    CHECK(said["timestamp"] == 1.5);
    CHECK(said["shape"] == nlohmann::json{100});
    CHECK(said["dtype"] == "float64");
    CHECK(said["x"].size() == 100);
    CHECK(said["y"].size() == 100);
    CHECK(said["x"][0].get<double>() == Approx(2.0));
    CHECK(said.size() == 6);
}

TEST_CASE("the frame of a message is made once for all", "[server][demo]")
{
    stream::demo_signal signal(3);
    demo_frames frames;
    const stream::message first(0, 0, signal.payload(0));
    const stream::message second(1, 0, signal.payload(1));
    const auto a = frames.of(first);
    CHECK(frames.of(first) == a);
    CHECK(frames.of(second) != a);
}
