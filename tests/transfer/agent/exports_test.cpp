#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "transfer/agent/exports.hpp"

using namespace sluice;
using namespace sluice::test;
using transfer::export_spec;
using transfer::exports;

namespace {

storage::safe_path path_of(std::string_view text)
{
    return *storage::check_path(text);
}

std::vector<std::string> listed(const exports& shown, std::size_t most, std::string folder = {},
                                std::string pattern = {})
{
    std::vector<std::string> all;
    std::string after;
    do {
        // Each page by a walk of its own, as a second connection would ask.
        const auto walk = shown.walk({path_of(folder), pattern, true});
        if (!after.empty()) REQUIRE(walk->seek(after));
        const auto page = walk->next_page(most, 1U << 16U);
        REQUIRE(page);
        for (const auto& one : page->entries)
            all.push_back(one.path);
        after = page->next;
    } while (!after.empty());
    return all;
}

/// Two folders, one under a name of its own, with a secret beside them.
struct shop {
    shop()
    {
        here.write("films/a.mkv", "1");
        here.write("films/old/b.mkv", "22");
        here.write("books/films/c.txt", "333");
        here.write("secret", "4");
        std::filesystem::create_symlink("../secret", here.at("films/link"));
        std::filesystem::create_symlink("/etc", here.at("films/etc"));
        std::filesystem::create_symlink(here.at("films"), here.at("by-link"));
        shown = std::move(*exports::open({{"", here.at("films")}, {"paper", here.at("books")}}));
    }

    temp_folder here;
    std::unique_ptr<exports> shown;
};

} // namespace

TEST_CASE("exports stand side by side under their names, page by page", "[transfer][exports]")
{
    const shop of;
    const std::vector<std::string> all{
        "films", "films/a.mkv", "films/old",        "films/old/b.mkv",
        "paper", "paper/films", "paper/films/c.txt"};

    for (const std::size_t most : {1U, 2U, 3U, 100U}) {
        INFO(most << " a page");
        CHECK(listed(*of.shown, most) == all);
    }
    CHECK(of.shown->names() == std::vector<std::string>{"films", "paper"});
    CHECK(listed(*of.shown, 2, "films/old") == std::vector<std::string>{"films/old/b.mkv"});
    CHECK(listed(*of.shown, 1, "films", "**/*.mkv") ==
          std::vector<std::string>{"films/a.mkv", "films/old/b.mkv"});
    CHECK(listed(*of.shown, 1, "", "*/*.mkv") == std::vector<std::string>{"films/a.mkv"});
}

TEST_CASE("a listing of many files under a long name keeps to the size of a page",
          "[transfer][exports]")
{
    const temp_folder here;
    for (int i = 0; i < 300; ++i)
        here.write("in/" + std::to_string(i), "");
    const auto shown = exports::open({{std::string(255, 'n'), here.at("in")}});
    REQUIRE(shown);
    const auto walk = (*shown)->walk({path_of(std::string(255, 'n')), {}, true});

    const auto page = walk->next_page(4096, 32U << 10U);

    REQUIRE(page);
    std::size_t bytes = 0;
    for (const auto& one : page->entries)
        bytes += one.path.size() + 40;
    CHECK(bytes <= 32U << 10U);
    CHECK_FALSE(page->entries.empty());
    CHECK_FALSE(page->next.empty());
}

TEST_CASE("what is not exported cannot be opened, asked about or listed",
          "[transfer][exports][hostile]")
{
    const shop of;
    for (const auto* name : {"secret", "books", "film", "etc/passwd", "films2/a.mkv"}) {
        INFO(name);
        CHECK(of.shown->open_file(path_of(name)).error() == errc::not_found);
        CHECK(of.shown->stat(path_of(name)).error() == errc::not_found);
        CHECK_FALSE(of.shown->walk({path_of(name), {}, true})->next_page(10, 1000));
    }
    for (const auto& [name, why] : {std::pair("films/link", errc::not_a_file),
                                    std::pair("films/etc/passwd", errc::outside_root)}) {
        INFO(name);
        CHECK_FALSE(of.shown->open_file(path_of(name)));
        CHECK(of.shown->resolve(name, {}).error() == why);
    }
    CHECK(of.shown->open_file(path_of("films/a.mkv")));
}

TEST_CASE("an agent says what stands under a name", "[transfer][exports]")
{
    const shop of;
    transfer::expansion_rules rules;
    rules.allowed = {"~"};
    rules.variables = {{"HOME", of.here.path()}};
    using proto::shown_kind;

    struct row {
        std::string asked;
        std::string path;
        shown_kind kind;
    };
    for (const auto& [asked, path, kind] : std::vector<row>{
             {"films/a.mkv", "films/a.mkv", shown_kind::file},
             {"films", "films", shown_kind::folder},
             {"", "", shown_kind::folder},
             {"films/*.mkv", "films/*.mkv", shown_kind::pattern},
             {"*/*.mkv", "*/*.mkv", shown_kind::pattern},
             {"~/films/old", "films/old", shown_kind::folder},
             {"~/by-link/a.mkv", "", shown_kind::file},
             {of.here.at("books/films/c.txt"), "paper/films/c.txt", shown_kind::file},
         }) {
        INFO(asked);
        const auto found = of.shown->resolve(asked, rules);
        if (asked == "~/by-link/a.mkv") {
            CHECK(found.error() == errc::outside_root);
            continue;
        }
        REQUIRE(found);
        CHECK(found->path == path);
        CHECK(found->kind == kind);
    }
    CHECK(of.shown->resolve("films/none", rules).error() == errc::not_found);
    CHECK(of.shown->resolve("films/none/*.mkv", rules).error() == errc::not_found);
    CHECK(of.shown->resolve("films/.a.mkv.00000000.part", rules).error() == errc::not_found);
}

TEST_CASE("an export that was named by a link is found by both of its names", "[transfer][exports]")
{
    const shop of;
    const auto shown = exports::open({{"", of.here.at("by-link")}});
    REQUIRE(shown);

    CHECK((*shown)->names() == std::vector<std::string>{"films"});
    CHECK((*shown)->resolve(of.here.at("by-link/a.mkv"), {})->path == "films/a.mkv");
    CHECK((*shown)->resolve(of.here.at("films/a.mkv"), {})->path == "films/a.mkv");
}

TEST_CASE("exports that cannot be are refused", "[transfer][exports]")
{
    const shop of;
    CHECK(exports::open({}).error() == errc::bad_usage);
    CHECK(exports::open({{"", "/"}}).error() == errc::bad_usage);
    CHECK(exports::open({{"", of.here.at("none")}}).error() == errc::not_found);
    CHECK(exports::open({{"", of.here.at("secret")}}).error() == errc::not_a_folder);
    const std::vector<export_spec> twice{{"x", of.here.at("films")}, {"x", of.here.at("books")}};
    CHECK(exports::open(twice).error() == errc::bad_usage);
    CHECK(exports::open({{"all", "/"}}));
}
