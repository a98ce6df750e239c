#include "storage/standing_files.hpp"
#include "support/catch.hpp"
#include "support/failing_calls.hpp"
#include "transfer/engine.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// A download of a folder into another that holds some of its files already.
struct skip_desk {
    explicit skip_desk(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i)
            sent["tree/" + std::to_string(i)] = content_of(100 + i, i);
        from = std::make_unique<giving_side>(sent);
    }

    void arrive(std::size_t count)
    {
        for (const auto& [name, content] : sent) {
            if (count == 0) break;
            --count;
            target.write(name, content);
        }
    }

    download_outcome run(failing_calls& calls)
    {
        download_attempt attempt;
        attempt.target = target.path();
        attempt.names = {{"tree", ""}};
        attempt.calls = &calls;
        attempt.how.policy = storage::on_exists::skip;
        attempt.how.workers = 3;
        return run_download(*from, attempt);
    }

    file_tree sent;
    std::unique_ptr<giving_side> from;
    temp_folder target{memory_folder()};
};

} // namespace

TEST_CASE("where all is there already, one connection asks and each file is synced alone",
          "[transfer][skip]")
{
    skip_desk desk(3);
    desk.arrive(3);
    failing_calls calls;

    const auto outcome = desk.run(calls);

    CHECK(outcome.good());
    CHECK(outcome.summary.files_skipped == 3);
    CHECK(outcome.connects == 1);
    CHECK(calls.count("sync_data") == 3);
    // The folder that holds them, and the one in which that stands.
    CHECK(calls.count("sync_folder") == 2);
    // Nobody waits for what other programs have written.
    CHECK(calls.count("sync_file_system") == 0);
}

TEST_CASE("of very many files that are there the whole file system is synced once",
          "[transfer][skip]")
{
    constexpr auto most = storage::standing_files::most_single;
    const auto count = most + (GENERATE(false, true) ? 1 : 0);
    skip_desk desk(count);
    desk.arrive(count);
    failing_calls calls;

    const auto outcome = desk.run(calls);

    CHECK(outcome.good());
    CHECK(outcome.summary.files_skipped == count);
    CHECK(calls.count("sync_file_system") == (count > most ? 1 : 0));
    CHECK(calls.count("sync_data") == (count > most ? 0 : count));
}

TEST_CASE("what is not there yet is fetched beside what is skipped", "[transfer][skip]")
{
    skip_desk desk(5);
    desk.arrive(3);
    failing_calls calls;

    const auto outcome = desk.run(calls);

    CHECK(outcome.good());
    CHECK(outcome.summary.files_skipped == 3);
    CHECK(outcome.summary.files_done == 2);
    CHECK(outcome.connects >= 2);
    CHECK(look_at(desk.target.path(), desk.sent).complete(desk.sent));
}

TEST_CASE("what cannot be synced is not reported as skipped and done", "[transfer][skip]")
{
    skip_desk desk(2);
    desk.arrive(2);
    failing_calls noting;
    REQUIRE(desk.run(noting).good());

    for (std::size_t number = 1; number <= noting.made().size(); ++number) {
        if (!noting.made()[number - 1].starts_with("sync")) continue;
        INFO(noting.made()[number - 1]);
        failing_calls calls(number, mishap::fails);
        const auto outcome = desk.run(calls);
        CHECK(calls.struck());
        CHECK(outcome.summary.stopped);
    }
}
