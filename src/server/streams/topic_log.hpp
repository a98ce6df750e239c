#pragma once

#include "stream/topic_file.hpp"

#include <mutex>

namespace sluice::server {

/// So many numbers are reserved at a time: a kill skips at most these.
inline constexpr std::uint64_t reserved_at_once = 1U << 16U;

/// What of a topic is on disk: its file and its journal. Its
/// methods block, on pool threads; several may call at once.
class topic_log {
public:
    /// In an open folder of the topic, reserving numbers. front: as of stream::message. Errors:
    /// those of the disk.
    static result<std::unique_ptr<topic_log>>
    open(unique_fd folder, stream::topic_facts facts, byte_buffer front,
         storage::file_calls& calls = storage::system_file_calls());

    /// Errors: as stream::journal::append.
    result<> write(std::span<const stream::shared_message> messages);

    /// Makes sure that numbers below this one are never given again. Errors: those of the disk.
    result<> reserve(std::uint64_t number);

    /// Everything written is on stable storage. Errors: as stream::journal::sync.
    result<> sync();

    /// The program ends in order: the next number is the one that the next program begins with.
    result<> end(std::uint64_t next);

    const stream::journal& messages() const { return *journal_; }

    /// The first number that may be given.
    std::uint64_t start() const { return start_; }
    std::uint64_t reserved() const;

    void drop_old(std::int64_t now_ns);

private:
    explicit topic_log(storage::file_calls& calls) : calls_(calls) {}

    storage::file_calls& calls_;
    unique_fd folder_;
    mutable std::mutex mutex_; // of all below but the journal's reading side
    stream::topic_facts facts_;
    std::uint64_t start_ = 0;
    std::unique_ptr<stream::journal> journal_;
};

} // namespace sluice::server
