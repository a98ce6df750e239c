#pragma once

#include "base/result.hpp"
#include "storage/digest.hpp"

#include <string>

namespace sluice::client {

/// Whether a local file has this root digest (hexadecimal): the root over its chunks, or for
/// sha256, which HTTP uses of the whole file, that one. Blocks: it reads the file, at most twice.
/// Errors: not_found, not_a_file, source_changed, io_failed.
result<bool> has_root(const std::string& local, storage::digest_kind kind,
                      const std::string& root_digest);

} // namespace sluice::client
