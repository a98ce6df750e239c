#pragma once

#include "client/arrays/array_get.hpp"

namespace sluice::client {

/// Writes an array, or elements of it, to a descriptor as it comes, such as standard output. What
/// came is proved by the digest that the server told, but only at its end. Blocks. Errors: those of
/// ask, the server's, checksum_mismatch, those of writing.
result<array_got> print_array(const array_get_order& order, int to, const fetch::access& how,
                              const fetch::stop_flag& stop, array_flow& flow);

} // namespace sluice::client
