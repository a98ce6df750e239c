#include "base/unique_fd.hpp"
#include "http/websocket_stream.hpp"
#include "raw_frame.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "websocket_events.hpp"
#include "websocket_pair.hpp"

#include <fcntl.h>

using namespace sluice;
using namespace sluice::test;

namespace {

/// Reads this many bytes.
task<std::string> read_exactly(net::byte_stream& from, std::size_t count)
{
    std::string all;
    byte_buffer part(777);
    while (all.size() < count) {
        const auto room = std::span(part).first(std::min(part.size(), count - all.size()));
        const auto got = co_await net::read_some(from, room, within());
        if (!got) break;
        all += as_text(byte_view(part).first(*got));
    }
    co_return all;
}

} // namespace

TEST_CASE("bytes are read whatever messages they came in", "[http][websocket]")
{
    websocket_pair desk;
    http::websocket_stream stream(std::move(desk.server));
    auto talk = [&]() -> task<std::string> {
        const auto said = co_await say(
            *desk.bare, raw_frame(0x02, "on") + raw_frame(0x89, "p") + raw_frame(0x00, "e") +
                            raw_frame(0x80, "") + raw_frame(0x82, "") + raw_frame(0x82, " two"));
        CHECK(said);
        const auto first = stream.peek_byte();
        CHECK((first && *first && **first == std::byte{'o'}));
        auto all = co_await read_exactly(stream, 7);
        co_return all;
    };

    CHECK(run_task(desk.io, talk()) == "one two");
}

TEST_CASE("text among the bytes is refused with 1003", "[http][websocket]")
{
    websocket_pair desk;
    http::websocket_stream stream(std::move(desk.server));
    auto talk = [&]() -> task<std::string> {
        const auto said = co_await say(*desk.bare, raw_frame(0x82, "b") + raw_frame(0x81, "t"));
        CHECK(said);
        auto all = co_await read_exactly(stream, 2);
        CHECK(all == "b");
        byte_buffer part(10);
        const auto next = co_await net::read_some(stream, part, within());
        CHECK((!next && next.error() == errc::malformed_message));
        stream.close();
        auto heard = co_await hear_all(*desk.bare);
        co_return heard;
    };

    const auto heard = run_task(desk.io, talk());

    CHECK(read_frames(heard, 99, http::websocket_role::client).closed == 1003);
}

TEST_CASE("a file goes through a WebSocket in both directions", "[http][websocket]")
{
    const bool from_server = GENERATE(true, false);
    const temp_folder folder;
    std::string content(300000, 'f');
    for (std::size_t i = 0; i < content.size(); i += 101)
        content[i] = static_cast<char>(i);
    folder.write("file", content);
    const unique_fd file(::open((folder.path() + "/file").c_str(), O_RDONLY | O_CLOEXEC));
    pipe_options thin;
    thin.capacity = 5000;
    websocket_pair desk({}, thin);
    http::websocket_stream client(desk.make_client());
    http::websocket_stream server(std::move(desk.server));
    net::byte_stream& giver = from_server ? server : client;
    net::byte_stream& taker = from_server ? client : server;
    std::uint64_t sent = 0;
    std::uint64_t beyond = 1;
    auto give = [&]() -> task<void> {
        const auto told = co_await giver.write(as_bytes("head"), within(), net::follow_up::more);
        CHECK(told);
        const auto whole = co_await giver.send_file(file.get(), 1000, 1U << 30U, within());
        if (whole) sent = *whole;
        const auto none = co_await giver.send_file(file.get(), 1U << 20U, 5, within());
        if (none) beyond = *none;
    };
    asio::co_spawn(desk.io, give(), [](std::exception_ptr thrown) {
        if (thrown) std::rethrow_exception(thrown);
    });

    const auto got = run_task(desk.io, read_exactly(taker, 4 + content.size() - 1000));

    CHECK(got == "head" + content.substr(1000));
    CHECK(sent == content.size() - 1000);
    CHECK(beyond == 0);
}

TEST_CASE("what was read of the first message belongs to the stream", "[http][websocket]")
{
    websocket_pair desk;
    auto talk = [&]() -> task<std::string> {
        const auto said =
            co_await say(*desk.bare, raw_frame(0x82, "first") + raw_frame(0x82, " second"));
        CHECK(said);
        const auto ready = co_await desk.server->wait_readable(within());
        CHECK(ready);
        const auto piece = desk.server->read_now();
        REQUIRE((piece && *piece));
        http::websocket_stream stream(std::move(desk.server), (*piece)->bytes);
        auto all = co_await read_exactly(stream, 12);
        co_return all;
    };

    CHECK(run_task(desk.io, talk()) == "first second");
}
