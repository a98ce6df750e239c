#pragma once

#include "base/unique_fd.hpp"
#include "storage/file_calls.hpp"
#include "stream/segment.hpp"

#include <array>
#include <chrono>
#include <map>
#include <mutex>
#include <span>

namespace sluice::stream {

/// How much of a topic stays on disk.
struct journal_limits {
    std::uint64_t bytes = 64U << 20U;
    std::chrono::nanoseconds age = std::chrono::hours(1);
};

/// The messages of a topic in a folder: append-only segments, a CRC for each record. What a kill in
/// the middle of a write left behind is cut off when it is opened. Blocks: for pool threads. One
/// may write while others read.
class journal {
public:
    /// folder: open descriptor, which it takes over. front: as of message, for those that are read.
    /// Errors: those of the disk.
    static result<std::unique_ptr<journal>>
    open(unique_fd folder, std::size_t payload, byte_buffer front, journal_limits limits,
         storage::file_calls& calls = storage::system_file_calls());

    /// In the order of their numbers, behind everything before. What is too much or too old is
    /// dropped first, whole segments at a time. A failure loses these messages alone. Errors:
    /// no_space, those of the disk.
    result<> append(std::span<const shared_message> messages);

    /// Everything appended so far is on stable storage. Errors: those of the disk; then it may not
    /// be, and no later sync says that it was.
    result<> sync();

    /// Drops whole segments that are older than the limit.
    void drop_old(std::int64_t now_ns);

    /// Messages from this sequence on, at most so many bytes but at least one if there are any;
    /// damaged ones are left out.
    result<std::vector<shared_message>> read(std::uint64_t from, std::size_t most_bytes) const;

    /// The first message of this time or later; next() where there is none.
    result<std::uint64_t> find_time(std::int64_t time_ns) const;

    /// The oldest message that is kept, or is being written where none is.
    std::optional<std::uint64_t> oldest() const;

    /// Behind the newest message that a limit dropped. What earlier programs kept no longer counts
    /// as dropped.
    std::uint64_t dropped() const;

    /// Behind the newest.
    std::uint64_t next() const;
    std::uint64_t bytes() const;
    std::uint64_t messages() const;

private:
    struct segment {
        std::uint64_t first = 0;
        std::uint64_t count = 0;
        std::int64_t first_time = 0;
        std::int64_t last_time = 0;
    };

    journal(unique_fd folder, std::size_t payload, byte_buffer front, journal_limits limits,
            storage::file_calls& calls);

    std::uint64_t size_of(const segment& one) const;
    std::uint64_t segment_bytes() const;
    result<> load();
    result<> load_segment(std::uint64_t first, bool newest);
    result<std::uint64_t> whole_records(int file, std::uint64_t first) const;
    std::optional<record_view> record_at(int file, std::uint64_t index, byte_buffer& into) const;
    void end_segment();
    result<> begin_segment(const message& first);
    result<> write_all(byte_view bytes, std::uint64_t at);
    result<> append_run(std::span<const shared_message> messages);
    void make_room(std::uint64_t bytes);
    void drop_first();
    result<unique_fd> open_segment(std::uint64_t first) const;

    unique_fd folder_;
    std::size_t payload_;
    byte_buffer front_;
    journal_limits limits_;
    storage::file_calls& calls_;
    unique_fd active_;          // the last segment, while it can be appended to; of the writer
    bool folder_dirty_ = false; // a segment was made since the last sync
    std::optional<error> sync_failed_;
    mutable std::mutex mutex_;                  // of what follows
    std::map<std::uint64_t, segment> segments_; // only the last may be empty, until it is written
    std::uint64_t dropped_ = 0;
};

} // namespace sluice::stream
