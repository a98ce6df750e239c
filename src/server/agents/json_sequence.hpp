#pragma once

#include "server/agents/json_agent_messages.hpp"

namespace sluice::server {

/// Follows the chunks of one file that an agent sends in JSON: each number once and in order, the
/// same total every time, and a summary that fits what came. Pure.
class json_sequence {
public:
    /// Counts a chunk. Errors: malformed_message says which number came where another was due, and
    /// the like; too_large.
    result<> take(const json_chunk& came);

    /// Compares the end with what was counted. Errors: malformed_message (chunks or bytes are
    /// missing, or were too many).
    result<> end(const json_complete& said) const;

    std::uint64_t bytes() const { return bytes_; }

    /// How long the file will be by the first chunk; exact only at the end.
    std::uint64_t expected_bytes() const;

private:
    std::uint64_t taken_ = 0;
    std::uint64_t total_ = 0; // as the first chunk says; 0: none came
    std::uint64_t first_ = 0; // bytes of the first chunk
    std::uint64_t bytes_ = 0;
};

} // namespace sluice::server
