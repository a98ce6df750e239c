#pragma once

#include "array/dtype.hpp"
#include "base/bytes.hpp"

namespace sluice::array {

/// The two texts of arrays. docs/arrays.md, section "As text".
enum class text_style { json, csv };

/// Writes elements of one type as text: numbers as short as they read back to the same value of
/// their type, and what JSON has no number for as docs/arrays.md says. Pure.
class element_text {
public:
    element_text(dtype type, text_style style) : type_(std::move(type)), style_(style) {}

    /// from holds one element in little-endian order.
    void append(std::string& to, const std::byte* from) const;

private:
    void append_real(std::string& to, double value, bool single) const;
    void append_part(std::string& to, const std::byte* from, std::uint64_t bytes) const;
    void append_complex(std::string& to, const std::byte* from) const;
    void append_time(std::string& to, std::int64_t value) const;
    void append_characters(std::string& to, const std::byte* from) const;
    void append_quoted(std::string& to, std::string_view utf8) const;

    dtype type_;
    text_style style_;
};

/// The value of a half-precision number (IEEE 754 binary16).
float half_value(std::uint16_t bits);

/// A number that is stored in this many little-endian bytes.
std::int64_t signed_value(const std::byte* from, std::uint64_t bytes);
std::uint64_t unsigned_value(const std::byte* from, std::uint64_t bytes);

/// The same for real numbers of 2, 4 or 8 bytes.
double real_value(const std::byte* from, std::uint64_t bytes);

} // namespace sluice::array
