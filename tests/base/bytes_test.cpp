#include "base/bytes.hpp"
#include "support/catch.hpp"

using namespace sluice;

TEST_CASE("integers are stored in network order and come back", "[base][bytes]")
{
    byte_buffer bytes;
    append_be(bytes, std::uint8_t{0x01});
    append_be(bytes, std::uint16_t{0x0203});
    append_be(bytes, std::uint32_t{0x04050607});
    append_be(bytes, std::uint64_t{0x08090a0b0c0d0e0f});

    REQUIRE(bytes.size() == 15);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        CHECK(std::to_integer<std::size_t>(bytes[i]) == i + 1);
    CHECK(load_be<std::uint8_t>(bytes.data()) == 0x01);
    CHECK(load_be<std::uint16_t>(bytes.data() + 1) == 0x0203);
    CHECK(load_be<std::uint32_t>(bytes.data() + 3) == 0x04050607);
    CHECK(load_be<std::uint64_t>(bytes.data() + 7) == 0x08090a0b0c0d0e0f);
}

TEST_CASE("the largest integers keep all their bits", "[base][bytes]")
{
    byte_buffer bytes;
    append_be(bytes, ~std::uint64_t{0});
    append_be(bytes, std::uint32_t{0xfffffffe});

    CHECK(load_be<std::uint64_t>(bytes.data()) == ~std::uint64_t{0});
    CHECK(load_be<std::uint32_t>(bytes.data() + 8) == 0xfffffffe);
}

TEST_CASE("text and bytes are views of each other", "[base][bytes]")
{
    byte_buffer bytes;
    append(bytes, as_bytes("ab"));
    append(bytes, as_bytes(""));
    append(bytes, as_bytes("c"));

    CHECK(as_text(bytes) == "abc");
    CHECK(as_text({}).empty());
}
