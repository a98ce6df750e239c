#include "storage/catalog.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <sys/stat.h>

using namespace sluice;
using namespace sluice::storage;
using namespace sluice::test;

namespace {

using paths = std::vector<std::string>;

constexpr std::size_t any_number = 100'000;
constexpr std::size_t any_bytes = 1U << 30U;

struct whole_listing {
    paths found;
    std::uint32_t skipped = 0;
    int pages = 0;

    friend bool operator==(const whole_listing& a, const whole_listing& b)
    {
        return a.found == b.found && a.skipped == b.skipped;
    }
};

struct page_limits {
    std::size_t most = any_number;
    std::size_t bytes = any_bytes;
};

struct served_tree {
    explicit served_tree(const paths& names = {}, const std::filesystem::path& above =
                                                      std::filesystem::temp_directory_path())
        : folder(above)
    {
        for (const auto& name : names)
            folder.write(name, "content");
    }

    catalog_query query(std::string_view below, std::string pattern, bool recursive) const
    {
        return {*check_path(below), std::move(pattern), recursive};
    }

    void add_page(const catalog_page& page, whole_listing& into) const
    {
        for (const auto& e : page.entries)
            into.found.push_back(e.path);
        into.skipped += page.skipped;
        ++into.pages;
    }

    /// All pages of one walk.
    whole_listing walk(const catalog_query& wanted, page_limits limits = {}) const
    {
        whole_listing all;
        catalog_walk walk(files, wanted);
        std::string next;
        do {
            const auto page = walk.next_page(limits.most, limits.bytes);
            REQUIRE(page);
            add_page(*page, all);
            next = page->next;
        } while (!next.empty());
        return all;
    }

    /// The same with a fresh walk for every page, as after a lost connection.
    whole_listing seek(const catalog_query& wanted, page_limits limits) const
    {
        whole_listing all;
        std::string next;
        do {
            catalog_walk walk(files, wanted);
            if (!next.empty()) REQUIRE(walk.seek(next));
            const auto page = walk.next_page(limits.most, limits.bytes);
            REQUIRE(page);
            add_page(*page, all);
            REQUIRE((page->next.empty() || page->next != next));
            next = page->next;
        } while (!next.empty());
        return all;
    }

    paths list(std::string_view below, std::string pattern, bool recursive) const
    {
        return walk(query(below, std::move(pattern), recursive)).found;
    }

    temp_folder folder;
    root files = *root::open(folder.path());
};

const paths sample{"b",       "a/x", "a/y/deep", "a.txt", "a-b/z",     "c/1",        "c/2",
                   "c/d/e/f", "C",   ".hidden",  "z.csv", "c/one.csv", "c/d/two.csv"};

} // namespace

TEST_CASE("a listing is in the order of its components", "[storage][catalog]")
{
    const served_tree t(sample);
    CHECK(t.list("", "", true) == paths{".hidden", "C", "a", "a/x", "a/y", "a/y/deep", "a-b",
                                        "a-b/z", "a.txt", "b", "c", "c/1", "c/2", "c/d", "c/d/e",
                                        "c/d/e/f", "c/d/two.csv", "c/one.csv", "z.csv"});
}

TEST_CASE("a listing of one level names its folders only", "[storage][catalog]")
{
    const served_tree t(sample);
    CHECK(t.list("", "", false) == paths{".hidden", "C", "a", "a-b", "a.txt", "b", "c", "z.csv"});
    CHECK(t.list("c", "", false) == paths{"c/1", "c/2", "c/d", "c/one.csv"});
    CHECK(t.list("c/d", "", true) == paths{"c/d/e", "c/d/e/f", "c/d/two.csv"});
}

TEST_CASE("a pattern counts below the folder that is listed", "[storage][catalog]")
{
    const served_tree t(sample);
    CHECK(t.list("", "**/*.csv", true) == paths{"c/d/two.csv", "c/one.csv", "z.csv"});
    CHECK(t.list("", "*.csv", true) == paths{"z.csv"});
    CHECK(t.list("c", "*.csv", false) == paths{"c/one.csv"});
    CHECK(t.list("c", "**/*.csv", true) == paths{"c/d/two.csv", "c/one.csv"});
    CHECK(t.list("", "c/d/**", true) == paths{"c/d", "c/d/e", "c/d/e/f", "c/d/two.csv"});
    CHECK(t.list("", "nothing*", true).empty());
}

TEST_CASE("entries tell what stands on disk", "[storage][catalog]")
{
    const served_tree t({"folder/file"});
    catalog_walk walk(t.files, t.query("", "", true));

    const auto page = walk.next_page(any_number, any_bytes);

    REQUIRE(page);
    REQUIRE(page->entries.size() == 2);
    const auto& folder = page->entries[0];
    const auto& file = page->entries[1];
    CHECK(folder.kind == proto::entry_kind::folder);
    CHECK(folder.size == 0);
    CHECK(folder.version == proto::version_token{});
    CHECK(file.kind == proto::entry_kind::file);
    CHECK(file.size == 7);
    CHECK(file.chunk_size == 1U << 20U);
    CHECK(file.version == version_of(t.files.open_file(*check_path("folder/file"))->stamp));
    CHECK(file.modified_ns > 1'600'000'000'000'000'000);
}

TEST_CASE("pages of every size make the same listing", "[storage][catalog]")
{
    const served_tree t(sample);
    for (const auto& wanted :
         {t.query("", "", true), t.query("", "", false), t.query("c", "", true),
          t.query("", "**/*.csv", true), t.query("", "a/**", true)}) {
        const auto whole = t.walk(wanted);
        CHECK(whole.pages == 1);
        for (std::size_t most = 1; most <= whole.found.size() + 1; ++most) {
            INFO("page size " << most << ", pattern '" << wanted.pattern << "'");
            CHECK(t.walk(wanted, {most, any_bytes}) == whole);
            CHECK(t.seek(wanted, {most, any_bytes}) == whole);
        }
    }
}

TEST_CASE("a page ends before its encoding would be too large", "[storage][catalog]")
{
    const served_tree t(sample);
    const auto wanted = t.query("", "", true);
    const auto one_entry = proto::max_path + 40;

    const auto small = t.walk(wanted, {any_number, one_entry + 100});

    CHECK(small == t.walk(wanted));
    CHECK(small.pages > 4);
    CHECK(t.seek(wanted, {any_number, one_entry + 100}) == small);
}

TEST_CASE("parts and journals are not listed", "[storage][catalog]")
{
    const served_tree t({"a", ".a.01234567.part", ".a.01234567.journal", "d/.b.89abcdef.part"});
    const auto got = t.walk(t.query("", "", true));
    CHECK(got.found == paths{"a", "d"});
    CHECK(got.skipped == 0);
}

TEST_CASE("what is not served is counted", "[storage][catalog]")
{
    const served_tree t({"file", "bad\nname", "bad\x1bname", "d/file"});
    std::filesystem::create_symlink("file", t.folder.at("link"));
    std::filesystem::create_symlink("d", t.folder.at("link-to-folder"));
    std::filesystem::create_symlink("nothing", t.folder.at("d/dangling"));
    ::mkfifo(t.folder.at("fifo").c_str(), 0666);
    const auto wanted = t.query("", "", true);

    const auto got = t.walk(wanted);

    CHECK(got.found == paths{"d", "d/file", "file"});
    CHECK(got.skipped == 6);
    for (std::size_t most = 1; most <= 4; ++most)
        CHECK(t.seek(wanted, {most, any_bytes}).found == got.found);
}

TEST_CASE("a page that finds nothing for long ends, and the next one goes on", "[storage][catalog]")
{
    const served_tree t({}, memory_folder());
    for (int i = 0; i < 20'100; ++i)
        ::symlink("x", t.folder.at("link" + std::to_string(i)).c_str());
    t.folder.write("the end", "content");
    const auto wanted = t.query("", "", true);

    const auto walked = t.walk(wanted);
    const auto sought = t.seek(wanted, {});

    CHECK(walked.found == paths{"the end"});
    CHECK(walked.skipped == 20'100);
    CHECK(walked.pages == 2);
    CHECK(sought == walked);
}

TEST_CASE("a folder that goes during the walk counts as empty", "[storage][catalog]")
{
    const served_tree t({"a", "d/x", "d/y", "e/x", "f"});
    catalog_walk walk(t.files, t.query("", "", true));
    whole_listing got;
    const auto first = walk.next_page(3, any_bytes); // a, d, d/x
    REQUIRE(first);
    t.add_page(*first, got);

    std::filesystem::remove_all(t.folder.at("d"));
    std::filesystem::remove_all(t.folder.at("e"));

    const auto rest = walk.next_page(any_number, any_bytes);
    REQUIRE(rest);
    t.add_page(*rest, got);
    CHECK(got.found == paths{"a", "d", "d/x", "f"});

    catalog_walk later(t.files, t.query("", "", true));
    REQUIRE(later.seek(first->next));
    const auto sought = later.next_page(any_number, any_bytes);
    REQUIRE(sought);
    REQUIRE(sought->entries.size() == 1);
    CHECK(sought->entries[0].path == "f");
}

TEST_CASE("a position in a listing that is not of this folder is refused", "[storage][catalog]")
{
    const served_tree t(sample);
    catalog_walk walk(t.files, t.query("c", "", true));
    CHECK(walk.seek("a/x").error() == errc::bad_usage);
}

TEST_CASE("a hostile position leads nowhere", "[storage][catalog]")
{
    const served_tree t(sample);
    for (const auto* after : {"..", "../..", "/", "//", "a/../../x", "c/./d", "\n", "a//"}) {
        INFO(after);
        catalog_walk walk(t.files, t.query("", "", true));
        if (!walk.seek(after)) continue;
        const auto page = walk.next_page(any_number, any_bytes);
        REQUIRE(page);
        for (const auto& e : page->entries)
            CHECK(check_path(e.path));
    }
}

TEST_CASE("what cannot be listed says why", "[storage][catalog]")
{
    const served_tree t(sample);
    std::filesystem::create_symlink("a", t.folder.at("link"));
    const auto refused = [&](const char* path) {
        catalog_walk walk(t.files, t.query(path, "", true));
        return walk.next_page(any_number, any_bytes).error();
    };
    CHECK(refused("missing") == errc::not_found);
    CHECK(refused("b") == errc::not_a_folder);
    CHECK_FALSE(refused("link").text().empty());
}

TEST_CASE("folders nested too deep are left out and counted", "[storage][catalog]")
{
    const served_tree t;
    std::string deep = "d";
    while (std::count(deep.begin(), deep.end(), '/') < 80)
        deep += "/d";
    t.folder.make_folder(deep);

    const auto got = t.walk(t.query("", "", true));

    CHECK(got.found.size() == catalog_walk::max_depth);
    CHECK(got.skipped == 1);
}
