#pragma once

#include "base/bytes.hpp"
#include "storage/part_file.hpp"

namespace sluice::client {

/// What a file is, as far as telling it from others goes.
struct file_bytes {
    std::uint64_t size = 0;
    byte_buffer sha256;
};

/// The name under which the same bytes stand in a folder already: the one given or, with the policy
/// rename, one of its numbered ones up to the first that is free. Nothing if there is none. It is
/// how a run that was killed between publishing a file and noting it is not made twice. Blocks.
std::optional<std::string> find_same_bytes(int folder, const std::string& name,
                                           const file_bytes& wanted, storage::on_exists policy);

} // namespace sluice::client
