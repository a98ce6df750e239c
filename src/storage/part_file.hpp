#pragma once

#include "storage/journal_record.hpp"
#include "storage/part_name.hpp"
#include "storage/target_folder.hpp"

#include <atomic>

namespace sluice::storage {

/// What to do when the final name is taken.
enum class on_exists { rename, overwrite, skip, fail };

/// Where a received file shall appear.
struct part_target {
    shared_folder folder;
    std::string name; // one component
};

/// A file that is coming: bytes under a hidden name, locked against other programs, with a journal
/// of the verified chunks if it has more than one. Nothing under the final name until publish.
/// write, record and start_writing may be called from several threads; the rest from one at a time.
/// Destroyed unpublished, it stays on disk for the next attempt.
class part_file {
public:
    /// Opens or makes the part. A journal of the same source makes it resume: every chunk it names
    /// is read back and hashed before it counts (blocks for as long). Anything else starts empty.
    /// Errors: target_busy (locked by another), not_writable, no_space, io_failed.
    static result<std::unique_ptr<part_file>> open(file_calls& calls, part_target target,
                                                   part_source source);

    /// Removes the journal, without a part, that a kill right after the rename left in a folder.
    static void remove_orphan(file_calls& calls, int folder, const std::string& name,
                              const std::string& source_path);

    const part_source& source() const { return source_; }
    const std::string& final_name() const { return target_.name; }

    /// Chunks found verified on opening.
    const std::vector<bool>& resumed() const { return resumed_; }

    /// The same with their digests.
    const std::vector<verified_chunk>& resumed_chunks() const { return resumed_chunks_; }

    result<void> write(std::uint64_t offset, byte_view bytes);

    /// Notes that a chunk is written and has this digest.
    result<void> record(const verified_chunk& done);

    /// Has the kernel begin to write a range back, so that the final sync is short.
    void start_writing(std::uint64_t offset, std::uint64_t length);

    /// Waits until the bytes are on stable storage. After a failure they count as lost: call
    /// discard, never try again (the kernel reports a failed write-back once).
    result<void> sync();

    /// Moves the file to its final name, or the next free numbered one; returns the name in its
    /// folder, or nothing where `skip` left an existing file alone. The folder is not synced.
    result<std::optional<std::string>> publish(on_exists policy);

    /// Removes the part and its journal.
    void discard();

    const shared_folder& opened_folder() const { return target_.folder; }
    int folder() const { return target_.folder->get(); }
    int descriptor() const { return part_.get(); }

private:
    part_file(file_calls& calls, part_target target, part_source source);

    result<void> open_part();
    result<void> open_journal();
    result<void> resume_from(const journal_content& known);
    result<void> start_over();
    result<void> clear(int file);
    result<void> append(byte_view record);
    result<bool> move_to(const std::string& name, on_exists policy);

    file_calls& calls_;
    part_target target_;
    part_source source_;
    part_names names_;
    unique_fd part_;
    unique_fd journal_;
    std::mutex journal_mutex_;
    std::vector<bool> resumed_;
    std::vector<verified_chunk> resumed_chunks_;
};

} // namespace sluice::storage
