#include "support/catch.hpp"
#include "transfer/download/chunk_plan.hpp"

#include <bit>
#include <random>

using namespace sluice;
using transfer::byte_range;
using transfer::chunk_plan;

namespace {

/// Calls of a plan in any order, and what they should come to.
class plan_player {
public:
    plan_player(std::uint64_t size, std::uint64_t range_bytes, std::uint64_t seed)
        : plan(size, 10, range_bytes),
          size_(size),
          random_(seed),
          finished_((size + 9) / 10, 0)
    {
    }

    void step()
    {
        const auto what = random_() % 4;
        if (what <= 1)
            take();
        else if (!held_.empty())
            settle(what == 2);
    }

    void take()
    {
        const auto before = plan.ranges_left();
        const auto range = plan.take();
        CHECK(range.has_value() == (before > 0));
        if (!range) return;
        REQUIRE(range->length > 0);
        REQUIRE(range->offset % 10 == 0);
        REQUIRE(range->offset + range->length <= size_);
        for (const auto& other : held_)
            REQUIRE((range->offset >= other.offset + other.length ||
                     other.offset >= range->offset + range->length));
        held_.push_back(*range);
    }

    /// Ends a range that is held: some of its chunks are verified, the rest given back.
    void settle(bool whole)
    {
        const auto at = random_() % held_.size();
        const auto range = held_[at];
        held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(at));
        for (auto chunk = range.offset / 10; chunk * 10 < range.offset + range.length; ++chunk) {
            if (!whole && random_() % 2 == 0) continue;
            REQUIRE(++finished_[chunk] == 1);
            plan.finish(chunk);
        }
        plan.give_back(range);
    }

    void check() const
    {
        std::uint64_t bytes = 0;
        for (std::uint64_t chunk = 0; chunk < finished_.size(); ++chunk)
            bytes += finished_[chunk] * plan.range_of(chunk).length;
        CHECK(plan.finished_bytes() == bytes);
        CHECK(plan.complete() == (bytes == size_));
    }

    bool idle() const { return held_.empty(); }

    chunk_plan plan;

private:
    std::uint64_t size_;
    std::mt19937_64 random_;
    std::vector<byte_range> held_;
    std::vector<std::uint64_t> finished_;
};

/// Plays every order of taking, finishing and giving back, so many calls deep.
void play_all(const chunk_plan& plan, const std::vector<byte_range>& held, unsigned finished,
              int depth)
{
    const auto count = static_cast<std::uint64_t>(std::popcount(finished));
    REQUIRE(plan.finished_bytes() == count * 10);
    REQUIRE(plan.complete() == (count == 3));
    if (depth == 0) return;
    auto taken = plan;
    const auto range = taken.take();
    REQUIRE(range.has_value() == (plan.ranges_left() > 0));
    if (range) {
        auto more = held;
        more.push_back(*range);
        play_all(taken, more, finished, depth - 1);
    }
    for (std::size_t i = 0; i < held.size(); ++i) {
        auto fewer = held;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        const auto first = held[i].offset / 10;
        const auto chunks = held[i].length / 10;
        // Any of its chunks may have been verified.
        for (unsigned mask = 0; mask < (1U << chunks); ++mask) {
            auto next = plan;
            for (std::uint64_t at = 0; at < chunks; ++at)
                if ((mask >> at & 1U) != 0) next.finish(first + at);
            next.give_back(held[i]);
            REQUIRE((finished & (mask << first)) == 0);
            play_all(next, fewer, finished | mask << first, depth - 1);
        }
    }
}

} // namespace

TEST_CASE("a small plan is right in every order of its calls", "[transfer][chunk_plan]")
{
    play_all(chunk_plan(30, 10, GENERATE(10, 20, 30)), {}, 0, 7);
}

TEST_CASE("a plan gives each chunk once, whatever the order", "[transfer][chunk_plan]")
{
    for (std::uint64_t seed = 1; seed < 400; ++seed) {
        INFO(seed);
        plan_player player(seed % 83, 10 + seed % 4 * 11, seed);
        for (int turn = 0; turn < 40; ++turn)
            player.step();
        player.check();
        while (!player.plan.complete()) {
            player.take();
            player.settle(true);
        }
        player.check();
        CHECK(player.plan.take() == std::nullopt);
    }
}

TEST_CASE("a plan of no bytes is complete", "[transfer][chunk_plan]")
{
    chunk_plan plan(0, 10, 100);
    CHECK(plan.complete());
    CHECK(plan.take() == std::nullopt);
    CHECK(plan.ranges_left() == 0);
}

TEST_CASE("a range is at most what was wished, and at least a chunk", "[transfer][chunk_plan]")
{
    chunk_plan plan(95, 10, GENERATE(1, 10, 19));
    CHECK(plan.take() == byte_range{0, 10});
    CHECK(plan.ranges_left() == 9);
    chunk_plan wide(95, 10, 1000);
    CHECK(wide.take() == byte_range{0, 95});
}

TEST_CASE("a range stops before a chunk that is there", "[transfer][chunk_plan]")
{
    chunk_plan plan(95, 10, 1000);
    std::vector<bool> done(10, false);
    done[3] = true;
    done[9] = true;
    plan.mark_done(done);

    CHECK(plan.finished_bytes() == 15);
    CHECK(plan.take() == byte_range{0, 30});
    CHECK(plan.take() == byte_range{40, 50});
    CHECK(plan.take() == std::nullopt);
}

TEST_CASE("what was verified is not taken again after giving back", "[transfer][chunk_plan]")
{
    chunk_plan plan(30, 10, 30);
    const auto range = plan.take();
    plan.finish(1);
    plan.give_back(*range);

    CHECK(plan.take() == byte_range{0, 10});
    CHECK(plan.take() == byte_range{20, 10});
}

TEST_CASE("finishing twice, or beyond the end, counts once", "[transfer][chunk_plan]")
{
    chunk_plan plan(15, 10, 10);
    plan.finish(1);
    plan.finish(1);
    plan.finish(7);
    CHECK(plan.finished_bytes() == 5);
    CHECK_FALSE(plan.complete());
    plan.finish(0);
    CHECK(plan.complete());
}

TEST_CASE("a range given back twice can be taken once", "[transfer][chunk_plan]")
{
    chunk_plan plan(10, 10, 10);
    const auto range = plan.take();
    plan.give_back(*range);
    plan.give_back(*range);
    CHECK(plan.ranges_left() == 1);
    CHECK(plan.take());
    CHECK_FALSE(plan.take());
}
