#include "state/conformance.hpp"
#include "support/catch.hpp"
#include "support/memory_store.hpp"
#include "support/temp_folder.hpp"

namespace sluice::test {
namespace {

std::unique_ptr<state::store> make_memory_store()
{
    return std::make_unique<memory_store>();
}

/// A store in a folder of its own.
struct sqlite_maker {
    temp_folder folder;
    int made = 0;

    std::unique_ptr<state::store> operator()()
    {
        auto opened = state::open_store(folder.at("state" + std::to_string(++made)));
        if (!opened) FAIL(opened.error().text());
        return std::move(*opened);
    }
};

void check_both(const std::function<void(const store_factory&)>& check)
{
    SECTION("SQLite")
    {
        sqlite_maker sqlite;
        check([&] { return sqlite(); });
    }
    SECTION("memory")
    {
        check(make_memory_store);
    }
}

TEST_CASE("a store keeps uploads, one for each target and key", "[state][store]")
{
    check_both(check_uploads);
}

TEST_CASE("a store merges the durable ranges of an upload", "[state][store]")
{
    check_both(check_ranges);
}

TEST_CASE("a store lets only the newest holder of an upload commit", "[state][store]")
{
    check_both(check_fencing);
}

TEST_CASE("a store keeps the library", "[state][store]")
{
    check_both(check_library);
}

TEST_CASE("a store numbers the ledger", "[state][store]")
{
    check_both(check_ledger);
}

TEST_CASE("a store writes a receipt with each record of the ledger", "[state][store][receipts]")
{
    check_both(check_receipts);
}

TEST_CASE("a store remembers digests by version", "[state][store]")
{
    check_both(check_digests);
}

TEST_CASE("a store keeps jobs, one batch for each key of an owner", "[state][store]")
{
    check_both(check_jobs);
}

TEST_CASE("a store lets a job be moved only from where the mover saw it", "[state][store]")
{
    check_both(check_job_moves);
}

TEST_CASE("a store gives every job a place that no other has", "[state][store]")
{
    check_both(check_job_targets);
}

TEST_CASE("a store numbers what happens to jobs and keeps the newest", "[state][store]")
{
    check_both(check_job_events);
}

TEST_CASE("a store remembers the agents that were connected", "[state][store]")
{
    check_both(check_agents);
}

TEST_CASE("a store gives a file to one client at a time", "[state][store]")
{
    check_both(check_pickups);
}

TEST_CASE("a store gives files back until they are proved to have arrived", "[state][store]")
{
    check_both(check_pickup_proofs);
}

TEST_CASE("a store lets a lease of files expire", "[state][store]")
{
    check_both(check_pickup_leases);
}

TEST_CASE("of many clients at once each file goes to one", "[state][store]")
{
    check_both(check_pickup_race);
}

TEST_CASE("a store keeps arrays", "[state][store]")
{
    check_both(check_arrays);
}

TEST_CASE("one array takes another's place within the quota", "[state][store]")
{
    check_both(check_array_replacing);
}

TEST_CASE("arrays are renamed, tagged and listed", "[state][store]")
{
    check_both(check_array_changes);
}

TEST_CASE("arrays grow until they end", "[state][store]")
{
    check_both(check_growing_arrays);
}

TEST_CASE("a store serves many threads at once, and one's failure is not another's",
          "[state][store]")
{
    check_both(check_many_threads);
}

} // namespace
} // namespace sluice::test
