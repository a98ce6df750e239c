#include "support/catch.hpp"
#include "terminal/decode_key.hpp"
#include "terminal/text_width.hpp"

#include <string>

using namespace sluice;

namespace {

std::u32string keys_of(std::string_view bytes)
{
    const auto next_byte = [&bytes]() -> std::optional<unsigned char> {
        if (bytes.empty()) return std::nullopt;
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        return byte;
    };
    std::u32string keys;
    while (const auto key = terminal::decode_key(next_byte))
        keys += *key;
    return keys;
}

} // namespace

TEST_CASE("UTF-8 from the keyboard becomes characters", "[terminal][decode_key]")
{
    CHECK(keys_of("a\x1b") == U"a\x1b");
    CHECK(keys_of("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80") == U"\u00e4\u20ac\U0001f600");
}

TEST_CASE("bytes that are no character are replaced", "[terminal][decode_key]")
{
    CHECK(keys_of("\xff") == U"\ufffd");
    CHECK(keys_of("\x80") == U"\ufffd");
    CHECK(keys_of("\xe0\x80\x80") == U"\ufffd");     // overlong
    CHECK(keys_of("\xed\xa0\x80") == U"\ufffd");     // surrogate
    CHECK(keys_of("\xf4\x90\x80\x80") == U"\ufffd"); // beyond Unicode
    CHECK(keys_of("\xc3(") == U"\ufffd");
}

TEST_CASE("half a character is no key", "[terminal][decode_key]")
{
    CHECK(keys_of("\xe2\x82").empty());
}

TEST_CASE("a text has as many characters as a reader counts", "[terminal][text_width]")
{
    CHECK(terminal::characters_of("") == 0);
    CHECK(terminal::characters_of("a\xc3\xa4\xe2\x82\xac") == 3);
    CHECK(terminal::cells_of("plain") == 5);
}
