#include "base/ini.hpp"
#include "support/catch.hpp"

#include <string>

using namespace sluice;
using namespace std::string_literals;

namespace {

std::string complaint(std::string_view text)
{
    const auto entries = parse_ini(text, "x.ini");
    return entries ? "none" : entries.error().detail();
}

} // namespace

TEST_CASE("an INI text gives its entries with section and line", "[base][ini]")
{
    const auto entries =
        parse_ini("a = 1\n\n[server]\n# note\nport= 9000 ; why\nlog : x\n", "x.ini");

    REQUIRE(entries);
    REQUIRE(entries->size() == 3);
    CHECK((*entries)[0].section.empty());
    CHECK((*entries)[0].line == 1);
    CHECK((*entries)[1].section == "server");
    CHECK((*entries)[1].key == "port");
    CHECK((*entries)[1].value == "9000");
    CHECK((*entries)[1].line == 5);
    CHECK((*entries)[2].value == "x");
}

TEST_CASE("a byte order mark, CRLF and a missing last newline do not matter", "[base][ini]")
{
    const auto entries = parse_ini("\xef\xbb\xbfport = 1\r\nlog = x", "x.ini");

    REQUIRE(entries);
    REQUIRE(entries->size() == 2);
    CHECK((*entries)[0].key == "port");
    CHECK((*entries)[0].value == "1");
    CHECK((*entries)[1].value == "x");
}

TEST_CASE("an indented line is an entry of its own", "[base][ini]")
{
    const auto entries = parse_ini("port = 1\n    log = x\n\tuser = y\n", "x.ini");

    REQUIRE(entries);
    REQUIRE(entries->size() == 3);
    CHECK((*entries)[1].key == "log");
    CHECK((*entries)[2].key == "user");
}

TEST_CASE("duplicates stay in their order", "[base][ini]")
{
    const auto entries = parse_ini("a = 1\na = 2\n", "x.ini");

    REQUIRE(entries);
    REQUIRE(entries->size() == 2);
    CHECK((*entries)[1].value == "2");
    CHECK((*entries)[1].line == 2);
}

TEST_CASE("a line that inih would cut is refused with its number", "[base][ini]")
{
    const std::string fits = "a=" + std::string(197, 'x');

    const auto entries = parse_ini("\n" + fits + "\r\n", "x.ini");

    REQUIRE(entries);
    CHECK(entries->front().value.size() == 197);
    CHECK(complaint("\n" + fits + "x\n") == "x.ini:2: line longer than 199 bytes");
    CHECK(complaint("# " + std::string(1000, '-') + "\na=1\n") == "none");
}

TEST_CASE("a heading that inih would cut is refused", "[base][ini]")
{
    CHECK(complaint("[" + std::string(49, 's') + "]\na=1\n") == "none");
    CHECK(complaint("[" + std::string(50, 's') + "]\na=1\n") ==
          "x.ini:1: heading longer than 49 bytes");
}

TEST_CASE("what is no entry is refused with its line", "[base][ini]")
{
    for (const auto* bad : {"a=1\nword\n", "a=1\n= 1\n", "a=1\n[open\n", "a=1\n:\n"})
        CHECK(complaint(bad) == "x.ini:2: expected 'key = value' or '[section]'");
    CHECK(complaint("word\n" + std::string(300, 'x') + "\n").starts_with("x.ini:1:"));
    CHECK(complaint("a=1\nb=1\0c=2\n"s).starts_with("x.ini:2: a control character"));
    CHECK(complaint("a\0=\0001\0\n\0"s).starts_with("x.ini:1: a control character"));
    CHECK(complaint("a=1\rb=2\n").starts_with("x.ini:1: a control character"));
}

TEST_CASE("an empty text has no entries", "[base][ini]")
{
    for (const auto* empty : {"", "\n", "\r\n", "  \n\t\n", "# only\n; comments"}) {
        const auto entries = parse_ini(empty, "x.ini");
        REQUIRE(entries);
        CHECK(entries->empty());
    }
}
