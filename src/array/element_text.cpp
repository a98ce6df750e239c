#include "array/element_text.hpp"

#include "array/date_text.hpp"

#include <charconv>
#include <cmath>

namespace sluice::array {
namespace {

void append_utf8(std::string& to, std::uint32_t point)
{
    const auto put = [&to](std::uint32_t byte) { to += static_cast<char>(byte); };
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) point = 0xfffd;
    if (point < 0x80) return put(point);
    if (point < 0x800) {
        put(0xc0 | point >> 6U);
    } else {
        if (point < 0x10000) {
            put(0xe0 | point >> 12U);
        } else {
            put(0xf0 | point >> 18U);
            put(0x80 | (point >> 12U & 0x3fU));
        }
        put(0x80 | (point >> 6U & 0x3fU));
    }
    put(0x80 | (point & 0x3fU));
}

template <class Number>
void append_number(std::string& to, Number value)
{
    char room[32];
    const auto end = std::to_chars(room, room + sizeof room, value).ptr;
    to.append(room, end);
}

} // namespace

float half_value(std::uint16_t bits)
{
    const auto exponent = static_cast<int>(bits >> 10U & 0x1fU);
    const auto fraction = static_cast<float>(bits & 0x3ffU);
    const float sign = (bits & 0x8000U) != 0 ? -1.0F : 1.0F;
    if (exponent == 31) return fraction == 0 ? sign * INFINITY : NAN;
    if (exponent == 0) return sign * std::ldexp(fraction, -24);
    return sign * std::ldexp(fraction + 1024, exponent - 25);
}

std::uint64_t unsigned_value(const std::byte* from, std::uint64_t bytes)
{
    std::uint64_t value = 0;
    for (auto i = bytes; i-- > 0;)
        value = value << 8U | std::to_integer<std::uint64_t>(from[i]);
    return value;
}

std::int64_t signed_value(const std::byte* from, std::uint64_t bytes)
{
    const auto shift = 64 - 8 * bytes;
    return static_cast<std::int64_t>(unsigned_value(from, bytes) << shift) >> shift;
}

double real_value(const std::byte* from, std::uint64_t bytes)
{
    const auto bits = unsigned_value(from, bytes);
    if (bytes == 2) return half_value(static_cast<std::uint16_t>(bits));
    if (bytes == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    return std::bit_cast<double>(bits);
}

void element_text::append_real(std::string& to, double value, bool single) const
{
    const bool json = style_ == text_style::json;
    if (std::isnan(value)) {
        to += json ? "\"NaN\"" : "nan";
        return;
    }
    if (std::isinf(value)) {
        if (json)
            to += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
        else
            to += value > 0 ? "inf" : "-inf";
        return;
    }
    const auto begin = to.size();
    if (single)
        append_number(to, static_cast<float>(value));
    else
        append_number(to, value);
    // A reader shall see that it is no integer.
    if (to.find_first_of(".e", begin) == to.npos) to += ".0";
}

void element_text::append_part(std::string& to, const std::byte* from, std::uint64_t bytes) const
{
    append_real(to, real_value(from, bytes), bytes < 8);
}

void element_text::append_complex(std::string& to, const std::byte* from) const
{
    const auto half = type_.size / 2;
    if (style_ == text_style::json) {
        to += '[';
        append_part(to, from, half);
        to += ',';
        append_part(to, from + half, half);
        to += ']';
        return;
    }
    append_part(to, from, half);
    std::string imaginary;
    append_part(imaginary, from + half, half);
    if (!imaginary.starts_with('-')) to += '+';
    to += imaginary + 'j';
}

void element_text::append_time(std::string& to, std::int64_t value) const
{
    const bool json = style_ == text_style::json;
    if (value == not_a_time) {
        to += json ? "null" : "NaT";
        return;
    }
    if (type_.kind == dtype_kind::span || type_.unit.name.empty()) {
        append_number(to, value);
        return;
    }
    const auto text = date_text(value, type_.unit);
    if (json)
        append_quoted(to, text);
    else
        to += text;
}

void element_text::append_characters(std::string& to, const std::byte* from) const
{
    const auto word = type_.word();
    auto count = type_.size / word;
    while (count > 0 && unsigned_value(from + (count - 1) * word, word) == 0)
        --count;
    std::string text;
    for (std::uint64_t i = 0; i < count; ++i)
        append_utf8(text, static_cast<std::uint32_t>(unsigned_value(from + i * word, word)));
    append_quoted(to, text);
}

void element_text::append_quoted(std::string& to, std::string_view utf8) const
{
    constexpr std::string_view digits = "0123456789abcdef";
    if (style_ == text_style::csv && utf8.find_first_of(",\"\r\n") == utf8.npos) {
        to += utf8;
        return;
    }
    to += '"';
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (style_ == text_style::csv) {
            to += c == '"' ? "\"\"" : std::string(1, c);
        } else if (c == '"' || c == '\\') {
            to += '\\';
            to += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            to += "\\u00";
            to += digits[byte >> 4U];
            to += digits[byte & 0xfU];
        } else {
            to += c;
        }
    }
    to += '"';
}

void element_text::append(std::string& to, const std::byte* from) const
{
    switch (type_.kind) {
    case dtype_kind::boolean: to += *from == std::byte{0} ? "false" : "true"; break;
    case dtype_kind::signed_integer: append_number(to, signed_value(from, type_.size)); break;
    case dtype_kind::unsigned_integer: append_number(to, unsigned_value(from, type_.size)); break;
    case dtype_kind::real: append_part(to, from, type_.size); break;
    case dtype_kind::complex: append_complex(to, from); break;
    case dtype_kind::date:
    case dtype_kind::span: append_time(to, signed_value(from, 8)); break;
    case dtype_kind::bytes:
    case dtype_kind::text: append_characters(to, from); break;
    }
}

} // namespace sluice::array
