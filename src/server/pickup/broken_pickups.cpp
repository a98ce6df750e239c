#include "server/pickup/broken_pickups.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

/// The first byte of a range that reaches from what was sent to the end.
std::optional<std::uint64_t> rest_asked_for(const broken_pickup& of, const http::fields& asked)
{
    http::validators current;
    current.etag = of.etag;
    const auto chosen = http::choose_ranges("GET", asked, current, of.size);
    if (chosen.what != http::range_choice::kind::partial || chosen.ranges.size() != 1) return {};
    const auto& rest = chosen.ranges.front();
    const bool to_the_end = rest.offset + rest.length == of.size;
    if (!to_the_end || rest.offset > of.sent) return {};
    return rest.offset;
}

} // namespace

void broken_pickups::note(broken_pickup broken)
{
    if (broken.names.size() > most_names) return;
    const std::scoped_lock lock(mutex_);
    const auto same = std::find_if(all_.begin(), all_.end(), [&](const broken_pickup& one) {
        return one.wish == broken.wish && one.etag == broken.etag;
    });
    if (same != all_.end()) {
        broken.sent = std::max(broken.sent, same->sent);
        names_ -= same->names.size();
        all_.erase(same);
    }
    names_ += broken.names.size();
    all_.push_back(std::move(broken));
    while (all_.size() > most || names_ > most_names) {
        names_ -= all_.front().names.size();
        all_.pop_front();
    }
}

std::optional<going_on> broken_pickups::find(const pickup_wish& wish,
                                             const http::fields& asked) const
{
    // Without it, nobody says which archive the bytes are to fit to.
    if (asked.count("if-range") != 1) return std::nullopt;
    const std::scoped_lock lock(mutex_);
    for (const auto& one : all_) {
        if (one.wish != wish) continue;
        const auto from = rest_asked_for(one, asked);
        if (from) return going_on{one, *from};
    }
    return std::nullopt;
}

} // namespace sluice::server
