#include "storage/digest_cache.hpp"

#include "storage/chunking.hpp"

namespace sluice::storage {

chunk_digests::chunk_digests(digest_kind kind, std::uint64_t chunks)
    : width_(digest_size(kind)),
      values_(width_ * chunks),
      known_(chunks, false)
{
}

std::optional<digest> chunk_digests::find(std::uint64_t chunk) const
{
    const std::scoped_lock lock(mutex_);
    if (chunk >= known_.size() || !known_[chunk]) return std::nullopt;
    return digest(byte_view(values_).subspan(chunk * width_, width_));
}

void chunk_digests::remember(std::uint64_t chunk, const digest& value)
{
    const std::scoped_lock lock(mutex_);
    if (chunk >= known_.size()) return;
    const auto at = values_.begin() + static_cast<std::ptrdiff_t>(chunk * width_);
    std::copy(value.bytes().begin(), value.bytes().end(), at);
    known_[chunk] = true;
}

std::size_t digest_cache::key_hash::operator()(const key& k) const
{
    const std::uint64_t mixed = k.stamp.inode * 0x9e3779b97f4a7c15ULL ^
                                k.stamp.size * 0xc2b2ae3d27d4eb4fULL ^
                                static_cast<std::uint64_t>(k.stamp.changed_ns) ^
                                static_cast<std::uint64_t>(k.kind) << 56U ^ k.stamp.device;
    return mixed ^ mixed >> 29U;
}

std::shared_ptr<chunk_digests> digest_cache::of(const file_stamp& stamp, digest_kind kind)
{
    // A list node, a map node and the table's own fields, roughly.
    constexpr std::size_t overhead = 320;
    const key wanted{stamp, kind};
    const std::scoped_lock lock(mutex_);
    if (const auto found = by_key_.find(wanted); found != by_key_.end()) {
        by_use_.splice(by_use_.begin(), by_use_, found->second);
        return found->second->digests;
    }
    const auto chunks = chunk_count(stamp.size, chunk_size_for(stamp.size));
    auto made = std::make_shared<chunk_digests>(kind, chunks);
    by_use_.push_front({wanted, made, overhead + chunks * (digest_size(kind) + 1)});
    by_key_.emplace(wanted, by_use_.begin());
    bytes_ += by_use_.front().bytes;
    while (bytes_ > most_bytes_ && by_use_.size() > 1)
        drop_oldest();
    return made;
}

void digest_cache::drop_oldest()
{
    bytes_ -= by_use_.back().bytes;
    by_key_.erase(by_use_.back().of);
    by_use_.pop_back();
}

std::size_t digest_cache::held_bytes() const
{
    const std::scoped_lock lock(mutex_);
    return bytes_;
}

} // namespace sluice::storage
