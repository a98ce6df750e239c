#include "support/catch.hpp"
#include "terminal/words.hpp"

using namespace sluice;
using terminal::last_word;
using terminal::quote_open_word;
using terminal::quote_word;
using terminal::split_words;

namespace {

using words = std::vector<std::string>;

words must_split(std::string_view line)
{
    auto split = split_words(line);
    REQUIRE(split);
    return *split;
}

} // namespace

TEST_CASE("blanks part words", "[terminal][words]")
{
    CHECK(must_split("").empty());
    CHECK(must_split(" \t ").empty());
    CHECK(must_split("get a.bin\tdata/*.csv ") == words{"get", "a.bin", "data/*.csv"});
}

TEST_CASE("quotes keep blanks in a word", "[terminal][words]")
{
    CHECK(must_split(R"(get "my file" 'your file')") == words{"get", "my file", "your file"});
    CHECK(must_split(R"(a"b c"d)") == words{"ab cd"});
    CHECK(must_split(R"('it"s' "it's")") == words{"it\"s", "it's"});
    CHECK(must_split(R"("" '')") == words{"", ""});
}

TEST_CASE("a backslash takes the next character as it is", "[terminal][words]")
{
    CHECK(must_split(R"(my\ file)") == words{"my file"});
    CHECK(must_split(R"("a\"b\\c" 'a\b' \')") == words{"a\"b\\c", "a\\b", "'"});
    CHECK(must_split("end\\") == words{"end\\"});
}

TEST_CASE("a quote without its end is bad usage", "[terminal][words]")
{
    for (const auto* line : {"get \"my file", "'", "a\"", R"("a\")"}) {
        const auto split = split_words(line);

        REQUIRE_FALSE(split);
        CHECK(split.error() == errc::bad_usage);
    }
}

TEST_CASE("the last word is the one under the cursor", "[terminal][words]")
{
    struct row {
        std::string_view line;
        std::size_t begin;
        std::string_view text;
    };
    for (const auto& [line, begin, text] :
         {row{"", 0, ""}, row{"ge", 0, "ge"}, row{"get ", 4, ""}, row{"get da", 4, "da"},
          row{"get a b", 6, "b"}, row{"get \"my f", 4, "my f"}, row{"get my\\ f", 4, "my f"}}) {
        CAPTURE(line);
        const auto word = last_word(line);

        CHECK(word.begin == begin);
        CHECK(word.text == text);
    }
}

TEST_CASE("a quoted word is read back as it was", "[terminal][words]")
{
    for (const auto* text : {"plain", "my file", "it's", "a\"b", "back\\slash", "tab\there", ""}) {
        CAPTURE(text);
        CHECK(must_split(quote_word(text)) == words{text});
        CHECK(last_word(quote_open_word(text)).text == text);
    }
    CHECK(quote_word("plain") == "plain");
}
