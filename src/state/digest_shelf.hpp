#pragma once

#include "state/records.hpp"

#include <map>
#include <mutex>
#include <utility>

namespace sluice::state {

/// Digests that wait for being written together. Thread-safe.
class digest_shelf {
public:
    using digest_of = std::pair<digest_key, byte_buffer>;

    /// True when there are so many that they should be taken and written.
    bool put(const digest_key& of, byte_view sha256);

    /// Nothing if the shelf does not know the file; of another version of it: an empty buffer.
    std::optional<byte_buffer> find(const digest_key& of) const;
    std::vector<digest_of> take_all();

private:
    mutable std::mutex guard_;
    std::map<std::pair<std::uint64_t, std::uint64_t>, digest_of> waiting_; // by device and inode
};

} // namespace sluice::state
