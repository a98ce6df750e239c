#include "support/bystander.hpp"
#include "support/mentions.hpp"

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a peer of another protocol is cut off at once", "[system][hostile]")
{
    bystander by;
    const std::string ssh = "SSH-2.0-OpenSSH_9.2\r\n\r\n";
    const std::string tls("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
    for (const auto& first : {ssh, tls + std::string(200, 'r'), sample_bytes(4096),
                              std::string(64, '\0'), std::string(64, '\xff')}) {
        raw_peer peer(by.server.port());

        peer.send(first);

        CHECK(peer.closed_by_other(deadline::after(5s)));
    }
    CHECK_THAT(by.server.log(), mentions("code=bad_magic"));
    by.check_served();
}

TEST_CASE("a length over the limit is refused before memory is taken for it", "[system][hostile]")
{
    bystander by;
    byte_buffer head(16);
    store_be(head.data(), std::uint32_t{0xfffffff0});
    head[4] = static_cast<std::byte>(proto::frame_type::stat);
    byte_buffer before_login = head;
    before_login[4] = static_cast<std::byte>(proto::frame_type::hello);
    const auto memory = by.server.running().resident_bytes();
    raw_peer stranger(by.server.port());
    auto known = raw_peer::greeted(by.server.port());

    stranger.send(byte_view(before_login));
    known.send(byte_view(head));

    CHECK(stranger.closed_by_other(deadline::after(5s)));
    CHECK(known.closed_by_other(deadline::after(5s)));
    CHECK(by.server.running().resident_bytes() < memory + (8U << 20U));
    by.check_served();
}

TEST_CASE("a frame that never ends takes no more memory than one frame may", "[system][hostile]")
{
    bystander by;
    byte_buffer head(16);
    store_be(head.data(), std::uint32_t{64U << 10U});
    head[4] = static_cast<std::byte>(proto::frame_type::list);
    const auto memory = by.server.running().resident_bytes();
    std::vector<raw_peer> peers;
    for (int i = 0; i < 20; ++i) {
        peers.push_back(raw_peer::greeted(by.server.port()));
        peers.back().send(byte_view(head));
        peers.back().send(std::string(60'000, 'x'));
    }

    by.check_served();

    CHECK(by.server.running().resident_bytes() < memory + (24U << 20U));
    // Its last byte comes: what stands in it is judged, and refused.
    peers.front().send(std::string(6'000, 'x'));
    CHECK(peers.front().closed_by_other(deadline::after(5s)));
}

TEST_CASE("a peer that says nothing is cut off after the login limit", "[system][hostile]")
{
    bystander by({"--login-limit", "300ms"});
    raw_peer silent(by.server.port());
    raw_peer slow(by.server.port());
    const auto hello = frame_of(proto::hello{}, 0);
    slow.send(byte_view(hello).first(hello.size() - 1));

    CHECK(silent.closed_by_other(deadline::after(5s)));
    CHECK(slow.closed_by_other(deadline::after(5s)));
    by.server.wait_for_log("code=timed_out", deadline::after(5s));
    by.check_served();
}

TEST_CASE("segments of one byte work as any others", "[system][hostile]")
{
    bystander by;
    raw_peer peer(by.server.port());

    peer.send_bytewise(frame_of(proto::hello{}, 0));
    const auto welcome = peer.receive();
    peer.send_bytewise(frame_of(proto::stat_request{"a.txt"}, 1));
    const auto info = peer.receive();

    REQUIRE(welcome);
    CHECK(welcome->header.type == proto::frame_type::welcome);
    REQUIRE(info);
    CHECK(std::get<proto::file_info>(info->message()).entry.size == 5);
    by.check_served();
}

TEST_CASE("more requests than may be outstanding are refused", "[system][hostile]")
{
    bystander by;
    auto peer = raw_peer::greeted(by.server.port());
    byte_buffer flood;
    for (std::uint32_t id = 1; id <= 2000; ++id)
        append(flood, frame_of(proto::ping{id}, id));

    peer.send(byte_view(flood));

    auto last = peer.receive();
    for (auto next = last; next; next = peer.receive())
        last = next;
    CHECK(status_of(last) == number(errc::too_many_requests));
    CHECK(last->header.request_id == 0);
    by.check_served();
}

TEST_CASE("128 requests may be outstanding and are answered in order", "[system][hostile]")
{
    bystander by;
    auto peer = raw_peer::greeted(by.server.port());
    byte_buffer many;
    for (std::uint32_t id = 1; id <= 128; ++id)
        append(many, frame_of(proto::ping{id}, id));

    peer.send(byte_view(many));

    for (std::uint32_t id = 1; id <= 128; ++id) {
        const auto answer = peer.receive();
        REQUIRE(answer);
        CHECK(answer->header.request_id == id);
    }
}

TEST_CASE("frames that are no requests end the session", "[system][hostile]")
{
    bystander by;
    std::vector<byte_buffer> frames{frame_of(99, 1),
                                    frame_of(0, 1),
                                    frame_of(255, 1),
                                    frame_of(proto::hello{}, 1),
                                    frame_of(proto::welcome{}, 1),
                                    frame_of(proto::listing{}, 1),
                                    frame_of(proto::file_info{}, 1),
                                    frame_of(proto::manifest{}, 1),
                                    frame_of(proto::range_end{}, 1),
                                    frame_of(proto::pong{}, 1),
                                    frame_of(proto::error_reply{}, 1)};
    byte_buffer data(16, std::byte{1});
    const auto head = proto::encode_data_header(1, 16);
    data.insert(data.begin(), head.begin(), head.end());
    frames.push_back(data);
    auto damaged = frame_of(proto::stat_request{"a.txt"}, 1);
    damaged.back() ^= std::byte{1};
    frames.push_back(damaged);
    for (const auto& frame : frames) {
        auto peer = raw_peer::greeted(by.server.port());

        peer.send(byte_view(frame));

        CHECK(peer.closed_by_other(deadline::after(5s)));
    }
    by.check_served();
}

TEST_CASE("a peer of another version is told so", "[system][hostile]")
{
    bystander by;
    proto::hello newer;
    newer.min_version = 900;
    newer.max_version = 901;
    raw_peer peer(by.server.port());

    peer.send(newer, 0);
    const auto answer = peer.receive();

    CHECK(status_of(answer) == number(errc::unsupported_version));
    CHECK(peer.closed_by_other(deadline::after(5s)));
    by.check_served();
}

} // namespace
} // namespace sluice::test
