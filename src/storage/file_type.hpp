#pragma once

#include "base/result.hpp"

#include <string>

namespace sluice::storage {

/// The media type of an open file by its first bytes, as file(1) tells it: "image/png". The file's
/// offset is not moved. Blocks; from any thread. Errors: io_failed.
result<std::string> media_type_of(int file);

} // namespace sluice::storage
