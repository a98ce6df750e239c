#pragma once

#include "async/notifier.hpp"
#include "transfer/upload/upload_writer.hpp"

#include <deque>

namespace sluice::transfer {

/// What a writer and its job on the pool share: it lives until the later of the two has ended, and
/// with it the writer's place at the gate. On the loop, but for run().
struct upload_writer::core : std::enable_shared_from_this<core> {
    explicit core(start with);

    /// Hands the full buffer to the pool; nothing may be running.
    void begin_job();

    /// The job: on the pool.
    result<> run(byte_view bytes, std::uint64_t at);

    /// Back on the loop.
    void job_ended(result<> how, std::uint64_t past);

    /// Has what was written made durable, if it may count already.
    void wish();

    start with;
    std::optional<storage::checksum> hash;
    std::array<byte_buffer, 2> buffers;
    std::size_t active = 0;    // the buffer that fills
    std::size_t fill = 0;      // bytes in it
    std::uint64_t at = 0;      // of the file, where the active buffer goes
    std::uint64_t written = 0; // of the file, up to here
    std::uint64_t wished = 0;
    deadline::clock::time_point last_wish = deadline::clock::now();
    deadline::clock::time_point last_flush = last_wish;
    bool already = false;
    bool busy = false;
    bool gone = false; // the writer was destroyed
    result<> failed = ok;
    std::deque<sync_ticket> tickets;
    notifier changed;
};

} // namespace sluice::transfer
