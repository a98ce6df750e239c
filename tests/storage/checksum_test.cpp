#include "base/hex.hpp"
#include "storage/checksum.hpp"
#include "support/catch.hpp"

using namespace sluice;
using storage::checksum_kind;

TEST_CASE("checksums are those of the standards, however the bytes are cut", "[storage][checksum]")
{
    const auto of = [](checksum_kind kind) {
        storage::checksum sum(kind);
        sum.update(as_bytes("a"));
        sum.update(as_bytes("bc"));
        return to_hex(sum.finish());
    };

    CHECK(of(checksum_kind::sha1) == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(of(checksum_kind::md5) == "900150983cd24fb0d6963f7d28e17f72");
    CHECK(of(checksum_kind::sha256) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("only whole bytes in hex digits are read", "[storage][checksum]")
{
    CHECK(storage::bytes_of_hex("00fFa1") ==
          byte_buffer{std::byte{0}, std::byte{255}, std::byte{161}});
    CHECK(storage::bytes_of_hex("").has_value());
    CHECK_FALSE(storage::bytes_of_hex("0"));
    CHECK_FALSE(storage::bytes_of_hex("0g"));
}
