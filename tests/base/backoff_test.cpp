#include "base/backoff.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace std::chrono_literals;

TEST_CASE("a retry waits a random time below a cap that doubles", "[base][backoff]")
{
    constexpr std::uint64_t most_random = ~std::uint64_t{0};
    for (unsigned attempt = 0; attempt < 5; ++attempt) {
        const auto cap = 100ms * (1 << attempt);
        for (std::uint64_t random : {std::uint64_t{0}, std::uint64_t{12345}, most_random}) {
            const auto wait = backoff(attempt, random, 100ms, 10s);
            CHECK(wait >= 1ms);
            CHECK(wait <= cap);
        }
    }
    CHECK(backoff(0, 99, 100ms, 10s) == 100ms);
    CHECK(backoff(2, 399, 100ms, 10s) == 400ms);
}

TEST_CASE("a retry never waits longer than the most", "[base][backoff]")
{
    for (unsigned attempt : {7U, 20U, 21U, 64U, ~0U})
        CHECK(backoff(attempt, 9'999, 100ms, 10s) == 10s);
}

TEST_CASE("a retry waits at least a millisecond", "[base][backoff]")
{
    CHECK(backoff(0, 5, 0ms, 10s) == 1ms);
    CHECK(backoff(3, 5, 100ms, 0ms) == 1ms);
}
