#include "planner_desk.hpp"

#include <random>

using namespace sluice;
using namespace sluice::schedule;
using namespace sluice::test;
using namespace std::chrono;

TEST_CASE("whatever happens, no due time is run twice and none is lost but counted",
          "[schedule][planner][property]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (int trial = 0; trial < 200; ++trial) {
        auto how = every(milliseconds(1000 + random() % 5000));
        how.misfire = static_cast<misfire_rule>(random() % 3);
        how.overlap = static_cast<overlap_rule>(random() % 2);
        how.retries = 0;
        how.backoff = milliseconds(1);
        how.most_wait = milliseconds(1);
        planner_desk desk(how);
        std::uint64_t runs = 0;
        std::uint64_t missed = 0;
        wall_time newest = start_of_test - hours(1);
        for (int step = 0; step < 300; ++step) {
            // Naps, loads and clocks that leap forward.
            desk.now += milliseconds(random() % (step % 50 == 0 ? 500'000 : 3000));
            const auto order = desk.look();
            if (order) {
                REQUIRE(order->due > newest);
                newest = order->due;
                ++runs;
                missed += order->missed;
            }
            if (desk.plan.running() && random() % 2 == 0)
                desk.plan.finished(desk.now, run_outcome::done);
        }
        // Every grid point up to the last order was run or is counted, but those that still wait.
        const auto points =
            static_cast<std::uint64_t>((newest - start_of_test) / how.when.every) + 1;
        INFO("trial " << trial);
        const auto passed = static_cast<std::uint64_t>((desk.now - start_of_test) / how.when.every);
        REQUIRE(runs + missed >= points);
        REQUIRE(runs + missed <= passed + 1);
    }
}
