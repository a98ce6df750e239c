#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::array {

/// What an element is; the letter is numpy's.
enum class dtype_kind : char {
    boolean = 'b',
    signed_integer = 'i',
    unsigned_integer = 'u',
    real = 'f',
    complex = 'c',
    date = 'M',
    span = 'm',
    bytes = 'S',
    text = 'U',
};

/// The unit of dates and spans: "25 s" is {25, "s"}; an empty name is numpy's generic unit.
struct time_unit {
    std::int64_t count = 1;
    std::string name;

    friend bool operator==(const time_unit&, const time_unit&) = default;
};

/// The type of the elements of an array. Only what has one meaning on every machine: no objects,
/// no structures, no long double.
struct dtype {
    dtype_kind kind = dtype_kind::real;
    bool big_endian = false;
    std::uint64_t size = 8; // bytes of an element, 1 at least
    time_unit unit = {};

    /// Bytes that are swapped as one: 4 of each character of a text, half of a complex number.
    std::uint64_t word() const;

    friend bool operator==(const dtype&, const dtype&) = default;
};

/// Reads numpy's `dtype.str`: "<f8", "|b1", "<M8[ns]". Errors: type_refused (objects, structures,
/// void, long double, empty strings; the detail says which), malformed_message.
result<dtype> parse_dtype(std::string_view text);

/// numpy's `dtype.str`.
std::string to_text(const dtype& type);

/// numpy's `str(dtype)`: "float64", ">f8", "datetime64[ns]", "<U5".
std::string long_name(const dtype& type);

} // namespace sluice::array
