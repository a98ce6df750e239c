#include "array/date_text.hpp"
#include "array/extremes.hpp"
#include "array/text_writer.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <cstdlib>
#include <random>

using namespace sluice;
using namespace sluice::array;

namespace {

template <class Value>
std::string text_of(const char* dtype, shape axes, const std::vector<Value>& values,
                    text_style style = text_style::json)
{
    text_writer writer(*parse_dtype(dtype), std::move(axes), style);
    std::string made;
    writer.add(made, std::as_bytes(std::span(values)));
    writer.finish(made);
    return made;
}

std::string date_of(std::int64_t value, const char* unit, std::int64_t count = 1)
{
    return date_text(value, {count, unit});
}

} // namespace

TEST_CASE("an array is nested lists", "[array][text]")
{
    CHECK(text_of<double>("<f8", {}, {1.5}) == "1.5");
    CHECK(text_of<double>("<f8", {1}, {1}) == "[1.0]");
    CHECK(text_of<std::int32_t>("<i4", {2, 3}, {1, -2, 3, 4, 5, 6}) == "[[1,-2,3],[4,5,6]]");
    CHECK(text_of<std::uint8_t>("|b1", {2}, {0, 1}) == "[false,true]");
    CHECK(text_of<std::uint8_t>("|u1", {2, 1, 2}, {1, 2, 3, 4}) == "[[[1,2]],[[3,4]]]");
    CHECK(text_of<std::int32_t>("<i4", {0}, {}) == "[]");
    CHECK(text_of<std::int32_t>("<i4", {2, 0}, {}) == "[[],[]]");
    CHECK(text_of<std::int32_t>("<i4", {0, 3}, {}) == "[]");
    CHECK(text_of<std::int32_t>("<i4", {2, 2, 0, 5}, {}) == "[[[],[]],[[],[]]]");
}

TEST_CASE("what JSON has no number for has a form of its own", "[array][text]")
{
    CHECK(text_of<float>("<f4", {4}, {NAN, INFINITY, -INFINITY, -0.0F}) ==
          R"(["NaN","Infinity","-Infinity",-0.0])");
    CHECK(text_of<double>("<c16", {1}, {1.5, -2}) == "[[1.5,-2.0]]");
    CHECK(text_of<std::int64_t>("<M8[s]", {2}, {0, not_a_time}) ==
          R"(["1970-01-01T00:00:00",null])");
    CHECK(text_of<std::int64_t>("<m8[s]", {2}, {-5, not_a_time}) == "[-5,null]");
    CHECK(text_of<char>("|S4", {2}, {'a', '"', 0, 0, '\xe9', '\n', 'b', '\\'}) ==
          "[\"a\\\"\",\"\xc3\xa9\\u000ab\\\\\"]");
    CHECK(text_of<std::uint32_t>("<U2", {2}, {0x1f600, 0, 0xd800, 'x'}) ==
          "[\"\xf0\x9f\x98\x80\",\"\xef\xbf\xbdx\"]");
    CHECK(text_of<std::uint64_t>("<u8", {1}, {18446744073709551615U}) == "[18446744073709551615]");
}

TEST_CASE("CSV has a line for each row of the last axis", "[array][text]")
{
    CHECK(text_of<double>("<f8", {2, 2}, {1, NAN, INFINITY, -2.5}, text_style::csv) ==
          "1.0,nan\ninf,-2.5\n");
    CHECK(text_of<std::int16_t>("<i2", {3}, {1, 2, 3}, text_style::csv) == "1\n2\n3\n");
    CHECK(text_of<float>("<c8", {1}, {1, -2}, text_style::csv) == "1.0-2.0j\n");
    CHECK(text_of<char>("|S3", {1, 2}, {'a', ',', 'b', '"', 0, 0}, text_style::csv) ==
          "\"a,b\",\"\"\"\"\n");
    CHECK(text_of<std::int16_t>("<i2", {0}, {}, text_style::csv).empty());
}

TEST_CASE("numbers read back to the same value", "[array][text][property]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (int trial = 0; trial < 20'000; ++trial) {
        const auto bits = random();
        const auto value = std::bit_cast<double>(bits);
        if (std::isfinite(value))
            REQUIRE(std::strtod(text_of<double>("<f8", {}, {value}).c_str(), nullptr) == value);
        const auto single = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        if (std::isfinite(single))
            REQUIRE(std::strtof(text_of<float>("<f4", {}, {single}).c_str(), nullptr) == single);
    }
    CHECK(half_value(0x3c00) == 1);
    CHECK(half_value(0x0001) == std::ldexp(1.0F, -24));
    CHECK(half_value(0x7bff) == 65504);
    CHECK(half_value(0xfc00) == -INFINITY);
    CHECK(std::isnan(half_value(0x7e00)));
}

TEST_CASE("points in time are written as numpy writes them", "[array][text]")
{
    CHECK(date_of(56, "Y") == "2026");
    CHECK(date_of(-1, "M") == "1969-12");
    CHECK(date_of(1, "W") == "1970-01-08");
    CHECK(date_of(-1, "D") == "1969-12-31");
    CHECK(date_of(19782, "D") == "2024-02-29");
    CHECK(date_of(-1, "h") == "1969-12-31T23");
    CHECK(date_of(61, "m") == "1970-01-01T01:01");
    CHECK(date_of(-1, "ms") == "1969-12-31T23:59:59.999");
    CHECK(date_of(1, "ns") == "1970-01-01T00:00:00.000000001");
    CHECK(date_of(-1, "as") == "1969-12-31T23:59:59.999999999999999999");
    CHECK(date_of(2, "s", 25) == "1970-01-01T00:00:50");
    CHECK(date_of(7, "") == "7");
    CHECK(date_of(std::numeric_limits<std::int64_t>::max(), "Y") == "9223372036854775807");
    CHECK(date_of(-719529, "D") == "-0001-12-31");
}

TEST_CASE("a short text is told from a long one before it is made", "[array][text]")
{
    CHECK(json_estimate(*parse_dtype("<f8"), {10, 10}) < 4000);
    CHECK(json_estimate(*parse_dtype("<f8"), {1'000'000'000}) > 1'000'000'000);
    // Elements are not all that takes room.
    CHECK(json_estimate(*parse_dtype("<f8"), {1'000'000'000'000, 0}) > 1'000'000'000'000);
    CHECK(json_estimate(*parse_dtype("<f8"), shape(32, 9'000'000'000)) ==
          std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("stretches have their least and largest values", "[array][extremes]")
{
    const std::vector<float> values{5, 1, NAN, 3, -2, 8, 0};
    auto made = extremes::plan(*parse_dtype("<f4"), {7}, 3);
    REQUIRE(made);

    made->add(std::as_bytes(std::span(values)));

    CHECK(made->axes() == shape{3, 2});
    const auto* got = reinterpret_cast<const double*>(made->values().data());
    CHECK(std::vector<double>(got, got + 6) == std::vector<double>{1, 5, -2, 3, 0, 8});
    CHECK_FALSE(extremes::plan(*parse_dtype("<c8"), {7}, 3));
    CHECK_FALSE(extremes::plan(*parse_dtype("<f8"), {}, 3));
    CHECK_FALSE(extremes::plan(*parse_dtype("<f8"), {1'000'000'000}, 1'000'000));
    CHECK(extremes::plan(*parse_dtype("<f8"), {2}, 1'000'000)->axes() == shape{2, 2});
}
