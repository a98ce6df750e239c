#include "support/catch.hpp"
#include "transfer/engine.hpp"

using namespace sluice;
using namespace sluice::test;

TEST_CASE("a file arrives whole", "[transfer][download]")
{
    const auto size = GENERATE(1, 500, 1 << 20, (1 << 20) + 1, (5 << 20) + 123);
    giving_side from({{"file.bin", content_of(static_cast<std::size_t>(size))}});
    const temp_folder target(memory_folder());
    download_attempt attempt;
    attempt.target = target.path();
    attempt.names = {{"file.bin", ""}};
    attempt.how.workers = GENERATE(1U, 3U);

    const auto outcome = run_download(from, attempt);

    CHECK(outcome.good());
    CHECK(outcome.summary.files_done == 1);
    CHECK(look_at(target.path(), from.files).complete(from.files));
}

TEST_CASE("a report tells when the file was where", "[transfer][download]")
{
    const auto size = GENERATE(0, 500, (5 << 20) + 123);
    giving_side from({{"file.bin", content_of(static_cast<std::size_t>(size))}});
    const temp_folder target(memory_folder());
    download_attempt attempt;
    attempt.target = target.path();
    attempt.names = {{"file.bin", ""}};
    const bool durable = GENERATE(false, true);
    attempt.how.durability = durable ? storage::durability::file : storage::durability::none;
    const auto before = std::chrono::steady_clock::now();

    const auto outcome = run_download(from, attempt);

    REQUIRE(outcome.reports.size() == 1);
    const auto& times = outcome.reports[0].times;
    CHECK(times.started >= before);
    CHECK(times.first_byte.has_value() == (size > 0)); // nothing is asked for of an empty file
    CHECK(times.received.has_value() == (size > 0));
    REQUIRE(times.verified);
    CHECK(times.first_byte.value_or(times.started) >= times.started);
    CHECK(times.received.value_or(times.started) >= times.first_byte.value_or(times.started));
    CHECK(*times.verified >= times.received.value_or(times.started));
    REQUIRE(times.durable.has_value() == durable);
    CHECK(times.durable.value_or(*times.verified) >= *times.verified);
    CHECK(outcome.reports[0].retries == 0);
}
