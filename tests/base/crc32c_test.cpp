#include "base/crc32c.hpp"
#include "support/catch.hpp"

using namespace sluice;

namespace {

/// Bit by bit, as the polynomial says.
std::uint32_t slow_crc32c(byte_view bytes)
{
    std::uint32_t state = ~0U;
    for (const auto b : bytes) {
        state ^= std::to_integer<std::uint32_t>(b);
        for (int bit = 0; bit < 8; ++bit)
            state = state >> 1U ^ ((state & 1U) != 0 ? 0x82f63b78U : 0U);
    }
    return ~state;
}

} // namespace

TEST_CASE("CRC-32C has its published values", "[base][crc32c]")
{
    CHECK(crc32c({}) == 0);
    CHECK(crc32c(as_bytes("123456789")) == 0xe3069283);

    // RFC 3720, appendix B.4.
    byte_buffer rising(32);
    for (std::size_t i = 0; i < rising.size(); ++i)
        rising[i] = static_cast<std::byte>(i);
    CHECK(crc32c(byte_buffer(32)) == 0x8a9136aa);
    CHECK(crc32c(byte_buffer(32, std::byte{0xff})) == 0x62a8ab43);
    CHECK(crc32c(rising) == 0x46dd794e);
}

TEST_CASE("CRC-32C agrees with the polynomial for every length", "[base][crc32c]")
{
    byte_buffer bytes;
    for (unsigned length = 0; length < 600; ++length) {
        CHECK(crc32c(bytes) == slow_crc32c(bytes));
        bytes.push_back(static_cast<std::byte>(length * 37 + 11));
    }
}

TEST_CASE("CRC-32C goes on where an earlier call ended", "[base][crc32c]")
{
    const auto text = as_bytes("bytes that lie apart have one checksum");
    const auto whole = crc32c(text);
    for (std::size_t cut = 0; cut <= text.size(); ++cut)
        CHECK(crc32c(text.subspan(cut), crc32c(text.first(cut))) == whole);
}
