#include "support/agent_server.hpp"
#include "support/catch.hpp"
#include "support/lying_agent.hpp"

#include <atomic>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t mib = 1U << 20U;

proto::entry entry_called(std::string path, std::uint64_t size)
{
    proto::entry made;
    made.path = std::move(path);
    made.size = size;
    made.version.fill(std::byte{7});
    made.chunk_size = 1U << 20U;
    return made;
}

byte_buffer digest_of(std::string_view bytes)
{
    const auto made = storage::digest_of(storage::digest_kind::xxh3, as_bytes(bytes));
    return {made.bytes().begin(), made.bytes().end()};
}

/// Says that the file has this entry and answers every read with these bytes and a digest.
lying_agent::answering shows(proto::entry entry, std::string bytes, byte_buffer digest)
{
    return [entry = std::move(entry), bytes = std::move(bytes),
            digest = std::move(digest)](raw_peer& to, const raw_frame& request) {
        const auto id = request.header.request_id;
        const auto message = request.message();
        if (std::holds_alternative<proto::stat_request>(message))
            return to.send(proto::file_info{entry}, id);
        if (std::holds_alternative<proto::list_request>(message))
            return to.send(proto::listing{{entry}, {}, 0}, id);
        if (!std::holds_alternative<proto::read_request>(message)) return false;
        proto::range_end end;
        end.version = entry.version;
        end.digests = digest;
        return send_data(to, id, bytes) && to.send(end, id);
    };
}

/// Regular files below the downloads that are not parts or journals.
std::vector<std::string> published(const agent_server& server)
{
    namespace fs = std::filesystem;
    std::vector<std::string> all;
    if (!fs::exists(server.downloads())) return all;
    for (const auto& one : fs::recursive_directory_iterator(server.downloads()))
        if (one.is_regular_file() && !one.path().filename().string().starts_with('.'))
            all.push_back(fs::relative(one.path(), server.downloads()).string());
    return all;
}

const proto::agent_resolved a_file{"data/a", proto::shown_kind::file};
const proto::agent_resolved a_folder{"data", proto::shown_kind::folder};

} // namespace

TEST_CASE("an agent whose digests never fit is found out", "[system][agent][hostile]")
{
    agent_server server({.stall = 1000ms});
    lying_agent liar(server.port(), a_file,
                     shows(entry_called("data/a", 3), "abc", byte_buffer(16, std::byte{1})));

    const auto outcome = agent_server::pull(server.wait_for("liar"), "a", "liar/a");

    REQUIRE(outcome.failed);
    CHECK(*outcome.failed == errc::checksum_mismatch);
    CHECK(published(server).empty());
}

TEST_CASE("an agent that lies about a size is found out", "[system][agent][hostile]")
{
    for (const std::uint64_t size : {std::uint64_t{2}, std::uint64_t{900}, 5 * mib,
                                     std::uint64_t{1} << 50U, ~std::uint64_t{0}}) {
        INFO("size " << size);
        agent_server server({.stall = 1000ms});
        lying_agent liar(server.port(), a_file,
                         shows(entry_called("data/a", size), "abc", digest_of("abc")));

        const auto outcome = agent_server::pull(server.wait_for("liar"), "a", "liar/a");

        REQUIRE(outcome.failed);
        CHECK(published(server).empty());
    }
}

TEST_CASE("an agent whose file changes under way is found out", "[system][agent][hostile]")
{
    agent_server server({.stall = 1000ms});
    std::atomic<int> reads = 0;
    const auto entry = entry_called("data/a", 3);
    lying_agent liar(server.port(), a_file, [&](raw_peer& to, const raw_frame& request) {
        const auto id = request.header.request_id;
        if (std::holds_alternative<proto::stat_request>(request.message()))
            return to.send(proto::file_info{entry}, id);
        proto::range_end end;
        end.version.fill(static_cast<std::byte>(100 + reads++ % 100));
        end.digests = digest_of("abc");
        return send_data(to, id, "abc") && to.send(end, id);
    });

    const auto outcome = agent_server::pull(server.wait_for("liar"), "a", "liar/a");

    REQUIRE(outcome.failed);
    CHECK(*outcome.failed == errc::source_changed);
    CHECK(published(server).empty());
}

TEST_CASE("names that an agent must not use lead nowhere", "[system][agent][hostile]")
{
    for (const auto* path : {"../../escaped", "/tmp/sluice-escaped", "data/../../../escaped",
                             "data//x", "data/./x", "..", "data/..", "data/\n"}) {
        INFO(path);
        agent_server server({.stall = 1000ms});
        proto::list_request ignored;
        lying_agent liar(server.port(), a_folder, [path](raw_peer& to, const raw_frame& request) {
            const auto id = request.header.request_id;
            const auto message = request.message();
            if (std::holds_alternative<proto::stat_request>(message)) {
                proto::entry folder;
                folder.path = "data";
                folder.kind = proto::entry_kind::folder;
                return to.send(proto::file_info{folder}, id);
            }
            return shows(entry_called(path, 3), "abc", digest_of("abc"))(to, request);
        });

        const auto outcome = agent_server::pull(server.wait_for("liar"), "data", "liar/data");

        CHECK(outcome.failed);
        CHECK(published(server).empty());
        CHECK_FALSE(std::filesystem::exists("/tmp/sluice-escaped"));
    }
}

TEST_CASE("an agent cannot turn a file into a folder beside its target", "[system][agent][hostile]")
{
    agent_server server({.stall = 1000ms});
    lying_agent liar(server.port(), a_file, [](raw_peer& to, const raw_frame& request) {
        const auto id = request.header.request_id;
        if (std::holds_alternative<proto::stat_request>(request.message())) {
            proto::entry folder;
            folder.path = "data/a";
            folder.kind = proto::entry_kind::folder;
            return to.send(proto::file_info{folder}, id);
        }
        return shows(entry_called("data/other/x", 3), "abc", digest_of("abc"))(to, request);
    });

    const auto outcome = agent_server::pull(server.wait_for("liar"), "a", "liar/a");

    REQUIRE(outcome.failed);
    CHECK(*outcome.failed == errc::not_a_file);
    CHECK(published(server).empty());
}

TEST_CASE("an agent that stalls is given up", "[system][agent][hostile]")
{
    agent_server server({.stall = 500ms});
    const auto entry = entry_called("data/a", 3 * mib);
    lying_agent liar(server.port(), a_file, [entry](raw_peer& to, const raw_frame& request) {
        const auto id = request.header.request_id;
        if (std::holds_alternative<proto::stat_request>(request.message()))
            return to.send(proto::file_info{entry}, id);
        // Half of what was asked for, and then nothing.
        send_data(to, id, "abc");
        return !to.closed_by_other(deadline::after(20s));
    });

    const auto outcome = agent_server::pull(server.wait_for("liar"), "a", "liar/a");

    REQUIRE(outcome.failed);
    CHECK((*outcome.failed == errc::timed_out || *outcome.failed == errc::peer_closed));
    CHECK(published(server).empty());
}

TEST_CASE("an agent that lies leaves honest ones alone, and garbage ends its session",
          "[system][agent][hostile]")
{
    agent_server server;
    const std::vector<byte_buffer> garbage{
        byte_buffer(64, std::byte{0xff}),
        frame_of(255, 1),
        frame_of(proto::hello{}, 1),
        frame_of(proto::read_request{}, 1),
        frame_of(proto::agent_dial{}, 1),
        frame_of(proto::agent_resolve{"x"}, 1),
        frame_of(called("other"), 1),
        frame_of(proto::put_request{}, 1),
        frame_of(static_cast<std::uint8_t>(proto::frame_type::agent_resolved), 1),
    };
    for (const auto& one : garbage) {
        auto peer = greeted_giver(server.port());
        peer.send(called("liar"), 1);
        server.wait_for("liar");
        peer.send(one);
        CHECK(peer.closed_by_other(deadline::after(20s)));
        CHECK(server.wait_until_gone("liar", deadline::after(20s)));
    }
    // Answers to what was never asked are nothing.
    auto peer = greeted_giver(server.port());
    peer.send(called("liar"), 1);
    server.wait_for("liar");
    peer.send(proto::agent_resolved{"x", proto::shown_kind::file}, 77);
    peer.send(proto::error_reply{}, 78);
    peer.send(proto::ping{5}, 3);
    while (const auto frame = peer.receive())
        if (std::holds_alternative<proto::pong>(frame->message())) break;
    CHECK(server.host().agents.find("liar"));
}

TEST_CASE("an agent that never attaches is given up", "[system][agent][hostile]")
{
    agent_server server;
    auto peer = greeted_giver(server.port());
    peer.send(called("lazy"), 1);
    const auto link = server.wait_for("lazy");
    server::pull_order how;
    how.from = {"data/a", true};
    how.target = "lazy/a";
    running_pull pull(link, how);

    // It refuses to dial; and goes without a word.
    while (const auto frame = peer.receive()) {
        if (!std::holds_alternative<proto::agent_dial>(frame->message())) continue;
        proto::error_reply full;
        full.status = static_cast<std::uint16_t>(errc::overloaded);
        peer.send(full, frame->header.request_id);
        break;
    }
    const auto outcome = pull.wait();
    REQUIRE(outcome.failed);
    CHECK(*outcome.failed == errc::overloaded);

    running_pull second(link, how);
    peer.reset();
    const auto lost = second.wait();
    REQUIRE(lost.failed);
    CHECK(*lost.failed == errc::peer_closed);
}

TEST_CASE("a ticket is good for nothing once its pull is over", "[system][agent][hostile]")
{
    agent_server server;
    auto stranger = greeted_giver(server.port());
    proto::attach made_up;
    made_up.ticket.fill(std::byte{3});
    stranger.send(made_up, 0);

    CHECK(stranger.closed_by_other(deadline::after(20s)));
}

} // namespace sluice::test
