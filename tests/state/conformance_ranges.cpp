#include "state/conformance.hpp"
#include "support/catch.hpp"

#include <random>
#include <thread>

namespace sluice::test {

using namespace state;

namespace {

constexpr std::uint64_t width = 96;

std::vector<durable_range> ranges_of_bitmap(const std::vector<bool>& bits)
{
    std::vector<durable_range> all;
    for (std::uint64_t i = 0; i < bits.size(); ++i) {
        if (!bits[i]) continue;
        if (!all.empty() && all.back().past == i)
            ++all.back().past;
        else
            all.push_back({i, i + 1});
    }
    return all;
}

void check_against_bitmap(store& under)
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    for (int trial = 0; trial < 12; ++trial) {
        const auto id = "id" + std::to_string(trial);
        REQUIRE(under.add_upload(sample_upload(id, id)));
        std::vector<bool> bits(width);
        for (int step = 0; step < 8; ++step) {
            std::vector<durable_range> added(random() % 4);
            for (auto& one : added) {
                one.first = random() % width;
                one.past = std::min(width, one.first + random() % 12);
                for (auto i = one.first; i < one.past; ++i)
                    bits[i] = true;
            }

            REQUIRE(under.commit_ranges(id, 1, added, 9));

            CHECK(*under.ranges_of(id) == ranges_of_bitmap(bits));
        }
    }
}

} // namespace

void check_ranges(const store_factory& make)
{
    const auto under = make();
    REQUIRE(under->add_upload(sample_upload("aa", "x")));
    SECTION("ranges that overlap or touch become one")
    {
        REQUIRE(under->commit_ranges("aa", 1, {{0, 4}, {8, 12}, {20, 24}}, 9));
        REQUIRE(under->commit_ranges("aa", 1, {{4, 8}}, 11));

        CHECK(*under->ranges_of("aa") == std::vector<durable_range>{{0, 12}, {20, 24}});
        CHECK((*under->find_upload("aa"))->expires_ns == 11);
    }
    SECTION("any order of ranges gives the same as a bitmap")
    {
        check_against_bitmap(*under);
    }
    SECTION("a range that cannot be is refused, and nothing of its call counts")
    {
        CHECK(under->commit_ranges("aa", 1, {{0, 4}, {6, 5}}, 9).error() == errc::bad_usage);
        CHECK(under->commit_ranges("aa", 1, {{0, 1ULL << 63U}}, 9).error() == errc::bad_usage);
        CHECK(under->ranges_of("aa")->empty());
    }
    SECTION("the ranges of an upload go when it ends")
    {
        REQUIRE(under->commit_ranges("aa", 1, {{0, 4}}, 9));
        REQUIRE(under->move_upload("aa", 1, upload_phase::open, upload_phase::completing, ""));
        CHECK(under->ranges_of("aa")->size() == 1);
        REQUIRE(
            under->move_upload("aa", 1, upload_phase::completing, upload_phase::published, "x"));
        CHECK(under->ranges_of("aa")->empty());
    }
}

void check_fencing(const store_factory& make)
{
    const auto under = make();
    REQUIRE(under->add_upload(sample_upload("aa", "x")));
    SECTION("who was taken over can commit and move nothing any more")
    {
        CHECK(*under->take_over("aa") == 2);

        CHECK(under->commit_ranges("aa", 1, {{0, 4}}, 9).error() == errc::fenced);
        CHECK(
            under->move_upload("aa", 1, upload_phase::open, upload_phase::completing, "").error() ==
            errc::fenced);
        CHECK(under->commit_ranges("aa", 2, {{0, 4}}, 9));
    }
    SECTION("the phase that is left must be the present one")
    {
        CHECK(under->move_upload("aa", 1, upload_phase::completing, upload_phase::published, "")
                  .error() == errc::fenced);
    }
    SECTION("an upload that is not open takes no ranges and no new holder")
    {
        REQUIRE(under->move_upload("aa", 1, upload_phase::open, upload_phase::completing, ""));
        CHECK(under->commit_ranges("aa", 1, {{0, 4}}, 9).error() == errc::fenced);
        CHECK(under->take_over("aa").error() == errc::not_found);
    }
    SECTION("an upload that is not there is not found or fenced")
    {
        CHECK(under->take_over("bb").error() == errc::not_found);
        CHECK(under->commit_ranges("bb", 1, {}, 9).error() == errc::fenced);
    }
}

void check_many_threads(const store_factory& make)
{
    constexpr int threads = 8;
    constexpr int steps = 25;
    const auto under = make();
    std::vector<std::thread> running;
    std::atomic<int> wrong = 0;
    for (int t = 0; t < threads; ++t)
        running.emplace_back([&, id = "id" + std::to_string(t)] {
            if (!under->add_upload(sample_upload(id, id))) ++wrong;
            for (std::uint64_t i = 0; i < steps; ++i) {
                if (!under->commit_ranges(id, 1, {{2 * i, 2 * i + 1}}, 9)) ++wrong;
                // One that fails must not take those of its group with it.
                if (under->commit_ranges(id, 7, {{0, 1000}}, 9)) ++wrong;
                const auto seen = under->ranges_of(id);
                if (!seen || seen->size() != i + 1) ++wrong;
            }
        });
    for (auto& one : running)
        one.join();

    CHECK(wrong == 0);
    CHECK(under->unfinished_uploads()->size() == threads);
}

} // namespace sluice::test
