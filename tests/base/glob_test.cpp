#include "base/glob.hpp"
#include "support/catch.hpp"

#include <chrono>

using namespace sluice;

namespace {

struct glob_case {
    const char* pattern;
    const char* path;
    bool matches;
};

std::string repeated(std::string_view text, int times)
{
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

} // namespace

TEST_CASE("patterns match as the protocol's grammar says", "[base][glob]")
{
    const glob_case cases[] = {
        {"a", "a", true},
        {"a", "b", false},
        {"a", "aa", false},
        {"", "", true},
        {"", "a", false},
        {"?", "a", true},
        {"?", "", false},
        {"?", "/", false},
        {"*", "anything.txt", true},
        {"*", ".hidden", true},
        {"*", "a/b", false},
        {"*.csv", "x.csv", true},
        {"*.csv", ".csv", true},
        {"*.csv", "x.csv.gz", false},
        {"a*b*c", "a-b-b-c", true},
        {"a*b*c", "a-c-b", false},
        {"a/*/c", "a/b/c", true},
        {"a/*/c", "a/c", false},
        {"a/*/c", "a/b/b/c", false},
        {"[a-c]x", "bx", true},
        {"[a-c]x", "dx", false},
        {"[!a-c]x", "dx", true},
        {"[!a-c]x", "ax", false},
        {"[]x]", "]", true},
        {"[a-]", "-", true},
        {"[-a]", "-", true},
        {"[a", "[a", true},
        {"[", "[", true},
        {"[!]a]", "b", true},
        {"[!]a]", "]", false},
        {"[z-a]", "b", false},
    };
    for (const auto& c : cases) {
        INFO("'" << c.pattern << "' against '" << c.path << "'");
        CHECK(glob_match(c.pattern, c.path) == c.matches);
    }
}

TEST_CASE("two stars stand for any number of folders", "[base][glob]")
{
    const glob_case cases[] = {
        {"**", "a", true},
        {"**", "a/b/c", true},
        {"**/c", "c", true},
        {"**/c", "a/b/c", true},
        {"**/c", "a/b/cc", false},
        {"a/**", "a/b/c", true},
        {"a/**", "a", true},
        {"a/**", "b/a", false},
        {"a/**/c", "a/c", true},
        {"a/**/c", "a/b/b/c", true},
        {"a/**/c", "a/b/b", false},
        {"**/**/c", "c", true},
        {"**/x/**/*.csv", "a/x/b/c.csv", true},
        {"**/x/**/*.csv", "a/y/b/c.csv", false},
        {"a**b", "a/b", false},
        {"a**b", "axxb", true},
    };
    for (const auto& c : cases) {
        INFO("'" << c.pattern << "' against '" << c.path << "'");
        CHECK(glob_match(c.pattern, c.path) == c.matches);
    }
}

TEST_CASE("a walk leaves out only folders below which nothing matches", "[base][glob]")
{
    CHECK(glob_may_match_below("*.csv", ""));
    CHECK_FALSE(glob_may_match_below("*.csv", "a"));
    CHECK(glob_may_match_below("a/*.csv", "a"));
    CHECK_FALSE(glob_may_match_below("a/*.csv", "b"));
    CHECK_FALSE(glob_may_match_below("a/*.csv", "a/b"));
    CHECK(glob_may_match_below("**/x", "a/b/c"));
    CHECK(glob_may_match_below("a/**", "a/b/c"));
    CHECK_FALSE(glob_may_match_below("a/**", "b"));
    CHECK(glob_may_match_below("[ab]/x/y", "b/x"));
}

TEST_CASE("the certain folder of a pattern is split off", "[base][glob]")
{
    const auto check = [](const char* text, const char* folder, const char* pattern) {
        INFO(text);
        CHECK(split_glob(text).folder == folder);
        CHECK(split_glob(text).pattern == pattern);
    };
    check("data/2024/*.csv", "data/2024", "*.csv");
    check("data/*/x", "data", "*/x");
    check("*.csv", "", "*.csv");
    check("da[t]a/x", "", "da[t]a/x");
    check("plain/name", "plain/name", "");
    check("", "", "");

    CHECK(is_glob("a*"));
    CHECK(is_glob("a?"));
    CHECK(is_glob("a["));
    CHECK_FALSE(is_glob("a]b-c!"));
}

TEST_CASE("hostile patterns are decided in no time", "[base][glob]")
{
    const auto name = std::string(255, 'a');
    const auto brackets = std::string(255, '[');
    const auto deep = repeated("a/", 2000) + "a";
    const auto start = std::chrono::steady_clock::now();

    CHECK_FALSE(glob_match(repeated("a*", 1000) + "b", name));
    CHECK_FALSE(glob_match(repeated("*a", 2000) + "b", name));
    CHECK_FALSE(glob_match(repeated("[a]*", 1000) + "b", name));
    for (int i = 0; i < 50; ++i)
        CHECK_FALSE(glob_match("*" + std::string(4000, '['), brackets));
    CHECK_FALSE(glob_match(repeated("**/", 1000) + "b", deep));
    CHECK_FALSE(glob_match(repeated("**/a/", 800) + "b", deep));

    // Whoever tries every way to match needs longer than the world will last.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(30));
}
