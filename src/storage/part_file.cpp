#include "storage/part_file.hpp"

#include "storage/chunking.hpp"
#include "storage/hash_file.hpp"
#include "storage/read_file.hpp"

#include <fcntl.h>

#include <algorithm>

namespace sluice::storage {
namespace {

bool same_file(int open_file, int folder, const std::string& name)
{
    struct ::stat here{};
    struct ::stat there{};
    return ::fstat(open_file, &here) == 0 &&
           ::fstatat(folder, name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           here.st_ino == there.st_ino && here.st_dev == there.st_dev;
}

bool has_other_name(int file)
{
    struct ::stat found{};
    return ::fstat(file, &found) == 0 && found.st_nlink > 1;
}

result<byte_buffer> read_all(int file)
{
    struct ::stat found{};
    if (::fstat(file, &found) != 0) return target_error("journal", {});
    constexpr off_t most = 64 << 20;
    byte_buffer all(static_cast<std::size_t>(std::min(found.st_size, most)));
    const auto got = read_at(file, 0, all);
    if (!got) return got.error();
    all.resize(*got);
    return all;
}

} // namespace

part_file::part_file(file_calls& calls, part_target target, part_source source)
    : calls_(calls),
      target_(std::move(target)),
      source_(std::move(source)),
      names_(part_names_for(target_.name, source_.path)),
      resumed_(chunk_count(source_.size, source_.chunk_size), false)
{
}

result<std::unique_ptr<part_file>> part_file::open(file_calls& calls, part_target target,
                                                   part_source source)
{
    std::unique_ptr<part_file> made(new part_file(calls, std::move(target), std::move(source)));
    const auto opened = made->open_part();
    if (!opened) return opened.error();
    const auto journaled = made->open_journal();
    if (!journaled) return journaled.error();
    return made;
}

result<void> part_file::open_part()
{
    // Whoever held the lock may have published the file between our open and our lock: then the
    // name stands for another file, or none, and the attempt begins anew.
    for (int attempt = 0; attempt < 5; ++attempt) {
        part_.reset(calls_.open_at(folder(), names_.part.c_str(),
                                   O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666));
        if (!part_) return target_error("create", target_.name);
        if (calls_.lock(part_.get()) != 0) {
            if (errno == EWOULDBLOCK) return fail(errc::target_busy, "lock", target_.name);
            return target_error("lock", target_.name);
        }
        if (!same_file(part_.get(), folder(), names_.part)) continue;
        if (!has_other_name(part_.get())) return ok;
        // Published by link, and killed before the unlink: what is written now must not get there.
        calls_.unlink_at(folder(), names_.part.c_str());
    }
    return fail(errc::target_busy, "lock", target_.name);
}

result<void> part_file::open_journal()
{
    if (resumed_.size() < 2) return clear(part_.get());
    journal_.reset(calls_.open_at(folder(), names_.journal.c_str(),
                                  O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!journal_) return target_error("create journal", target_.name);
    const auto bytes = read_all(journal_.get());
    if (!bytes) return bytes.error();
    const auto known = replay_journal(*bytes);
    if (!known || known->source != source_) return start_over();
    return resume_from(*known);
}

result<void> part_file::resume_from(const journal_content& known)
{
    if (calls_.truncate(journal_.get(), static_cast<off_t>(known.valid_bytes)) != 0)
        return target_error("truncate journal", target_.name);
    struct ::stat found{};
    const bool longer = ::fstat(part_.get(), &found) != 0 ||
                        static_cast<std::uint64_t>(found.st_size) > source_.size;
    if (longer && calls_.truncate(part_.get(), static_cast<off_t>(source_.size)) != 0)
        return target_error("truncate", target_.name);
    const hashed_file on_disk{part_.get(), source_.size, source_.chunk_size, source_.kind};
    // Of several records of a chunk the last one counts.
    std::vector<bool> seen(resumed_.size(), false);
    for (auto at = known.chunks.rbegin(); at != known.chunks.rend(); ++at) {
        if (seen[at->chunk]) continue;
        seen[at->chunk] = true;
        const auto now = hash_chunk(on_disk, at->chunk);
        if (!now && now.error() != errc::source_changed) return now.error();
        if (!now || !(*now == at->value)) continue;
        resumed_[at->chunk] = true;
        resumed_chunks_.push_back(*at);
    }
    return ok;
}

result<void> part_file::start_over()
{
    for (const auto* file : {&part_, &journal_}) {
        const auto cleared = clear(file->get());
        if (!cleared) return cleared.error();
    }
    return append(encode_journal_head(source_, target_.name));
}

/// Not without need: whatever is written to a file that was truncated to nothing, ext4 starts to
/// write back when the file is closed (auto_da_alloc, ext4(5)), wanted or not.
result<void> part_file::clear(int file)
{
    struct ::stat found{};
    if (::fstat(file, &found) != 0) return target_error("stat", target_.name);
    if (found.st_size > 0 && calls_.truncate(file, 0) != 0)
        return target_error("truncate", target_.name);
    return ok;
}

result<void> part_file::append(byte_view record)
{
    const std::scoped_lock lock(journal_mutex_);
    const auto wrote = calls_.append(journal_.get(), record.data(), record.size());
    if (wrote < 0) return target_error("journal", target_.name);
    // A record cut short by a full disk is what replay stops at; the next one must not follow it.
    if (static_cast<std::size_t>(wrote) < record.size())
        return fail(errc::no_space, "journal", target_.name);
    return ok;
}

result<void> part_file::write(std::uint64_t offset, byte_view bytes)
{
    while (!bytes.empty()) {
        const auto wrote =
            calls_.write_at(part_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return target_error("write", target_.name);
        bytes = bytes.subspan(static_cast<std::size_t>(wrote));
        offset += static_cast<std::uint64_t>(wrote);
    }
    return ok;
}

result<void> part_file::record(const verified_chunk& done)
{
    if (!journal_) return ok;
    return append(encode_journal_chunk(done));
}

void part_file::start_writing(std::uint64_t offset, std::uint64_t length)
{
    calls_.start_writing(part_.get(), static_cast<off_t>(offset), static_cast<off_t>(length));
}

result<void> part_file::sync()
{
    if (calls_.sync_data(part_.get()) != 0) return target_error("sync", target_.name);
    return ok;
}

} // namespace sluice::storage
