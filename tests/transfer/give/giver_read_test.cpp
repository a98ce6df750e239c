#include "storage/chunking.hpp"
#include "support/catch.hpp"
#include "transfer/engine.hpp"
#include "transfer/giver_desk.hpp"

#include <fcntl.h>
#include <unistd.h>

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::size_t mib = 1U << 20U;

giving_side& some_files()
{
    static giving_side side({{"empty", ""},
                             {"small", content_of(1000)},
                             {"even", content_of(2 * mib)},
                             {"large", content_of(5 * mib + 77)}});
    return side;
}

/// The digests that a range must come with: of each chunk that lies whole in it.
byte_buffer digests_in(std::string_view content, std::uint64_t offset, std::uint64_t length)
{
    byte_buffer all;
    const auto chunk = storage::chunk_size_for(content.size());
    for (std::uint64_t at = 0; at < content.size(); at += chunk) {
        const auto bytes = content.substr(at, chunk);
        const bool inside = at >= offset && at + bytes.size() <= offset + length;
        if (inside)
            append(all, storage::digest_of(storage::digest_kind::xxh3, as_bytes(bytes)).bytes());
    }
    return all;
}

proto::cancel cancel_of()
{
    return {};
}

/// Reads 5 MiB through a pipe that holds little, so that something can happen in between.
struct slow_read {
    slow_read()
        : side({{"large", content_of(5 * mib + 77)}, {"other", "here"}}),
          desk(side.giver, little())
    {
        desk.send(read_of("large", 0, 5 * mib), 1);
        desk.receive_some(100'000);
    }

    static pipe_options little()
    {
        pipe_options options;
        options.capacity = 1U << 16U;
        return options;
    }

    giving_side side;
    giver_desk desk;
};

} // namespace

TEST_CASE("a range comes with the digests of its whole chunks", "[transfer][giver]")
{
    struct row {
        const char* path;
        std::uint64_t offset;
        std::uint64_t length;
    };
    const auto r = GENERATE(values<row>({{"small", 0, 1000},
                                         {"small", 0, 5000},
                                         {"small", 1, 999},
                                         {"small", 0, 999},
                                         {"small", 1000, 1},
                                         {"small", 500, 0},
                                         {"empty", 0, 10},
                                         {"empty", 0, 0},
                                         {"large", 0, 5 * mib + 77},
                                         {"large", 0, mib},
                                         {"large", 1, mib},
                                         {"large", mib, 3 * mib},
                                         {"large", mib - 1, 2 * mib},
                                         {"large", 5 * mib, 77},
                                         {"large", 5 * mib, 1000},
                                         {"large", 5 * mib + 1, 76},
                                         {"large", 5 * mib - 10, 87},
                                         {"large", 5 * mib - 10, 1000},
                                         {"large", 4 * mib, ~0ULL},
                                         {"even", 0, 2 * mib},
                                         {"even", mib, mib},
                                         {"even", 2 * mib, 5},
                                         {"even", 2 * mib - 10, 10},
                                         {"even", mib - 5, 10}}));
    INFO(r.path << " " << r.offset << " " << r.length);
    const auto& content = some_files().files[r.path];
    const auto bytes = std::string_view(content).substr(r.offset, r.length);
    giver_desk desk(some_files().giver);

    for (int again = 0; again < 2; ++again) { // the second time the digests are remembered
        const auto reply = desk.ask(read_of(r.path, r.offset, r.length));
        REQUIRE(reply.end());
        CHECK(as_text(reply.data) == bytes);
        CHECK(reply.end()->digests == digests_in(content, r.offset, bytes.size()));
    }
}

TEST_CASE("a range that begins behind the end is refused", "[transfer][giver]")
{
    giver_desk desk(some_files().giver);
    CHECK(desk.ask(read_of("small", 1001, 1)).refusal() == errc::bad_usage);
    CHECK(desk.ask(read_of("small", ~0ULL, 1)).refusal() == errc::bad_usage);
    CHECK(desk.ask(read_of("empty", 1, 0)).refusal() == errc::bad_usage);
}

TEST_CASE("a version that is not there any more is refused", "[transfer][giver]")
{
    giving_side side({{"f", "before"}});
    giver_desk desk(side.giver);
    auto wanted = read_of("f", 0, 10);
    const auto first = desk.ask(wanted);
    REQUIRE(first.end());
    wanted.version = first.end()->version;
    CHECK(desk.ask(wanted).end());

    side.source.write("f", "behind");
    CHECK(desk.ask(wanted).refusal() == errc::source_changed);
    wanted.version = {};
    const auto second = desk.ask(wanted);
    REQUIRE(second.end());
    CHECK(as_text(second.data) == "behind");
    CHECK(second.end()->version != first.end()->version);
}

TEST_CASE("a file that changes while it is sent is refused at the end", "[transfer][giver]")
{
    slow_read t;
    const auto path = t.side.source.at("large");
    const auto how = GENERATE(0, 1, 2, 3, 4);
    if (how == 0) CHECK(::truncate(path.c_str(), 300'000) == 0);
    if (how == 1) t.side.source.write("large", content_of(5 * mib + 77, 2));
    if (how == 2) std::filesystem::rename(t.side.source.at("other"), path);
    if (how == 3) std::filesystem::remove(path);
    if (how == 4) std::ofstream(path, std::ios::app) << "more";

    const auto reply = t.desk.receive();

    CHECK(reply.refusal() == errc::source_changed);
    CHECK(t.desk.ask(proto::ping{5}).message == proto::message(proto::pong{5}));
}

TEST_CASE("128 reads at once are answered in order", "[transfer][giver]")
{
    pipe_options options;
    options.most_read = GENERATE(0, 3000);
    giver_desk desk(some_files().giver, options);
    for (std::uint32_t id = 1; id <= 128; ++id) {
        if (id % 10 == 0)
            desk.send(proto::ping{id}, id);
        else
            desk.send(read_of(id % 3 == 0 ? "large" : "small", id * 3, 100 + id), id);
    }

    for (std::uint32_t id = 1; id <= 128; ++id) {
        const auto reply = desk.receive();
        CHECK(reply.id == id);
        if (id % 10 == 0)
            CHECK(reply.message == proto::message(proto::pong{id}));
        else
            CHECK(reply.data.size() == 100 + id);
    }
}

TEST_CASE("a cancelled read ends behind the frame at hand", "[transfer][giver]")
{
    slow_read t;
    t.desk.send(read_of("other", 0, 10), 2);
    t.desk.send(cancel_of(), 1);
    const auto cancelled = t.desk.receive();
    CHECK(cancelled.id == 1);
    CHECK(cancelled.refusal() == errc::cancelled);
    CHECK(cancelled.data.size() < 5 * mib);
    CHECK(cancelled.frames * mib == cancelled.data.size());

    const auto next = t.desk.receive();
    CHECK(next.id == 2);
    CHECK(as_text(next.data) == "here");
}

TEST_CASE("a request that still waits can be cancelled", "[transfer][giver]")
{
    slow_read t;
    t.desk.send(read_of("other", 0, 10), 2);
    t.desk.send(proto::ping{3}, 3);
    t.desk.send(cancel_of(), 2);
    CHECK(t.desk.receive().end());
    const auto cancelled = t.desk.receive();
    CHECK(cancelled.id == 2);
    CHECK(cancelled.refusal() == errc::cancelled);
    CHECK(cancelled.data.empty());
    CHECK(t.desk.receive().id == 3);
}

TEST_CASE("a cancel that comes too late has no answer", "[transfer][giver]")
{
    giver_desk desk(some_files().giver);
    CHECK(desk.ask(read_of("small", 0, 10)).end());
    desk.send(cancel_of(), 1001);
    CHECK(desk.ask(proto::ping{1}).message == proto::message(proto::pong{1}));
}

TEST_CASE("what is no request ends the session", "[transfer][giver]")
{
    giver_desk desk(some_files().giver);
    desk.send(proto::pong{1}, 1);
    CHECK(desk.ended());
}

TEST_CASE("a peer that floods a running read is cut", "[transfer][giver]")
{
    // What is not taken from the wire costs the giver nothing.
    pipe_options options;
    options.capacity = 1U << 16U;
    options.there.capacity = 8 * mib;
    giver_desk desk(some_files().giver, options);
    desk.send(read_of("large", 0, 5 * mib), 1);
    desk.receive_some(1000);
    byte_buffer pings;
    for (std::uint32_t id = 2; id < 40'000; ++id)
        proto::encode(proto::ping{id}, id, pings);
    desk.send(pings);

    CHECK_THROWS(desk.receive());

    CHECK(desk.stream().unread() > pings.size() - 250'000);
}

TEST_CASE("a peer that takes nothing is cut at the stall limit", "[transfer][giver]")
{
    giving_side side({{"large", content_of(2 * mib)}});
    side.giver.set_stall_limit(std::chrono::milliseconds(20));
    giver_desk desk(side.giver, slow_read::little());
    desk.send(read_of("large", 0, 2 * mib), 1);
    desk.receive_some(1000);
    desk.wait_until_given_up();

    CHECK_THROWS(desk.receive());
}
