#include "storage/safe_path.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::storage;

namespace {

std::string repeated(std::string_view text, int times)
{
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

} // namespace

TEST_CASE("relative paths of ordinary components are safe", "[storage][safe_path]")
{
    const auto longest = repeated("0123456789abcde/", 255) + "0123456789abcdef";
    REQUIRE(longest.size() == 4096);
    const auto name_of_255 = std::string(255, 'x');
    for (const std::string_view good :
         {"a", "a/b", ".hidden", "..a", "a..", "...", "a b/c d", "-rf", "~", "\xc3\xa9", "\xff\xfe",
          "a\\b", "C:", "a/..b/c", name_of_255.c_str(), longest.c_str()}) {
        INFO(good);
        const auto checked = check_path(good);
        REQUIRE(checked);
        CHECK(checked->text() == good);
    }
}

TEST_CASE("the empty path is the root", "[storage][safe_path]")
{
    const auto root = check_path("");

    REQUIRE(root);
    CHECK(root->is_root());
    CHECK(root->name().empty());
    CHECK(root->folder().is_root());
    CHECK(safe_path().is_root());
}

TEST_CASE("one slash at the end is dropped", "[storage][safe_path]")
{
    CHECK(check_path("a/b/")->text() == "a/b");
    CHECK_FALSE(check_path("a/b//"));
}

TEST_CASE("paths that lead out are outside_root", "[storage][safe_path]")
{
    for (const std::string bad : {"/", "/etc/passwd", "//a", "..", "../a", "a/..", "a/../b",
                                  "a/b/..", "../../../../etc/passwd", "a/../..", "./.."}) {
        INFO(bad);
        const auto checked = check_path(bad);
        REQUIRE_FALSE(checked);
        const bool dot_first = bad.starts_with("./");
        CHECK(checked.error() == (dot_first ? errc::bad_name : errc::outside_root));
    }
}

TEST_CASE("names that no honest peer sends are bad_name", "[storage][safe_path]")
{
    const auto with_nul = std::string("a\0b", 3);
    const auto too_long = repeated("0123456789abcde/", 255) + "0123456789abcdefg";
    for (const std::string& bad :
         {std::string("."), std::string("./a"), std::string("a/."), std::string("a/./b"),
          std::string("a//b"), std::string("a\nb"), std::string("a\tb"), std::string("\x1b[2J"),
          std::string("a\x7f"), with_nul, std::string(1, '\0'), std::string(256, 'x'), too_long}) {
        INFO(bad);
        const auto checked = check_path(bad);
        REQUIRE_FALSE(checked);
        CHECK(checked.error() == errc::bad_name);
    }
}

TEST_CASE("the detail of a refusal is short however long the name is", "[storage][safe_path]")
{
    const auto refused = check_path(std::string(100'000, 'x'));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().detail().size() <= 300);
    CHECK(check_path("/" + std::string(100'000, 'x')).error().detail().size() <= 300);
}

TEST_CASE("a path knows its name and its folder", "[storage][safe_path]")
{
    const auto deep = *check_path("a/b/c.txt");

    CHECK(deep.name() == "c.txt");
    CHECK(deep.folder().text() == "a/b");
    CHECK(deep.folder().folder().text() == "a");
    CHECK(deep.folder().folder().folder().is_root());
    CHECK(check_path("c.txt")->name() == "c.txt");
}
