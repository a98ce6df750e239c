#include "async/sleep.hpp"
#include "server/streams/topic_desk.hpp"
#include "server/streams/topic_subscriber.hpp"

using namespace sluice;
using namespace sluice::server;
using namespace sluice::test;

namespace {

constexpr std::size_t payload = 8;

/// Takes down what it is given until its disk is full.
class short_recorder final : public topic_recorder {
public:
    short_recorder(std::size_t room, std::size_t& taken, bool& ended)
        : room_(room),
          taken_(taken),
          ended_(ended)
    {
    }

    result<> add(std::span<const stream::shared_message> messages) override
    {
        if (taken_ + messages.size() > room_) return fail(errc::no_space, "record");
        taken_ += messages.size();
        return ok;
    }
    result<> end() override
    {
        ended_ = true;
        return ok;
    }
    std::uint64_t taken() const override { return taken_; }
    const std::string& target() const override { return target_; }

private:
    std::size_t room_;
    std::size_t& taken_;
    bool& ended_;
    std::string target_ = "run";
};

} // namespace

TEST_CASE("a topic is there again with the same numbers after an orderly end", "[server][topic]")
{
    const temp_folder folder(memory_folder());
    std::uint64_t next = 0;
    for (int run = 0; run < 3; ++run) {
        asio::io_context io;
        asio::thread_pool pool{2};
        topic_book book(pool);
        REQUIRE(book.open(folder.path()));
        const auto made = book.make("t", facts_of());
        REQUIRE(made);
        CHECK(made->created == (run == 0));
        const byte_buffer bytes(10 * payload);
        CHECK(*run_task(io, made->of->publish(bytes)) == next);
        next += 10;
        CHECK(book.make("t", facts_of("<f4")).error() == errc::target_exists);
        book.stop();
        CHECK(run_task(io, made->of->publish(bytes)).error() == errc::going_away);
        book.finish();
        CHECK(made->of->figures().messages == next);
        pool.join();
    }
}

TEST_CASE("a recording that fails ends by name and the topic goes on", "[server][topic]")
{
    topic_desk desk;
    const auto to = desk.make("t");
    std::size_t taken = 0;
    bool ended = false;
    REQUIRE(to->record(std::make_unique<short_recorder>(15, taken, ended)));
    std::size_t unused = 0;
    bool not_used = false;
    CHECK(to->record(std::make_unique<short_recorder>(1, unused, not_used)).error() ==
          errc::target_busy);

    for (int i = 0; i < 10; ++i) {
        desk.publish(*to, 5);
        REQUIRE(run_task(desk.io, to->sync(0)));
    }

    CHECK(taken == 15);
    CHECK(ended);
    const auto now = to->figures();
    CHECK(now.recording.empty());
    CHECK(now.recording_error == "no_space");
    CHECK(now.messages == 50);
    CHECK(run_task(desk.io, to->end_recording()).error() == errc::not_found);
}

TEST_CASE("a recording begins behind what was published before it", "[server][topic]")
{
    topic_desk desk;
    const auto to = desk.make("t");
    std::size_t taken = 0;
    bool ended = false;
    desk.publish(*to, 1000);

    REQUIRE(to->record(std::make_unique<short_recorder>(5000, taken, ended)));
    desk.publish(*to, 3);
    REQUIRE(run_task(desk.io, to->end_recording()));

    CHECK(taken == 3);
    CHECK(ended);
}

TEST_CASE("who removes a topic ends its subscribers and publishers", "[server][topic]")
{
    topic_desk desk;
    const auto to = desk.make("t");
    topic_subscriber who(to, desk.io.get_executor(), {});
    desk.publish(*to, 3);

    REQUIRE(desk.book.remove("t"));

    auto first = run_task(desk.io, who.next(1000, deadline::never()));
    REQUIRE(first);
    CHECK(first->messages.size() == 3);
    CHECK(run_task(desk.io, who.next(1000, deadline::never())).error() == errc::not_found);
    const byte_buffer bytes(payload);
    CHECK(run_task(desk.io, to->publish(bytes)).error() == errc::not_found);
    CHECK(desk.folder.names().empty());
}

TEST_CASE("a subscriber reads what memory forgot out of the journal, then what comes",
          "[server][topic]")
{
    topic_desk desk;
    const auto to = desk.make("t");
    for (int i = 0; i < 10; ++i)
        desk.publish(*to, 1000);
    topic_subscriber who(to, desk.io.get_executor(), {});
    topic_from from;
    from.what = topic_from::kind::sequence;
    from.sequence = 17;
    REQUIRE(run_task(desk.io, who.begin(from)));
    std::uint64_t expected = 17;
    while (expected < 10'000) {
        const auto got = run_task(desk.io, who.next(10'000, deadline::never()));
        REQUIRE(got);
        CHECK_FALSE(got->missing);
        for (const auto& one : got->messages)
            CHECK(one->sequence() == expected++);
    }
    desk.publish(*to, 1);
    const auto live = run_task(desk.io, who.next(10'000, deadline::never()));
    REQUIRE(live);
    CHECK(live->messages.front()->sequence() == 10'000);
}

TEST_CASE("bytes that are no whole message are refused", "[server][topic]")
{
    topic_desk desk;
    const auto to = desk.make("t");
    for (const std::size_t size : {0, 1, 7, 9, 23}) {
        const byte_buffer bytes(size);
        CHECK(run_task(desk.io, to->publish(bytes)).error() == errc::malformed_message);
    }
    CHECK(to->next() == 0);
}

TEST_CASE("topics together keep no more than they may", "[server][topic]")
{
    topic_desk desk;
    topic_rules rules;
    rules.space = 200U << 20U;
    desk.book.use(rules);
    auto large = facts_of();
    large.keep.bytes = 100U << 20U;
    REQUIRE(desk.book.make("a", large));
    REQUIRE(desk.book.make("b", large));
    CHECK(desk.book.make("c", large).error() == errc::over_quota);
    REQUIRE(desk.book.make("a", large));
    REQUIRE(desk.book.remove("b"));
    CHECK(desk.book.make("c", large));
}

TEST_CASE("what is read out of the journal for one subscriber is no more than it takes",
          "[server][topic]")
{
    topic_desk desk;
    const auto to = desk.make("t", {16});
    for (int i = 0; i < 5; ++i)
        desk.publish(*to, 1000);
    topic_subscriber who(to, desk.io.get_executor(), {});
    topic_from from;
    from.what = topic_from::kind::sequence;
    REQUIRE(run_task(desk.io, who.begin(from)));

    const auto got = run_task(desk.io, who.next(1000, deadline::never()));

    REQUIRE(got);
    CHECK(got->messages.front()->sequence() == 0);
    CHECK(got->messages.size() <= 1000 / to->message_bytes());
}

TEST_CASE("what subscribers missed is counted, whatever becomes of them", "[server][topic]")
{
    topic_desk desk;
    const auto to = desk.make("t");
    {
        topic_subscriber who(to, desk.io.get_executor(), {});
        CHECK(run_task(desk.io, who.next(1000, deadline::after({})))->empty());
        desk.publish(*to, 3000);
        const auto got = run_task(desk.io, who.next(1000, deadline::never()));
        REQUIRE(got);
        REQUIRE(got->missing);
        const auto missed = got->missing->to - got->missing->from + 1;
        CHECK(to->figures().missed == missed);

        who.skip_to_now();

        CHECK(to->figures().missed == missed);
    }
    CHECK(to->figures().missed > 0);
}

TEST_CASE("who publishes very many messages at once lets others of the loop have their turn",
          "[server][topic]")
{
    topic_desk desk;
    auto made = desk.book.make("t", facts_of("|u1"));
    REQUIRE(made);
    const byte_buffer many(100'000);
    bool published = false;
    int turns = 0;
    const auto publish = [&]() -> task<void> {
        const auto done = co_await made->of->publish(many);
        CHECK(done);
        published = true;
    };
    const auto count = [&]() -> task<void> {
        while (!published) {
            ++turns;
            co_await sleep_for({});
        }
    };

    asio::co_spawn(desk.io, publish, asio::detached);
    asio::co_spawn(desk.io, count, asio::detached);
    desk.io.run();

    CHECK(made->of->next() == many.size());
    CHECK(turns > 50);
}
