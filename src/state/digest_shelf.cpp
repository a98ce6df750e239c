#include "state/digest_shelf.hpp"

namespace sluice::state {
namespace {

constexpr std::size_t enough = 256;

} // namespace

bool digest_shelf::put(const digest_key& of, byte_view sha256)
{
    const std::lock_guard hold(guard_);
    waiting_[{of.device, of.inode}] = {of, byte_buffer(sha256.begin(), sha256.end())};
    return waiting_.size() >= enough;
}

std::optional<byte_buffer> digest_shelf::find(const digest_key& of) const
{
    const std::lock_guard hold(guard_);
    const auto found = waiting_.find({of.device, of.inode});
    if (found == waiting_.end()) return std::nullopt;
    if (found->second.first == of) return found->second.second;
    return byte_buffer();
}

std::vector<digest_shelf::digest_of> digest_shelf::take_all()
{
    const std::lock_guard hold(guard_);
    std::vector<digest_of> all;
    all.reserve(waiting_.size());
    for (auto& [file, digest] : waiting_)
        all.push_back(std::move(digest));
    waiting_.clear();
    return all;
}

} // namespace sluice::state
