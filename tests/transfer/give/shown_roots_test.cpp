#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "transfer/give/shown_roots.hpp"

using namespace sluice;
using namespace sluice::test;
using transfer::shown_roots;

namespace {

storage::safe_path path_of(std::string_view text)
{
    return *storage::check_path(text);
}

std::vector<std::string> listed(const shown_roots& shown, std::size_t most,
                                const std::string& folder = {})
{
    std::vector<std::string> all;
    std::string after;
    do {
        // Each page by a walk of its own, as a second connection would ask.
        storage::catalog_query query;
        query.folder = path_of(folder);
        query.recursive = true;
        const auto walk = shown.walk(std::move(query));
        if (!after.empty()) REQUIRE(walk->seek(after));
        const auto page = walk->next_page(most, 1U << 16U);
        REQUIRE(page);
        for (const auto& one : page->entries)
            all.push_back(one.path);
        after = page->next;
    } while (!after.empty());
    return all;
}

} // namespace

TEST_CASE("what was named stands side by side, page by page, and nothing else",
          "[transfer][shown_roots]")
{
    const temp_folder here;
    here.write("left/tree/a", "1");
    here.write("left/tree/b/c", "2");
    here.write("left/secret", "3");
    here.write("right/file", "4");
    const auto shown = shown_roots::open({here.at("left/tree"), here.at("right/file")});
    REQUIRE(shown);
    const std::vector<std::string> all{"file", "tree", "tree/a", "tree/b", "tree/b/c"};

    for (const std::size_t most : {1U, 2U, 3U, 100U}) {
        INFO(most << " a page");
        CHECK(listed(**shown, most) == all);
    }
    CHECK(listed(**shown, 10, "tree/b") == std::vector<std::string>{"tree/b/c"});
}

TEST_CASE("what was not named cannot be opened, asked about or listed", "[transfer][shown_roots]")
{
    const temp_folder here;
    here.write("tree/a", "1");
    here.write("tree2", "2");
    here.write("secret", "3");
    std::filesystem::create_symlink("../secret", here.at("tree/link"));
    const auto shown = shown_roots::open({here.at("tree")});
    REQUIRE(shown);

    for (const auto* name : {"secret", "tree2", "etc/passwd", "tre"}) {
        INFO(name);
        CHECK((*shown)->open_file(path_of(name)).error() == errc::not_found);
        CHECK((*shown)->stat(path_of(name)).error() == errc::not_found);
        storage::catalog_query query;
        query.folder = path_of(name);
        CHECK_FALSE((*shown)->walk(std::move(query))->next_page(10, 1000));
    }
    CHECK_FALSE((*shown)->open_file(path_of("tree/link")));
    CHECK((*shown)->open_file(path_of("tree/a")));
}

TEST_CASE("a name that became a link after it was shown is not followed", "[transfer][shown_roots]")
{
    const temp_folder here;
    here.write("file", "1");
    here.write("secret", "3");
    const auto shown = shown_roots::open({here.at("file")});
    REQUIRE(shown);

    std::filesystem::remove(here.at("file"));
    std::filesystem::create_symlink("secret", here.at("file"));

    CHECK_FALSE((*shown)->open_file(path_of("file")));
}

TEST_CASE("links below a name are left out and counted", "[transfer][shown_roots]")
{
    const temp_folder here;
    here.write("tree/a", "1");
    std::filesystem::create_symlink("a", here.at("tree/link"));
    const auto shown = shown_roots::open({here.at("tree")});
    REQUIRE(shown);

    CHECK(listed(**shown, 100) == std::vector<std::string>{"tree", "tree/a"});
    CHECK((*shown)->skipped() == 1);
}
