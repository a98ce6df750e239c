#include "stream/value_text.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

namespace sluice::stream {
namespace {

std::uint64_t load_bits(const std::byte* from, std::size_t size, bool big_endian)
{
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const auto at = big_endian ? i : size - 1 - i;
        bits = bits << 8U | std::to_integer<std::uint64_t>(from[at]);
    }
    return bits;
}

/// IEEE 754 binary16, which C++20 has no type for.
double half_of(std::uint64_t bits)
{
    const bool negative = (bits & 0x8000U) != 0;
    const auto exponent = static_cast<int>(bits >> 10U & 0x1fU);
    const auto fraction = static_cast<double>(bits & 0x3ffU);
    double value = std::ldexp(1024 + fraction, exponent - 25);
    if (exponent == 0) value = std::ldexp(fraction, -24);
    if (exponent == 31)
        value = fraction == 0 ? std::numeric_limits<double>::infinity()
                              : std::numeric_limits<double>::quiet_NaN();
    return negative ? -value : value;
}

double float_of(const std::byte* from, std::size_t size, bool big_endian)
{
    const auto bits = load_bits(from, size, big_endian);
    if (size == 2) return half_of(bits);
    if (size == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    return std::bit_cast<double>(bits);
}

std::int64_t integer_of(const std::byte* from, const dtype& element)
{
    const auto bits = load_bits(from, element.size, element.big_endian);
    const auto unused = 64 - 8 * element.size;
    return static_cast<std::int64_t>(bits << unused) >> unused;
}

template <class Number>
void append_shortest(std::string& to, Number value)
{
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    to.append(text.data(), end);
}

void append_float(std::string& to, const std::byte* from, std::size_t size, bool big_endian)
{
    const auto value = float_of(from, size, big_endian);
    // The shortest text of a float is shorter than that of the same double.
    if (size == 4 && std::isfinite(value))
        append_shortest(to, static_cast<float>(value));
    else
        append_json_number(to, value);
}

void append_element(std::string& to, const dtype& element, const std::byte* from)
{
    switch (element.kind) {
    case number_kind::boolean: to += *from == std::byte{0} ? "false" : "true"; return;
    case number_kind::signed_integer: append_shortest(to, integer_of(from, element)); return;
    case number_kind::unsigned_integer:
        append_shortest(to, load_bits(from, element.size, element.big_endian));
        return;
    case number_kind::floating: append_float(to, from, element.size, element.big_endian); return;
    case number_kind::complex: {
        const auto half = element.size / 2;
        to += '[';
        append_float(to, from, half, element.big_endian);
        to += ',';
        append_float(to, from + half, half, element.big_endian);
        to += ']';
        return;
    }
    }
}

/// One axis and all below it; at moves along.
void append_axis(std::string& to, const schema& layout, std::span<const std::uint64_t> shape,
                 const std::byte*& at)
{
    if (shape.empty()) {
        append_element(to, layout.element, at);
        at += layout.element.size;
        return;
    }
    to += '[';
    for (std::uint64_t i = 0; i < shape.front(); ++i) {
        if (i > 0) to += ',';
        append_axis(to, layout, shape.subspan(1), at);
    }
    to += ']';
}

double double_of(const std::byte* from, const dtype& element)
{
    switch (element.kind) {
    case number_kind::boolean: return *from == std::byte{0} ? 0 : 1;
    case number_kind::signed_integer: return static_cast<double>(integer_of(from, element));
    case number_kind::unsigned_integer:
        return static_cast<double>(load_bits(from, element.size, element.big_endian));
    case number_kind::complex: return float_of(from, element.size / 2, element.big_endian);
    default: return float_of(from, element.size, element.big_endian);
    }
}

} // namespace

void append_json_number(std::string& to, double value)
{
    if (std::isnan(value))
        to += "\"NaN\"";
    else if (std::isinf(value))
        to += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    else
        append_shortest(to, value);
}

std::string json_of(const schema& layout, byte_view payload)
{
    std::string text;
    const auto* at = payload.data();
    append_axis(text, layout, layout.shape, at);
    return text;
}

std::vector<double> doubles_of(const dtype& element, byte_view payload)
{
    std::vector<double> made;
    made.reserve(payload.size() / element.size);
    for (std::size_t at = 0; at + element.size <= payload.size(); at += element.size)
        made.push_back(double_of(payload.data() + at, element));
    return made;
}

} // namespace sluice::stream
