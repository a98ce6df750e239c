#include "client/report/report.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::client;

namespace {

exit_code code_of(const transfer::download_summary& summary, std::uint64_t received)
{
    transfer::download_progress progress;
    progress.bytes_received = received;
    return exit_code_of_download(summary, progress);
}

} // namespace

TEST_CASE("nothing failed is 0, skipped files included", "[client][report]")
{
    transfer::download_summary summary;
    summary.files_done = 3;
    summary.files_skipped = 1;

    CHECK(code_of(summary, 10) == exit_code::done);
}

TEST_CASE("one failed file gives its own code, a mixture is partly done", "[client][report]")
{
    transfer::download_summary summary;
    summary.files_failed = 1;
    summary.first_failure = fail(errc::checksum_mismatch);
    CHECK(code_of(summary, 10) == exit_code::integrity);

    summary.files_done = 1;
    CHECK(code_of(summary, 10) == exit_code::partly_done);
}

TEST_CASE("a lost connection is unfinished once something came", "[client][report]")
{
    transfer::download_summary summary;
    summary.stopped = fail(errc::peer_closed);

    CHECK(code_of(summary, 0) == exit_code::network);
    CHECK(code_of(summary, 1) == exit_code::unfinished);
}

TEST_CASE("a full disk keeps its code whatever came", "[client][report]")
{
    transfer::download_summary summary;
    summary.stopped = fail(errc::no_space);

    CHECK(code_of(summary, 1) == exit_code::no_space);
}

TEST_CASE("a shell reads a quoted word back as it was", "[client][report]")
{
    CHECK(shell_quoted("data/a-1.bin") == "data/a-1.bin");
    CHECK(shell_quoted("two words") == "'two words'");
    CHECK(shell_quoted("it's") == "'it'\\''s'");
    CHECK(shell_quoted("*.csv") == "'*.csv'");
    CHECK(shell_quoted("") == "''");
}

TEST_CASE("names that are not UTF-8 do not break JSON", "[client][report]")
{
    transfer::file_report file;
    file.remote = "\xff.bin";

    const auto text = json_text(to_json(file));

    CHECK(json::parse(text)["remote"] == "\xef\xbf\xbd.bin");
}
