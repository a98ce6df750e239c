#include "base/escape.hpp"
#include "support/catch.hpp"

using namespace sluice;

TEST_CASE("ordinary text passes unchanged", "[base][escape]")
{
    CHECK(escape("data/Größe 7.csv") == "data/Größe 7.csv");
    CHECK(escape("") == "");
}

TEST_CASE("control characters cannot start a new line or colour a terminal", "[base][escape]")
{
    CHECK(escape("a\nb") == "a\\nb");
    CHECK(escape("\x1b[31m") == "\\x1b[31m");
    CHECK(escape("\x7f") == "\\x7f");
    CHECK(escape("back\\slash") == "back\\\\slash");
    CHECK(escape(std::string_view("\0x", 2)) == "\\x00x");
}

TEST_CASE("broken UTF-8 and hidden characters are shown as bytes", "[base][escape]")
{
    CHECK(escape("\xff") == "\\xff");
    CHECK(escape("\xc0\xaf") == "\\xc0\\xaf");
    CHECK(escape("\xed\xa0\x80") == "\\xed\\xa0\\x80");
    CHECK(escape("exe.\xe2\x80\xae"
                 "fdp") == "exe.\\xe2\\x80\\xaefdp");
    CHECK_FALSE(is_utf8("\xf5\x80\x80\x80"));
    CHECK(is_utf8("\xf4\x8f\xbf\xbf"));
}
