#include "stream/demo_signal.hpp"
#include "stream/message.hpp"
#include "stream/value_text.hpp"
#include "support/catch.hpp"

#include <bit>
#include <cmath>

using namespace sluice;
using namespace sluice::stream;

namespace {

byte_buffer bytes_of(std::initializer_list<int> values)
{
    byte_buffer made;
    for (const auto value : values)
        made.push_back(static_cast<std::byte>(value));
    return made;
}

std::string json_as(std::string_view element, std::vector<std::uint64_t> shape,
                    const byte_buffer& payload)
{
    schema of{*parse_dtype(element), std::move(shape), {}};
    REQUIRE(*message_size(of) == payload.size());
    return json_of(of, payload);
}

} // namespace

TEST_CASE("values are written as JSON by their type and shape", "[stream][value_text]")
{
    CHECK(json_as("<i2", {2, 2}, bytes_of({1, 0, 0xff, 0xff, 0, 1, 0, 0x80})) ==
          "[[1,-1],[256,-32768]]");
    CHECK(json_as(">i2", {1}, bytes_of({1, 0})) == "[256]");
    CHECK(json_as("|u1", {}, bytes_of({200})) == "200");
    CHECK(json_as("|b1", {2}, bytes_of({0, 1})) == "[false,true]");
    CHECK(json_as("<u8", {}, bytes_of({255, 255, 255, 255, 255, 255, 255, 255})) ==
          "18446744073709551615");
    CHECK(json_as("<f2", {4}, bytes_of({0, 0x3c, 0, 0x7c, 0, 0xfe, 1, 0})) ==
          "[1,\"Infinity\",\"NaN\",5.960464477539063e-08]");
    CHECK(json_as("<f4", {2}, bytes_of({0xcd, 0xcc, 0xcc, 0x3d, 0, 0, 0x80, 0xff})) ==
          "[0.1,\"-Infinity\"]");
    CHECK(json_as("<c8", {}, bytes_of({0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0})) == "[1,-2]");
}

TEST_CASE("the demo signal is a sine with some noise over one period", "[stream][demo]")
{
    demo_signal made(7);
    const auto size = *message_size(demo_schema());
    const auto x = demo_x(10);
    CHECK(x.front() == Approx(1.0));
    CHECK(x.back() == Approx(1.0 + 6.283185307179586));
    double off = 0;
    for (std::uint64_t number = 0; number < 50; ++number) {
        const auto payload = made.payload(number);
        REQUIRE(payload.size() == size);
        const auto y = doubles_of(demo_schema().element, payload);
        const auto at = demo_x(number);
        for (std::size_t i = 0; i < y.size(); ++i)
            off += std::abs(y[i] - std::sin(at[i])) / 5000;
    }
    CHECK(off > 0.04);
    CHECK(off < 0.12);
}
