#include "base/hex.hpp"
#include "support/catch.hpp"

using namespace sluice;

TEST_CASE("bytes are shown as lower-case hexadecimal digits", "[base][hex]")
{
    CHECK(to_hex({}).empty());
    CHECK(to_hex(as_bytes(std::string_view("\x00\x0f\xa5\xff", 4))) == "000fa5ff");
}
