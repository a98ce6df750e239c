#include "async/on_pool.hpp"
#include "async/sleep.hpp"
#include "storage/chunking.hpp"
#include "storage/read_file.hpp"
#include "transfer/give/giver_file.hpp"

#include <algorithm>

namespace sluice::transfer {
namespace {

/// Up to here a range is copied into the reply buffer, so that many small files share one send.
constexpr std::uint64_t small_range = 64U << 10U;

/// Frames get smaller with the rate, so that a slow transfer still moves several times a second.
std::uint32_t frame_bytes(std::uint64_t own_rate, std::uint64_t host_rate)
{
    constexpr std::uint64_t least = 16U << 10U;
    std::uint64_t most = proto::max_data_body;
    for (const auto rate : {own_rate, host_rate})
        if (rate > 0) most = std::min(most, std::max(least, rate / 10));
    return static_cast<std::uint32_t>(most);
}

} // namespace

task<result<>> giver::pace(std::uint64_t bytes)
{
    const auto now = token_bucket::clock::now();
    const auto own = own_rate_.take(bytes, now);
    const auto host = shared_.host_rate.take(bytes, now);
    const auto wait = std::max(own, host);
    if (wait > token_bucket::clock::duration::zero()) {
        // What is ready goes out before the pause.
        const auto flushed = co_await stream_.flush(deadline::after(stall_limit()));
        if (!flushed) co_return flushed.error();
        co_await sleep_for(wait);
    }
    co_return ok;
}

task<result<>> giver::read(std::uint32_t id, proto::read_request wanted)
{
    auto file = co_await open(wanted.path, wanted.version);
    if (!file) {
        refuse(id, file.error());
        co_return ok;
    }
    const auto size = (*file)->opened.stamp.size;
    if (wanted.offset > size) {
        refuse(id, fail(errc::bad_usage, "read", "offset beyond the end of " + wanted.path));
        co_return ok;
    }
    wanted.length = std::min({wanted.length, size - wanted.offset, proto::max_read_length});
    if (wanted.length <= small_range) {
        auto small = co_await read_small(id, std::move(*file), wanted);
        co_return small;
    }
    auto large = co_await read_large(id, std::move(*file), wanted);
    co_return large;
}

task<result<>> giver::read_small(std::uint32_t id, std::shared_ptr<shown_file> file,
                                 const proto::read_request& wanted)
{
    const auto paced = co_await pace(wanted.length);
    if (!paced) co_return paced.error();
    byte_buffer bytes(wanted.length);
    auto got = storage::read_cached(file->opened.file.get(), wanted.offset, bytes);
    if (!got) {
        auto work = [&] { return storage::read_at(file->opened.file.get(), wanted.offset, bytes); };
        got = co_await on_pool(shared_.pool, std::move(work));
    }
    const auto changed = fail(errc::source_changed, "read", wanted.path);
    if (!*got || **got < bytes.size() || !file->unchanged()) {
        refuse(id, *got ? changed : got->error());
        co_return ok;
    }
    const auto end = small_end(*file, wanted, bytes);
    counters_.bytes += bytes.size();
    if (!bytes.empty()) stream_.queue_data(bytes, id);
    stream_.queue(end, id);
    co_return ok;
}

/// The end of a small range whose bytes are at hand and proved to be of this version.
proto::range_end giver::small_end(const shown_file& file, const proto::read_request& wanted,
                                  byte_view bytes)
{
    const auto& stamp = file.opened.stamp;
    const auto chunk_size = storage::chunk_size_for(stamp.size);
    const auto which =
        span_of_chunks::inside({wanted.offset, wanted.length}, stamp.size, chunk_size);
    proto::range_end end;
    end.version = file.version;
    end.first_chunk = which.first;
    // A chunk this small is the last one of its file; the range may begin before it.
    if (which.count > 0) {
        const auto known = shared_.digests.of(stamp, wanted.kind);
        auto value = known->find(which.first);
        if (!value) {
            const auto chunk = bytes.subspan(which.first * chunk_size - wanted.offset);
            value = storage::digest_of(wanted.kind, chunk);
            known->remember(which.first, *value);
        }
        end.digests.assign(value->bytes().begin(), value->bytes().end());
    }
    return end;
}

task<result<>> giver::read_large(std::uint32_t id, std::shared_ptr<shown_file> file,
                                 const proto::read_request& wanted)
{
    using namespace asio::experimental::awaitable_operators;
    const auto size = file->opened.stamp.size;
    const auto which =
        span_of_chunks::inside({wanted.offset, wanted.length}, size, storage::chunk_size_for(size));
    // Hashing runs on the pool while the kernel sends; both read the same pages of the cache.
    auto [sent, digests] =
        co_await (send_range(id, file, wanted) && digests_of(file, wanted.kind, which));
    if (!sent) co_return sent.error();
    if (sent->refused || !digests || !file->unchanged()) {
        const auto changed = fail(errc::source_changed, "read", wanted.path);
        const bool hash_failed = !digests && digests.error() != errc::source_changed;
        if (sent->refused)
            refuse(id, *sent->refused);
        else if (hash_failed)
            refuse(id, digests.error());
        else
            refuse(id, changed);
        co_return ok;
    }
    proto::range_end end;
    end.version = file->version;
    end.first_chunk = which.first;
    end.digests = std::move(*digests);
    stream_.queue(end, id);
    co_return ok;
}

task<result<giver::verdict>> giver::send_range(std::uint32_t id, std::shared_ptr<shown_file> file,
                                               const proto::read_request& wanted)
{
    const int descriptor = file->opened.file.get();
    const auto frame = frame_bytes(own_rate_.rate(), shared_.host_rate.rate());
    for (std::uint64_t done = 0; done < wanted.length;) {
        const auto count =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(frame, wanted.length - done));
        const auto offset = wanted.offset + done;
        const auto polled = stream_.poll();
        if (!polled) co_return polled.error();
        if (stream_.waiting() > proto::max_outstanding)
            co_return fail(errc::too_many_requests, "request");
        if (stopped_ || stream_.take_cancel(id)) co_return verdict(fail(errc::cancelled));
        const auto paced = co_await pace(count);
        if (!paced) co_return paced.error();
        if (!storage::is_cached(descriptor, offset, count)) {
            auto work = [descriptor, offset, count] {
                storage::warm(descriptor, offset, count);
                return true;
            };
            co_await on_pool(shared_.pool, std::move(work));
        }
        const auto sent = co_await stream_.send_file(descriptor, offset, count, id, stall_limit());
        if (!sent) co_return sent.error();
        if (*sent < count) co_return verdict(fail(errc::source_changed, "read", wanted.path));
        counters_.bytes += count;
        done += count;
    }
    co_return verdict();
}

} // namespace sluice::transfer
