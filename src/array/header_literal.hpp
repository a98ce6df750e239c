#pragma once

#include "array/shape.hpp"

#include <string_view>

namespace sluice::array {

/// What the dictionary of a .npy header says.
struct header_literal {
    std::string descr;
    bool fortran = false;
    shape axes;
};

/// Reads the dictionary: a Python literal with exactly the keys descr, fortran_order and shape,
/// each once, in any order, and blanks behind it. Nothing is evaluated. Errors: malformed_message
/// (the detail names the place; also a number beyond 2^63 and more than 32 axes), type_refused
/// (descr is a list: a structured type).
result<header_literal> parse_header_literal(std::string_view text);

} // namespace sluice::array
