#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// Live topics without a network: what a message is, which are kept, who misses which. Pure, but
/// for the journal, which knows files.
namespace sluice::stream {

/// The kinds of numbers that a topic carries, by NumPy's letters.
enum class number_kind : char {
    boolean = 'b',
    signed_integer = 'i',
    unsigned_integer = 'u',
    floating = 'f',
    complex = 'c',
};

/// What one element of a message is.
struct dtype {
    number_kind kind = number_kind::floating;
    std::size_t size = 8; // bytes of one element
    bool big_endian = false;

    friend bool operator==(const dtype&, const dtype&) = default;
};

/// Reads "<f8", "|b1", ">i4" or a name as "float64". Errors: bad_usage (objects, texts and times
/// are no numbers; unknown sizes).
result<dtype> parse_dtype(std::string_view text);

/// As numpy's dtype.str: "<f8", "|u1".
std::string to_text(const dtype& what);

/// As numpy's str(dtype): "float64"; of the other byte order, as to_text.
std::string name_of(const dtype& what);

} // namespace sluice::stream
