#include "state/token_text.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::state;

namespace {

constexpr std::string_view zeros = "sluice_0123abcd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

std::string replaced(std::size_t at, char by)
{
    std::string text(zeros);
    text[at] = by;
    return text;
}

} // namespace

TEST_CASE("a token that was made is read again and is never the same twice", "[state][token]")
{
    const auto made = make_token();
    const auto other = make_token();

    REQUIRE(made);
    const auto parts = parse_token(made->text);
    REQUIRE(parts);
    CHECK(made->text.size() == 59);
    CHECK(made->text.starts_with("sluice_" + made->id + "_"));
    CHECK(parts->id == made->id);
    CHECK(same_digest(sha256_of_secret(parts->secret), made->secret_sha256));
    CHECK(other->text != made->text);
}

TEST_CASE("the text of a token is its id and its secret in base64url", "[state][token]")
{
    token_parts parts{"0123abcd", byte_buffer(32, std::byte{0xff})};
    parts.secret[0] = std::byte{0xfb};

    const auto text = token_text(parts);

    CHECK(text == "sluice_0123abcd_-_________________________________________8");
    CHECK(parse_token(text)->secret == parts.secret);
    CHECK(token_text({"0123abcd", byte_buffer(32)}) == zeros);
}

TEST_CASE("what has not the form of a token is refused without being repeated", "[state][token]")
{
    const auto length = zeros.size();
    const std::vector<std::string> wrong = {"",
                                            "sluice_",
                                            std::string(zeros) + "A",
                                            std::string(zeros.substr(0, length - 1)),
                                            replaced(0, 'S'),
                                            replaced(7, 'G'),
                                            replaced(8, 'A'),
                                            replaced(15, '-'),
                                            replaced(20, '+'),
                                            replaced(20, '\0'),
                                            replaced(length - 1, 'B')};
    for (const auto& text : wrong) {
        const auto parts = parse_token(text);

        REQUIRE_FALSE(parts);
        CHECK(parts.error() == errc::unauthenticated);
        CHECK(parts.error().text().find("AAAA") == std::string::npos);
    }
}

TEST_CASE("digests are the same only if all bytes are", "[state][token]")
{
    byte_buffer one(32, std::byte{1});
    auto other = one;
    CHECK(same_digest(one, other));
    other.back() = std::byte{2};
    CHECK_FALSE(same_digest(one, other));
    CHECK_FALSE(same_digest(one, byte_view(one).first(31)));
}
