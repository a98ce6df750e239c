#include "stream/journal.hpp"

#include <fcntl.h>

#include <algorithm>

namespace sluice::stream {
namespace {

constexpr std::uint64_t smallest_segment = 64U << 10U;
constexpr std::uint64_t largest_segment = 64U << 20U;
constexpr std::uint64_t segments_wanted = 8;
constexpr std::size_t most_written = 1U << 20U; // at a time
constexpr mode_t file_mode = 0600;

/// From one time to another; a damaged file may hold any.
std::chrono::nanoseconds span_between(std::int64_t from, std::int64_t to)
{
    std::int64_t span = 0;
    if (__builtin_sub_overflow(to, from, &span)) return std::chrono::nanoseconds::max();
    return std::chrono::nanoseconds(span);
}

} // namespace

journal::journal(unique_fd folder, std::size_t payload, byte_buffer front, journal_limits limits,
                 storage::file_calls& calls)
    : folder_(std::move(folder)),
      payload_(payload),
      front_(std::move(front)),
      limits_(limits),
      calls_(calls)
{
}

std::uint64_t journal::size_of(const segment& one) const
{
    return segment_head_size + one.count * record_size(payload_);
}

/// What is dropped at a time is an eighth of all; more where that is little, but never more than
/// all: room for a segment is made by dropping others. At least one message.
std::uint64_t journal::segment_bytes() const
{
    const auto wanted =
        std::clamp(limits_.bytes / segments_wanted, smallest_segment, largest_segment);
    return std::max<std::uint64_t>(std::min(wanted, limits_.bytes),
                                   segment_head_size + record_size(payload_));
}

result<> journal::write_all(byte_view bytes, std::uint64_t at)
{
    while (!bytes.empty()) {
        const auto done =
            calls_.write_at(active_.get(), bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return fail_errno("journal");
        at += static_cast<std::uint64_t>(done);
        bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
    return ok;
}

/// A sync that comes later would not reach it any more; what fails, that one tells.
void journal::end_segment()
{
    if (!active_) return;
    const auto ignored = sync();
    static_cast<void>(ignored);
    active_.reset();
}

result<> journal::begin_segment(const message& first)
{
    end_segment();
    const auto name = segment_name(first.sequence());
    constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
    active_.reset(calls_.open_at(folder_.get(), name.c_str(), flags, file_mode));
    if (!active_) return fail_errno("journal", name);
    folder_dirty_ = true;
    byte_buffer head;
    append_segment_head(head, {first.sequence(), static_cast<std::uint32_t>(payload_)});
    auto written = write_all(head, 0);
    if (!written) {
        active_.reset();
        calls_.unlink_at(folder_.get(), name.c_str());
        return written;
    }
    const std::scoped_lock lock(mutex_);
    segments_[first.sequence()] = {first.sequence(), 0, first.time_ns(), first.time_ns()};
    return ok;
}

void journal::drop_first()
{
    std::uint64_t first = 0;
    bool last = false;
    {
        const std::scoped_lock lock(mutex_);
        const auto oldest = segments_.begin();
        first = oldest->first;
        dropped_ = first + oldest->second.count;
        segments_.erase(oldest);
        last = segments_.empty();
    }
    if (last) active_.reset();
    calls_.unlink_at(folder_.get(), segment_name(first).c_str());
}

void journal::make_room(std::uint64_t wanted)
{
    while (messages() > 0 && bytes() + wanted > limits_.bytes)
        drop_first();
}

void journal::drop_old(std::int64_t now_ns)
{
    while (true) {
        {
            const std::scoped_lock lock(mutex_);
            if (segments_.empty()) return;
            if (span_between(segments_.begin()->second.last_time, now_ns) <= limits_.age) return;
        }
        drop_first();
    }
}

/// Messages with consecutive numbers that go into one segment.
result<> journal::append_run(std::span<const shared_message> messages)
{
    byte_buffer out;
    out.reserve(messages.size() * record_size(payload_));
    for (const auto& one : messages)
        append_record(out, *one);
    std::uint64_t at = 0;
    {
        const std::scoped_lock lock(mutex_);
        at = size_of(segments_.rbegin()->second);
    }
    auto written = write_all(out, at);
    if (!written) {
        // What stands there of them is cut off; where even that fails, opening does it.
        calls_.truncate(active_.get(), static_cast<off_t>(at));
        end_segment();
        const std::scoped_lock lock(mutex_);
        const auto last = std::prev(segments_.end());
        if (last->second.count > 0) return written;
        // A segment of nothing: on a full disk there would be one for each attempt.
        calls_.unlink_at(folder_.get(), segment_name(last->first).c_str());
        segments_.erase(last);
        return written;
    }
    const std::scoped_lock lock(mutex_);
    auto& last = segments_.rbegin()->second;
    if (last.count == 0) last.first_time = messages.front()->time_ns();
    last.count += messages.size();
    last.last_time = messages.back()->time_ns();
    return ok;
}

result<> journal::append(std::span<const shared_message> messages)
{
    while (!messages.empty()) {
        std::uint64_t used = 0;
        std::int64_t began = messages.front()->time_ns();
        bool continues = false;
        {
            const std::scoped_lock lock(mutex_);
            if (active_ && !segments_.empty()) {
                const auto& last = segments_.rbegin()->second;
                used = size_of(last);
                began = last.first_time;
                continues = last.first + last.count == messages.front()->sequence();
            }
        }
        const auto age = span_between(began, messages.front()->time_ns());
        const bool room = used + record_size(payload_) <= segment_bytes();
        if (!continues || !room || age > limits_.age / segments_wanted) {
            const auto begun = begin_segment(*messages.front());
            if (!begun) return begun;
            used = segment_head_size;
        }
        const auto left = std::min<std::uint64_t>(segment_bytes() - used, most_written);
        const auto most = std::max<std::uint64_t>(1, left / record_size(payload_));
        const auto run = messages.first(std::min<std::size_t>(most, messages.size()));
        make_room(run.size() * record_size(payload_));
        const auto done = append_run(run);
        if (!done) return done;
        messages = messages.subspan(run.size());
    }
    return ok;
}

result<> journal::sync()
{
    if (sync_failed_) return *sync_failed_;
    const bool failed = (active_ && calls_.sync_data(active_.get()) != 0) ||
                        (folder_dirty_ && calls_.sync_folder(folder_.get()) != 0);
    if (failed) {
        sync_failed_ = fail_errno("journal");
        return *sync_failed_;
    }
    folder_dirty_ = false;
    return ok;
}

std::optional<std::uint64_t> journal::oldest() const
{
    const std::scoped_lock lock(mutex_);
    if (segments_.empty()) return std::nullopt;
    return segments_.begin()->first;
}

std::uint64_t journal::dropped() const
{
    const std::scoped_lock lock(mutex_);
    return dropped_;
}

std::uint64_t journal::next() const
{
    const std::scoped_lock lock(mutex_);
    if (segments_.empty()) return 0;
    const auto& last = segments_.rbegin()->second;
    return last.first + last.count;
}

std::uint64_t journal::bytes() const
{
    const std::scoped_lock lock(mutex_);
    std::uint64_t sum = 0;
    for (const auto& [first, one] : segments_)
        sum += size_of(one);
    return sum;
}

std::uint64_t journal::messages() const
{
    const std::scoped_lock lock(mutex_);
    std::uint64_t sum = 0;
    for (const auto& [first, one] : segments_)
        sum += one.count;
    return sum;
}

} // namespace sluice::stream
