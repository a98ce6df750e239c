#include "transfer/download/chunk_plan.hpp"

#include "storage/chunking.hpp"

#include <algorithm>

namespace sluice::transfer {

chunk_plan::chunk_plan(std::uint64_t size, std::uint32_t chunk_size, std::uint64_t range_bytes)
    : size_(size),
      chunk_size_(chunk_size),
      chunks_per_range_(std::max<std::uint64_t>(1, range_bytes / chunk_size)),
      states_(storage::chunk_count(size, chunk_size), state::missing),
      missing_(states_.size())
{
}

byte_range chunk_plan::range_of(std::uint64_t chunk) const
{
    return {chunk * chunk_size_, storage::chunk_length(size_, chunk_size_, chunk)};
}

void chunk_plan::mark_done(const std::vector<bool>& done)
{
    for (std::uint64_t chunk = 0; chunk < std::min(done.size(), states_.size()); ++chunk)
        if (done[chunk]) finish(chunk);
}

std::optional<byte_range> chunk_plan::take()
{
    while (first_missing_ < states_.size() && states_[first_missing_] != state::missing)
        ++first_missing_;
    if (first_missing_ == states_.size()) return std::nullopt;
    const auto first = first_missing_;
    byte_range range{first * chunk_size_, 0};
    for (auto chunk = first; chunk < states_.size() && chunk - first < chunks_per_range_ &&
                             states_[chunk] == state::missing;
         ++chunk) {
        states_[chunk] = state::taken;
        --missing_;
        range.length += range_of(chunk).length;
    }
    return range;
}

void chunk_plan::give_back(byte_range range)
{
    const auto first = range.offset / chunk_size_;
    const auto end = storage::chunk_count(range.offset + range.length, chunk_size_);
    for (auto chunk = first; chunk < std::min<std::uint64_t>(end, states_.size()); ++chunk) {
        if (states_[chunk] != state::taken) continue;
        states_[chunk] = state::missing;
        ++missing_;
        first_missing_ = std::min(first_missing_, chunk);
    }
}

void chunk_plan::finish(std::uint64_t chunk)
{
    if (chunk >= states_.size() || states_[chunk] == state::finished) return;
    if (states_[chunk] == state::missing) --missing_;
    states_[chunk] = state::finished;
    ++finished_;
    finished_bytes_ += range_of(chunk).length;
}

} // namespace sluice::transfer
