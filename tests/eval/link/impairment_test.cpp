#include "eval/link/impairment_under_test.hpp"

#include <cmath>
#include <random>
#include <vector>

using namespace sluice;
using namespace sluice::eval;
using namespace sluice::eval::test;
using namespace std::chrono_literals;

namespace {

constexpr int many = 100'000;

/// So many times of `many` is believable for this probability: within six standard deviations of
/// the binomial distribution, which one run of 500 million leaves.
bool is_believable(int times, double probability)
{
    const double expected = many * probability;
    return std::abs(times - expected) < 6 * std::sqrt(expected * (1 - probability));
}

std::vector<frame_fate> fates_of(const link_spec& what, unsigned direction, int count = many)
{
    impairment link(what, direction);
    std::vector<frame_fate> made;
    for (int i = 0; i < count; ++i)
        made.push_back(link.decide(start + i * 100us, 1000));
    return made;
}

template <class Predicate>
int count(const std::vector<frame_fate>& fates, Predicate is_meant)
{
    return static_cast<int>(std::count_if(fates.begin(), fates.end(), is_meant));
}

bool is_lost(const frame_fate& fate)
{
    return fate.dropped == drop_reason::loss;
}

} // namespace

TEST_CASE("chances are met over many frames", "[eval][impairment]")
{
    auto what = spec_of("1ms,2%,dup=3%,reorder=1%,flip=5%");
    what.seed = std::random_device()();
    INFO("seed " << what.seed);

    const auto fates = fates_of(what, 0);

    constexpr double passed = 0.98;
    CHECK(is_believable(count(fates, is_lost), 0.02));
    CHECK(is_believable(count(fates, [](const auto& f) { return f.duplicate.has_value(); }),
                        passed * 0.03));
    CHECK(is_believable(count(fates, [](const auto& f) { return f.flipped_bit.has_value(); }),
                        passed * 0.05));
    // Frames come every 100 us, so one that skips the delay of 1 ms overtakes others.
    CHECK(is_believable(count(fates, [](const auto& f) { return f.reordered; }), passed * 0.01));
}

TEST_CASE("losses do not depend on those before", "[eval][impairment]")
{
    auto what = spec_of("20%");
    what.seed = std::random_device()();
    INFO("seed " << what.seed);
    const auto fates = fates_of(what, 0);

    int pairs = 0;
    for (std::size_t i = 1; i < fates.size(); ++i)
        pairs += is_lost(fates[i]) && is_lost(fates[i - 1]) ? 1 : 0;

    CHECK(is_believable(pairs, 0.04));
}

TEST_CASE("the same seed gives every frame the same fate", "[eval][impairment]")
{
    const auto what = spec_of("10ms,±2ms,5%,dup=5%,reorder=5%,flip=5%,100Mbit,seed=42");
    const auto one = fates_of(what, 1, 5000);
    const auto other = fates_of(what, 1, 5000);

    for (std::size_t i = 0; i < one.size(); ++i) {
        REQUIRE(one[i].dropped == other[i].dropped);
        REQUIRE(one[i].deliver == other[i].deliver);
        REQUIRE(one[i].duplicate == other[i].duplicate);
        REQUIRE(one[i].flipped_bit == other[i].flipped_bit);
    }
}

TEST_CASE("the draws of a seed are the same on every machine", "[eval][impairment]")
{
    const auto fates = fates_of(spec_of("50%,seed=7"), 0, 24);

    std::string seen;
    for (const auto& fate : fates)
        seen += is_lost(fate) ? 'x' : '.';

    CHECK(seen == "x.x......x...xx..xxxx...");
}

TEST_CASE("when frames come does not change which are lost", "[eval][impairment]")
{
    const auto what = spec_of("10%,seed=3");
    impairment even(what, 0), bursts(what, 0);

    for (int i = 0; i < 5000; ++i)
        REQUIRE(is_lost(even.decide(start + i * 1ms, 1500)) ==
                is_lost(bursts.decide(start + i / 100 * 1s, 60)));
}

TEST_CASE("directions and seeds have different fates", "[eval][impairment]")
{
    const auto what = spec_of("50%,seed=5");
    const auto pattern = [](const std::vector<frame_fate>& fates) {
        std::vector<bool> lost;
        for (const auto& fate : fates)
            lost.push_back(is_lost(fate));
        return lost;
    };

    const auto there = pattern(fates_of(what, 0, 200));

    CHECK(there != pattern(fates_of(what, 1, 200)));
    CHECK(there != pattern(fates_of(spec_of("50%,seed=6"), 0, 200)));
}

TEST_CASE("a flipped bit is any bit of the frame", "[eval][impairment]")
{
    impairment link(spec_of("flip=100%"), 0);
    std::vector<int> hits(80);

    for (int i = 0; i < 8000; ++i) {
        const auto fate = link.decide(start, 10);
        REQUIRE(fate.flipped_bit);
        REQUIRE(*fate.flipped_bit < hits.size());
        ++hits[*fate.flipped_bit];
    }

    CHECK(*std::min_element(hits.begin(), hits.end()) > 40);
    CHECK(*std::max_element(hits.begin(), hits.end()) < 160);
}
