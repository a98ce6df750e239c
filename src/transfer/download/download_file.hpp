#pragma once

#include "storage/publish_group.hpp"
#include "transfer/download/chunk_plan.hpp"

#include <atomic>
#include <chrono>
#include <map>
#include <optional>

namespace sluice::transfer {

/// A file to fetch and where it shall appear.
struct wanted_file {
    proto::entry info;
    storage::safe_path folder; // below the target folder
    std::string name;          // one component

    /// Below the target folder, as wanted.
    std::string path() const { return folder.is_root() ? name : folder.text() + "/" + name; }
};

/// When a file was where, on the steady clock; what did not happen is empty.
struct file_times {
    using point = std::chrono::steady_clock::time_point;

    point started = std::chrono::steady_clock::now(); // it was known and had its place
    std::optional<point> first_byte;                  // of its content came
    std::optional<point> received;                    // the last byte of its content was in
    std::optional<point> verified;                    // its last chunk had the right digest
    std::optional<point> durable;                     // it stood under its name on stable storage
};

/// One file on its way. Belongs to the loop; what the pool may touch is said below.
class download_file {
public:
    download_file(wanted_file wanted, storage::digest_kind kind, std::uint64_t range_bytes);

    const wanted_file& wanted() const { return wanted_; }
    storage::part_source source() const;
    bool has_one_chunk() const { return wanted_.info.size <= wanted_.info.chunk_size; }

    chunk_plan plan;

    /// Set before a range of a file of several chunks is asked for; of a small file opened by the
    /// pool with its first bytes.
    std::unique_ptr<storage::part_file> part;

    /// Digests of all chunks, one after the other. The pool writes those of the chunks that it
    /// verified, each of them once at a time.
    byte_buffer digests;

    /// Set by the pool when writing failed: what still comes for the file is dropped.
    std::atomic<bool> broken = false;

    std::optional<error> failed;
    std::map<std::uint64_t, unsigned> bad_chunks; // how often each one did not match
    unsigned in_flight = 0;                       // ranges asked for and not yet dealt with
    unsigned restarts = 0;                        // because its source changed
    std::uint64_t resumed_bytes = 0;
    bool closed = false; // handed to the publisher, or given up
    file_times times;

    /// Takes over the chunks that the part has from an earlier attempt.
    void take_resumed();

    /// The root digest, once every chunk is verified.
    storage::digest root() const;

private:
    wanted_file wanted_;
    storage::digest_kind kind_;
};

using shared_file = std::shared_ptr<download_file>;

} // namespace sluice::transfer
