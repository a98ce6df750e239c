#include "base/token_bucket.hpp"
#include "support/catch.hpp"

#include <thread>
#include <vector>

using namespace sluice;
using namespace std::chrono_literals;

namespace {

using clock_type = token_bucket::clock;

constexpr std::uint64_t mebi = 1U << 20U;

/// Takes bytes in pieces, waiting as told; returns when the last piece may be used.
clock_type::time_point take_all(token_bucket& bucket, std::uint64_t total, std::uint64_t piece,
                                clock_type::time_point now)
{
    for (std::uint64_t done = 0; done < total; done += piece)
        now += bucket.take(piece, now);
    return now;
}

} // namespace

TEST_CASE("a bucket without a rate never makes anybody wait", "[base][token_bucket]")
{
    const auto now = clock_type::now();
    token_bucket bucket(0, now);

    CHECK(bucket.rate() == 0);
    CHECK(bucket.take(1ULL << 60U, now) == 0s);
    CHECK(bucket.take(1ULL << 60U, now) == 0s);
}

TEST_CASE("over time the rate is reached and not passed", "[base][token_bucket]")
{
    for (const std::uint64_t piece : {std::uint64_t{4096}, std::uint64_t{100'000}, mebi}) {
        INFO("pieces of " << piece);
        const auto start = clock_type::now();
        token_bucket bucket(10 * mebi, start);

        const auto took = take_all(bucket, 100 * mebi, piece, start) - start;

        // The first tenth of a second is a burst.
        CHECK(took > 9700ms);
        CHECK(took < 10'100ms);
    }
}

TEST_CASE("a burst of a tenth of a second passes at once", "[base][token_bucket]")
{
    const auto now = clock_type::now();
    token_bucket bucket(10 * mebi, now);

    CHECK(bucket.take(mebi, now) == 0s);
    CHECK(bucket.take(1, now) > 0s);
}

TEST_CASE("a slow bucket still lets 64 KiB pass at once", "[base][token_bucket]")
{
    const auto now = clock_type::now();
    token_bucket bucket(1000, now);

    CHECK(bucket.take(65536, now) == 0s);
    CHECK(bucket.take(1000, now) == 1s);
}

TEST_CASE("what is saved up in a pause is no more than a burst", "[base][token_bucket]")
{
    const auto now = clock_type::now();
    token_bucket bucket(10 * mebi, now);

    CHECK(bucket.take(mebi, now + 1h) == 0s);
    CHECK(bucket.take(mebi, now + 1h) > 99ms);
}

TEST_CASE("more than a burst is a debt that the next caller waits for too", "[base][token_bucket]")
{
    const auto now = clock_type::now();
    token_bucket bucket(10 * mebi, now);

    CHECK(bucket.take(11 * mebi, now) == 1s);
    CHECK(bucket.take(10 * mebi, now) == 2s);
    CHECK(bucket.take(0, now + 2s) == 0s);
}

TEST_CASE("a clock that stands still or goes back gives nothing away", "[base][token_bucket]")
{
    const auto now = clock_type::now();
    token_bucket bucket(10 * mebi, now);
    CHECK(bucket.take(mebi, now) == 0s);

    CHECK(bucket.take(mebi, now - 10s) == 100ms);
    CHECK(bucket.take(mebi, now) == 200ms);
}

TEST_CASE("a new rate counts from now on and debts stay", "[base][token_bucket]")
{
    const auto now = clock_type::now();
    token_bucket bucket(10 * mebi, now);
    CHECK(bucket.take(11 * mebi, now) == 1s);

    bucket.set_rate(mebi);

    const auto later = clock_type::now();
    CHECK(bucket.rate() == mebi);
    const auto wait = bucket.take(0, later);
    CHECK(wait > 5s); // unless the machine stood still for half a second
    CHECK(wait <= 10s);
    bucket.set_rate(0);
    CHECK(bucket.take(mebi, later) == 0s);
}

TEST_CASE("several threads share one rate", "[base][token_bucket]")
{
    const auto start = clock_type::now();
    token_bucket bucket(10 * mebi, start);
    std::vector<clock_type::duration> waits(4);
    {
        std::vector<std::jthread> threads;
        for (auto& longest : waits)
            threads.emplace_back([&bucket, &longest, start] {
                for (int i = 0; i < 1000; ++i)
                    longest = std::max(longest, bucket.take(mebi / 100, start));
            });
    }

    // 40 MiB but for the burst were taken at one moment: the last of them waits for all.
    const auto longest = *std::max_element(waits.begin(), waits.end());
    CHECK(longest > 3800ms);
    CHECK(longest < 4000ms);
}
