#include "server/files/sha256_cache.hpp"

#include "async/on_pool.hpp"
#include "storage/read_file.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

constexpr std::uint64_t slice_bytes = 32U << 20U;

state::digest_key key_of(const storage::file_stamp& s)
{
    return {s.device, s.inode, s.size, s.modified_ns, s.changed_ns};
}

/// A digest on its way through a file; the pool has it while a slice runs.
struct hash_in_progress {
    explicit hash_in_progress(std::shared_ptr<const storage::opened_file> from)
        : file(std::move(from)),
          over(storage::digest_kind::sha256)
    {
    }

    /// Blocks. False once the end of the file is reached.
    result<bool> next_slice()
    {
        static thread_local std::vector<std::byte> buffer(256U << 10U);
        const auto size = file->stamp.size;
        const auto past = std::min(size, at + slice_bytes);
        while (at < past) {
            const auto part =
                std::span(buffer).first(std::min<std::uint64_t>(past - at, buffer.size()));
            const auto got = storage::read_at(file->file.get(), at, part);
            if (!got) return got.error();
            if (*got < part.size()) return fail(errc::source_changed, "hash");
            over.update(part);
            at += part.size();
        }
        return at < size;
    }

    std::shared_ptr<const storage::opened_file> file;
    storage::hasher over;
    std::uint64_t at = 0;
};

} // namespace

std::size_t sha256_cache::stamp_hash::operator()(const storage::file_stamp& s) const
{
    const auto mixed = s.inode * 0x9e3779b97f4a7c15ULL ^ static_cast<std::uint64_t>(s.changed_ns);
    return static_cast<std::size_t>(mixed ^ s.size);
}

sha256_cache::sha256_cache(asio::thread_pool& pool, const std::unique_ptr<state::store>& beyond,
                           std::size_t most)
    : pool_(pool),
      beyond_(beyond),
      most_(most)
{
}

std::optional<storage::digest> sha256_cache::find(const storage::file_stamp& stamp) const
{
    const std::scoped_lock lock(mutex_);
    const auto at = by_stamp_.find(stamp);
    if (at == by_stamp_.end()) return std::nullopt;
    by_use_.splice(by_use_.begin(), by_use_, at->second);
    return at->second->value;
}

void sha256_cache::keep(const storage::file_stamp& stamp, const storage::digest& value)
{
    const std::scoped_lock lock(mutex_);
    if (by_stamp_.contains(stamp)) return;
    by_use_.push_front({stamp, value});
    by_stamp_[stamp] = by_use_.begin();
    if (by_use_.size() <= most_) return;
    by_stamp_.erase(by_use_.back().stamp);
    by_use_.pop_back();
}

void sha256_cache::remember(const storage::file_stamp& stamp, const storage::digest& value)
{
    keep(stamp, value);
    if (!beyond_) return;
    // It can be computed again: a store that cannot keep it costs only time.
    const auto ignored = beyond_->remember_sha256(key_of(stamp), value.bytes());
    static_cast<void>(ignored);
}

std::optional<storage::digest> sha256_cache::find_beyond(const storage::file_stamp& stamp) const
{
    if (!beyond_) return std::nullopt;
    const auto found = beyond_->find_sha256(key_of(stamp));
    const auto width = storage::digest_size(storage::digest_kind::sha256);
    if (!found || !*found || (*found)->size() != width) return std::nullopt;
    return storage::digest(**found);
}

task<result<storage::digest>>
sha256_cache::digest_of(std::shared_ptr<const storage::opened_file> of)
{
    if (const auto known = find(of->stamp)) co_return *known;
    const auto going = std::make_shared<hash_in_progress>(of);
    if (beyond_) {
        auto look = [this, of] { return find_beyond(of->stamp); };
        const auto found = co_await on_pool(pool_, std::move(look));
        if (found) {
            keep(of->stamp, *found);
            co_return *found;
        }
    }
    bool more = true;
    while (more) {
        auto slice = [going] { return going->next_slice(); };
        const auto done = co_await on_pool(pool_, std::move(slice));
        if (!done) co_return done.error();
        more = *done;
    }
    auto finish = [this, going]() -> result<storage::digest> {
        const auto now = storage::stamp_of_open(going->file->file.get());
        if (!now || *now != going->file->stamp) return fail(errc::source_changed, "hash");
        const auto value = going->over.finish();
        remember(*now, value);
        return value;
    };
    auto made = co_await on_pool(pool_, std::move(finish));
    co_return made;
}

} // namespace sluice::server
