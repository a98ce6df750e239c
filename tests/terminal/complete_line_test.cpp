#include "support/catch.hpp"
#include "terminal/complete_line.hpp"

using namespace sluice;
using terminal::complete_line;

namespace {

using texts = std::vector<std::string>;

terminal::completion offering(texts offers)
{
    return [offers = std::move(offers)](std::string_view, std::string_view word) {
        return terminal::words_with_prefix(offers, word);
    };
}

/// The line after TAB.
std::string completed(std::string_view line, const terminal::completion& offer)
{
    const auto done = complete_line(line, offer);
    return std::string(line.substr(0, done.from)) + done.text;
}

} // namespace

TEST_CASE("the only match is taken with a space behind it", "[terminal][complete_line]")
{
    CHECK(completed("ver", offering({"get", "verify"})) == "verify ");
    CHECK(completed("get bi", offering({"big.bin", "small.bin"})) == "get big.bin ");
    CHECK(completed("get ", offering({"only"})) == "get only ");
}

TEST_CASE("several matches give what they share, then the choice", "[terminal][complete_line]")
{
    const auto offer = offering({"data-2.csv", "data-1.csv", "other"});

    const auto first = complete_line("get d", offer);
    const auto second = complete_line("get data-", offer);

    CHECK(first.text == "data-");
    CHECK(first.choices.empty());
    CHECK(second.text == "data-");
    CHECK(second.choices == texts{"data-1.csv", "data-2.csv"});
}

TEST_CASE("a folder is not the end of a word", "[terminal][complete_line]")
{
    CHECK(completed("get da", offering({"data/"})) == "get data/");
}

TEST_CASE("names with blanks are quoted", "[terminal][complete_line]")
{
    const auto offer = offering({"my file", "my folder/"});

    CHECK(completed("get m", offer) == "get \"my f");
    CHECK(completed("get \"my fi", offer) == "get \"my file\" ");
    CHECK(completed("get \"my fo", offer) == "get \"my folder/");
}

TEST_CASE("nothing to offer leaves the line alone", "[terminal][complete_line]")
{
    CHECK(completed("get x", offering({"a", "b"})) == "get x");
    CHECK(completed("get x", nullptr) == "get x");
    CHECK(complete_line("get x", offering({"a"})).choices.empty());
}

TEST_CASE("names that would harm the terminal are not offered", "[terminal][complete_line]")
{
    CHECK(completed("get a", offering({"a\x1b[2J", "a\nb"})) == "get a");
    CHECK(completed("get a", offering({"a\x1b[2J", "a-good"})) == "get a-good ");
    CHECK(completed("get a", offering({"a\xff"})) == "get a");
    CHECK(completed("get a", offering({"a\\b"})) == "get \"a\\\\b\" ");
}

TEST_CASE("what is shared never ends within a character", "[terminal][complete_line]")
{
    CHECK(completed("get x", offering({"x\xc3\xa4", "x\xc3\xb6"})) == "get x");
    CHECK(complete_line("get x", offering({"x\xc3\xa4", "x\xc3\xb6"})).choices.size() == 2);
}

TEST_CASE("paths are completed one folder at a time", "[terminal][complete_line]")
{
    const texts paths{"a.bin", "data/1.csv", "data/2.csv", "data/old/3.csv", "doc.txt"};
    using terminal::paths_with_prefix;

    CHECK(paths_with_prefix(paths, "") == texts{"a.bin", "data/", "doc.txt"});
    CHECK(paths_with_prefix(paths, "d") == texts{"data/", "doc.txt"});
    CHECK(paths_with_prefix(paths, "data/") == texts{"data/1.csv", "data/2.csv", "data/old/"});
    CHECK(paths_with_prefix(paths, "x").empty());
}
