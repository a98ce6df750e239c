#include "stream/value_text.hpp"

#include "array/element_text.hpp"
#include "array/swap_bytes.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace sluice::stream {
namespace {

template <class Number>
void append_shortest(std::string& to, Number value)
{
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    to.append(text.data(), end);
}

/// An element in little-endian order.
void append_float(std::string& to, const std::byte* from, std::uint64_t size)
{
    const auto value = array::real_value(from, size);
    // The shortest text of a float is shorter than that of the same double.
    if (size == 4 && std::isfinite(value))
        append_shortest(to, static_cast<float>(value));
    else
        append_json_number(to, value);
}

void append_element(std::string& to, const dtype& element, const std::byte* from)
{
    const auto half = element.size / 2;
    switch (element.kind) {
    case dtype_kind::boolean: to += *from == std::byte{0} ? "false" : "true"; return;
    case dtype_kind::signed_integer:
        append_shortest(to, array::signed_value(from, element.size));
        return;
    case dtype_kind::unsigned_integer:
        append_shortest(to, array::unsigned_value(from, element.size));
        return;
    case dtype_kind::complex:
        to += '[';
        append_float(to, from, half);
        to += ',';
        append_float(to, from + half, half);
        to += ']';
        return;
    default: append_float(to, from, element.size); return;
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
    case dtype_kind::boolean: return *from == std::byte{0} ? 0 : 1;
    case dtype_kind::signed_integer:
        return static_cast<double>(array::signed_value(from, element.size));
    case dtype_kind::unsigned_integer:
        return static_cast<double>(array::unsigned_value(from, element.size));
    default: return array::real_value(from, element.word());
    }
}

/// The numbers in little-endian order; swapped is where they stand if they are not.
byte_view little_endian(const dtype& element, byte_view payload, byte_buffer& swapped)
{
    if (!element.big_endian) return payload;
    swapped.assign(payload.begin(), payload.end());
    array::swap_bytes(swapped, element.word());
    return swapped;
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
    byte_buffer swapped;
    const auto* at = little_endian(layout.element, payload, swapped).data();
    append_axis(text, layout, layout.shape, at);
    return text;
}

std::vector<double> doubles_of(const dtype& element, byte_view payload)
{
    std::vector<double> made;
    made.reserve(payload.size() / element.size);
    byte_buffer swapped;
    const auto numbers = little_endian(element, payload, swapped);
    for (std::size_t at = 0; at + element.size <= numbers.size(); at += element.size)
        made.push_back(double_of(numbers.data() + at, element));
    return made;
}

} // namespace sluice::stream
