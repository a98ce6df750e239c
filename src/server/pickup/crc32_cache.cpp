#include "server/pickup/crc32_cache.hpp"

#include "async/on_pool.hpp"
#include "base/crc32.hpp"
#include "storage/read_file.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

constexpr std::size_t buffer_bytes = 256U << 10U;
constexpr std::uint64_t slice_bytes = 64U << 20U;

} // namespace

std::size_t crc32_cache::stamp_hash::operator()(const storage::file_stamp& s) const
{
    const auto mixed = s.inode * 0x9e3779b97f4a7c15ULL ^ static_cast<std::uint64_t>(s.changed_ns);
    return static_cast<std::size_t>(mixed ^ s.size);
}

crc32_cache::crc32_cache(std::size_t most) : most_(most) {}

std::optional<std::uint32_t> crc32_cache::find(const storage::file_stamp& stamp) const
{
    const std::scoped_lock lock(mutex_);
    const auto at = by_stamp_.find(stamp);
    if (at == by_stamp_.end()) return std::nullopt;
    by_use_.splice(by_use_.begin(), by_use_, at->second);
    return at->second->value;
}

void crc32_cache::keep(const storage::file_stamp& stamp, std::uint32_t value)
{
    const std::scoped_lock lock(mutex_);
    if (by_stamp_.contains(stamp)) return;
    by_use_.push_front({stamp, value});
    by_stamp_[stamp] = by_use_.begin();
    if (by_use_.size() <= most_) return;
    by_stamp_.erase(by_use_.back().stamp);
    by_use_.pop_back();
}

crc32_in_progress::crc32_in_progress(std::shared_ptr<const storage::opened_file> from)
    : file_(std::move(from))
{
}

result<bool> crc32_in_progress::go_on(std::uint64_t bytes)
{
    static thread_local std::vector<std::byte> buffer(buffer_bytes);
    const auto size = file_->stamp.size;
    const auto past = at_ + std::min(size - at_, bytes);
    while (at_ < past) {
        const auto part =
            std::span(buffer).first(std::min<std::uint64_t>(past - at_, buffer.size()));
        const auto got = storage::read_at(file_->file.get(), at_, part);
        if (!got) return got.error();
        if (*got < part.size()) return fail(errc::source_changed, "checksum");
        value_ = crc32(part, value_);
        at_ += part.size();
    }
    if (at_ < size) return false;
    const auto now = storage::stamp_of_open(file_->file.get());
    if (!now || *now != file_->stamp) return fail(errc::source_changed, "checksum");
    return true;
}

task<result<std::uint32_t>> crc32_of(crc32_cache& known, asio::thread_pool& pool,
                                     std::shared_ptr<const storage::opened_file> file)
{
    if (const auto found = known.find(file->stamp)) co_return *found;
    const auto going = std::make_shared<crc32_in_progress>(file);
    while (true) {
        auto slice = [going] { return going->go_on(slice_bytes); };
        const auto done = co_await on_pool(pool, std::move(slice));
        if (!done) co_return done.error();
        if (*done) break;
    }
    known.keep(file->stamp, going->value());
    co_return going->value();
}

} // namespace sluice::server
