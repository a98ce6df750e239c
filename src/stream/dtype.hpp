#pragma once

#include "array/dtype.hpp"

/// Live topics without a network: what a message is, which are kept, who misses which. Pure, but
/// for the journal, which knows files.
namespace sluice::stream {

/// What one element of a message is; numbers alone.
using array::dtype;
using array::dtype_kind;

/// Reads "<f8", "|b1", ">i4" or a name as "float64". Errors: bad_usage (objects, texts and times
/// are no numbers; unknown sizes).
result<dtype> parse_dtype(std::string_view text);

} // namespace sluice::stream
