#include "support/catch.hpp"
#include "support/raw_peer.hpp"
#include "support/test_client.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

raw_peer greeted_giver(std::uint16_t port)
{
    raw_peer made(port);
    proto::hello hello;
    hello.role = proto::role::giver;
    made.send(hello, 0);
    REQUIRE(made.receive().has_value());
    return made;
}

bool is_closed(raw_peer& peer)
{
    return peer.closed_by_other(deadline::after(10s));
}

proto::message message_of(const std::optional<raw_frame>& frame)
{
    REQUIRE(frame.has_value());
    auto message = proto::decode(frame->header.type, frame->body);
    REQUIRE(message);
    return *message;
}

/// The next message of this kind, the others passed over.
template <class Message>
Message next(raw_peer& from)
{
    while (true) {
        auto got = message_of(from.receive());
        if (auto* wanted = std::get_if<Message>(&got)) return std::move(*wanted);
    }
}

TEST_CASE("a guessed ticket ends the connection and nothing else", "[system][put][hostile]")
{
    const test_server server;
    auto giver = greeted_giver(server.port());
    proto::attach guess;
    guess.ticket.fill(std::byte{0x41});

    giver.send(guess, 0);

    CHECK(is_closed(giver));
}

TEST_CASE("a giver that attaches to nothing, or an asker that attaches, is cut off",
          "[system][put][hostile]")
{
    const test_server server;
    auto giver = greeted_giver(server.port());
    giver.send(proto::list_request{}, 1);
    CHECK(is_closed(giver));

    auto asker = raw_peer::greeted(server.port());
    asker.send(proto::attach{}, 1);
    CHECK(is_closed(asker));
}

TEST_CASE("anything but a cancel on the control connection stops the put", "[system][put][hostile]")
{
    const test_server server;
    auto control = raw_peer::greeted(server.port());
    control.send(proto::put_request{}, 7);
    static_cast<void>(next<proto::put_accepted>(control));

    control.send(proto::put_request{}, 8);
    const auto end = next<proto::put_end>(control);

    CHECK(end.status == static_cast<int>(errc::malformed_message));
}

TEST_CASE("a put that is cancelled before anything was attached ends at once",
          "[system][put][hostile]")
{
    const test_server server;
    auto control = raw_peer::greeted(server.port());
    control.send(proto::put_request{}, 7);
    static_cast<void>(next<proto::put_accepted>(control));

    control.send(proto::cancel{}, 7);
    const auto end = next<proto::put_end>(control);

    CHECK(end.status == static_cast<int>(errc::cancelled));
}

} // namespace
} // namespace sluice::test
