#include "stream/journal.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

namespace sluice::stream {
namespace {

constexpr std::size_t read_at_once = 1U << 20U;

/// As many bytes as there are, at most the whole span.
result<std::size_t> read_at(int file, std::span<std::byte> into, std::uint64_t offset)
{
    std::size_t done = 0;
    while (done < into.size()) {
        const auto got = ::pread(file, into.data() + done, into.size() - done,
                                 static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail_errno("journal");
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

result<std::vector<std::uint64_t>> segments_in(int folder)
{
    const int again = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (again < 0) return fail_errno("journal");
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::fdopendir(again), ::closedir);
    if (!open) {
        ::close(again);
        return fail_errno("journal");
    }
    std::vector<std::uint64_t> found;
    while (const auto* entry = ::readdir(open.get()))
        if (const auto first = parse_segment_name(entry->d_name)) found.push_back(*first);
    std::ranges::sort(found);
    return found;
}

} // namespace

result<std::unique_ptr<journal>> journal::open(unique_fd folder, std::size_t payload,
                                               byte_buffer front, journal_limits limits,
                                               storage::file_calls& calls)
{
    std::unique_ptr<journal> made(
        new journal(std::move(folder), payload, std::move(front), limits, calls));
    const auto loaded = made->load();
    if (!loaded) return loaded.error();
    return made;
}

result<unique_fd> journal::open_segment(std::uint64_t first) const
{
    unique_fd file(
        ::openat(folder_.get(), segment_name(first).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file) return fail_errno("journal", segment_name(first));
    return file;
}

result<> journal::load()
{
    const auto found = segments_in(folder_.get());
    if (!found) return found.error();
    for (const auto first : *found) {
        const auto loaded = load_segment(first, first == found->back());
        if (!loaded) return loaded;
    }
    dropped_ = oldest().value_or(0);
    return ok;
}

/// How many records of a segment are whole, from its first on.
result<std::uint64_t> journal::whole_records(int file, std::uint64_t first) const
{
    const auto size = record_size(payload_);
    const auto at_once = std::max<std::size_t>(1, read_at_once / size);
    byte_buffer buffer(at_once * size);
    std::uint64_t count = 0;
    while (true) {
        const auto got = read_at(file, buffer, segment_head_size + count * size);
        if (!got) return got.error();
        const auto good =
            count_good_records(byte_view(buffer).first(*got), payload_, first + count);
        count += good;
        if (good < at_once) return count;
    }
}

std::optional<record_view> journal::record_at(int file, std::uint64_t index,
                                              byte_buffer& into) const
{
    into.resize(record_size(payload_));
    const auto got = read_at(file, into, segment_head_size + index * record_size(payload_));
    if (!got) return std::nullopt;
    return read_record(byte_view(into).first(*got), payload_);
}

/// Takes a segment over as far as it is whole. Only the newest can have been cut in the middle of
/// a write; older ones were synced before the next began.
result<> journal::load_segment(std::uint64_t first, bool newest)
{
    const auto name = segment_name(first);
    unique_fd file(::openat(folder_.get(), name.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    if (!file) return fail_errno("journal", name);
    std::array<std::byte, segment_head_size> head_bytes;
    const auto got = read_at(file.get(), head_bytes, 0);
    if (!got) return got.error();
    const auto head = read_segment_head(byte_view(head_bytes).first(*got));
    if (!head || head->first != first || head->payload != payload_) {
        calls_.unlink_at(folder_.get(), name.c_str());
        return ok;
    }
    struct stat now{};
    if (::fstat(file.get(), &now) != 0) return fail_errno("journal", name);
    const auto size = record_size(payload_);
    segment made{first, (static_cast<std::uint64_t>(now.st_size) - segment_head_size) / size, 0, 0};
    if (newest) {
        const auto whole = whole_records(file.get(), first);
        if (!whole) return whole.error();
        made.count = *whole;
        const auto end = static_cast<off_t>(size_of(made));
        if (now.st_size != end && calls_.truncate(file.get(), end) != 0)
            return fail_errno("journal", name);
    }
    if (made.count == 0) {
        calls_.unlink_at(folder_.get(), name.c_str());
        return ok;
    }
    byte_buffer buffer;
    if (const auto one = record_at(file.get(), 0, buffer)) made.first_time = one->time_ns;
    made.last_time = made.first_time;
    if (const auto one = record_at(file.get(), made.count - 1, buffer))
        made.last_time = one->time_ns;
    if (newest) active_ = std::move(file);
    const std::scoped_lock lock(mutex_);
    segments_[first] = made;
    return ok;
}

result<std::vector<shared_message>> journal::read(std::uint64_t from, std::size_t most_bytes) const
{
    std::vector<shared_message> made;
    segment in;
    {
        const std::scoped_lock lock(mutex_);
        auto at = segments_.upper_bound(from);
        if (at != segments_.begin()) {
            const auto before = std::prev(at);
            if (from < before->second.first + before->second.count) at = before;
        }
        if (at == segments_.end()) return made;
        in = at->second;
    }
    if (in.count == 0) return made;
    const auto file = open_segment(in.first);
    if (!file && file.error() == errc::not_found) {
        // Dropped meanwhile: what follows is asked for.
        return read(in.first + in.count, most_bytes);
    }
    if (!file) return file.error();
    const auto size = record_size(payload_);
    const auto index = from > in.first ? from - in.first : 0;
    const auto most = std::max<std::uint64_t>(1, most_bytes / size);
    const auto count = std::min(most, in.count - index);
    byte_buffer buffer(static_cast<std::size_t>(count) * size);
    const auto got = read_at(file->get(), buffer, segment_head_size + index * size);
    if (!got) return got.error();
    for (std::size_t at = 0; at + size <= *got; at += size) {
        const auto one = read_record(byte_view(buffer).subspan(at), payload_);
        if (one && one->sequence == in.first + index + at / size)
            made.push_back(
                std::make_shared<message>(one->sequence, one->time_ns, one->payload, front_));
    }
    if (made.empty()) return read(in.first + index + count, most_bytes);
    return made;
}

result<std::uint64_t> journal::find_time(std::int64_t time_ns) const
{
    segment in;
    {
        const std::scoped_lock lock(mutex_);
        const auto at = std::ranges::find_if(
            segments_, [&](const auto& one) { return one.second.last_time >= time_ns; });
        if (at == segments_.end()) {
            if (segments_.empty()) return std::uint64_t{0};
            const auto& last = segments_.rbegin()->second;
            return last.first + last.count;
        }
        in = at->second;
    }
    const auto file = open_segment(in.first);
    // Dropped meanwhile: all that follows is later.
    if (!file && file.error() == errc::not_found) return in.first + in.count;
    if (!file) return file.error();
    byte_buffer buffer;
    std::uint64_t low = 0;
    std::uint64_t high = in.count;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        const auto one = record_at(file->get(), middle, buffer);
        if (one && one->time_ns < time_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return in.first + low;
}

} // namespace sluice::stream
