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
