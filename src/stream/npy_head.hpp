#pragma once

#include "base/bytes.hpp"
#include "stream/schema.hpp"

namespace sluice::stream {

/// The head of a .npy file (NumPy's format 1.0) that holds this many messages of a topic, one
/// behind the other. Its size does not depend on the number, so that it can be written again when
/// there are more. Errors: bad_usage (too many dimensions for a head of this size).
result<byte_buffer> npy_head(const schema& of, std::uint64_t messages);

} // namespace sluice::stream
