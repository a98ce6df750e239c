#include "kill_after.hpp"
#include "state/conformance.hpp"
#include "state/ledger_file.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/temp_folder.hpp"

namespace sluice::test {
namespace {

using namespace state;

std::unique_ptr<store> open_in(const temp_folder& folder)
{
    auto opened = open_store(folder.at("state"));
    if (!opened) FAIL(opened.error().text());
    return std::move(*opened);
}

/// Commits one byte after another until it is killed, and tells of each once it is committed.
void commit_for_ever(const std::string& folder, const std::function<void()>& tell)
{
    const auto opened = open_store(folder);
    if (!opened || !(*opened)->add_upload(sample_upload("aa", "x"))) ::_exit(1);
    for (std::uint64_t i = 0;; ++i) {
        if (!(*opened)->commit_ranges("aa", 1, {{2 * i, 2 * i + 1}}, 9)) ::_exit(2);
        tell();
    }
}

TEST_CASE("what was acknowledged before a kill is there after it", "[state][durability]")
{
    for (const std::uint64_t commits : {1, 7, 40}) {
        const temp_folder folder;
        const auto told = kill_after(
            [&](const std::function<void()>& tell) { commit_for_ever(folder.at("state"), tell); },
            commits);

        const auto again = open_in(folder);
        const auto ranges = again->ranges_of("aa");

        REQUIRE(ranges);
        // One more may be committed than was told.
        CHECK(ranges->size() >= told);
        CHECK(ranges->size() <= told + 1);
        CHECK(again->unfinished_uploads()->size() == 1);
    }
}

TEST_CASE("a clean close leaves no log behind, an unclean one is noticed", "[state][durability]")
{
    const temp_folder folder;
    REQUIRE(open_in(folder)->append_ledger({ledger_record{}}));
    CHECK(folder.read("state/lock").empty());
    CHECK_FALSE(folder.has("state/state.db-wal"));

    const auto open = open_in(folder);
    CHECK(folder.read("state/lock").size() == 1);
}

TEST_CASE("a second program is kept out while the first has the store", "[state][durability]")
{
    const temp_folder folder;
    auto first = open_in(folder);

    const auto second = open_store(folder.at("state"));
    REQUIRE_FALSE(second);
    CHECK(second.error() == errc::target_busy);
    CHECK_THAT(second.error().detail(), mentions(folder.at("state")));

    first.reset();
    CHECK(open_store(folder.at("state")));
}

TEST_CASE("a damaged store is refused with advice", "[state][durability]")
{
    const temp_folder folder;
    SECTION("no database at all")
    {
        folder.write("state/state.db", std::string(8192, 'x'));
    }
    SECTION("a page was overwritten, which the check after an unclean stop finds")
    {
        REQUIRE(open_in(folder)->append_ledger(std::vector<ledger_record>(500)));
        folder.write("state/lock", "o");
        auto content = folder.read("state/state.db");
        REQUIRE(content.size() > 40'000);
        content.replace(content.size() / 2, 8192, std::string(8192, '\x5a'));
        folder.write("state/state.db", content);
    }

    const auto opened = open_store(folder.at("state"));

    REQUIRE_FALSE(opened);
    CHECK(opened.error() == errc::io_failed);
    CHECK_THAT(opened.error().detail(),
               mentions(folder.at("state/state.db")) && mentions("move it away"));
}

TEST_CASE("a store of a newer program is left alone", "[state][durability]")
{
    const temp_folder folder;
    open_in(folder);
    auto content = folder.read("state/state.db");
    content[63] = 99; // user_version, https://sqlite.org/fileformat2.html#user_version_number
    folder.write("state/state.db", content);

    const auto opened = open_store(folder.at("state"));

    REQUIRE_FALSE(opened);
    CHECK(opened.error() == errc::unsupported_version);
}

TEST_CASE("the ledger can be read beside the program that writes it", "[state][durability]")
{
    const temp_folder folder;
    CHECK(last_ledger_records(folder.at("state"), 5).error() == errc::not_found);
    const auto writing = open_in(folder);
    REQUIRE(writing->append_ledger(std::vector<ledger_record>(7)));

    const auto last = last_ledger_records(folder.at("state"), 3);

    REQUIRE(last);
    REQUIRE(last->size() == 3);
    CHECK(last->front().number == 5);
    CHECK(last->back().number == 7);
}

TEST_CASE("digests outlive a clean close", "[state][durability]")
{
    const temp_folder folder;
    const digest_key key{1, 2, 3, 4, 5};
    const byte_buffer digest(32, std::byte{9});
    REQUIRE(open_in(folder)->remember_sha256(key, digest));

    CHECK(*open_in(folder)->find_sha256(key) == digest);
}

TEST_CASE("ten thousand ledger records in one call are not ten thousand commits",
          "[state][durability]")
{
    const temp_folder folder;
    const auto under = open_in(folder);
    ledger_record one;
    one.what = "films/some/long/path/of/a/file.mkv";
    one.root_digest = byte_buffer(32);
    const std::vector<ledger_record> single(1, one);
    const std::vector<ledger_record> many(10'000, one);
    const auto seconds_of = [](const auto& act) {
        const auto start = std::chrono::steady_clock::now();
        act();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };

    const auto singly = seconds_of([&] {
        for (int i = 0; i < 500; ++i)
            REQUIRE(under->append_ledger(single));
    });
    const auto together = seconds_of([&] { REQUIRE(under->append_ledger(many)); });

    // As commits of their own they would take twenty times as long as these 500.
    INFO("500 commits: " << singly << " s, 10,000 records in one call: " << together << " s");
    CHECK(together < 5 * singly);
    CHECK(under->ledger(10'499, 10)->size() == 1);
}

} // namespace
} // namespace sluice::test
