#include "server/security/client_rates.hpp"

namespace sluice::server {

/// Under the lock; now and then, because it looks at all of them.
void client_rates::forget_old(clock::time_point now)
{
    if (now - swept_ < std::chrono::seconds(1)) return;
    swept_ = now;
    std::erase_if(by_address_, [now](const auto& known) {
        const auto& one = known.second;
        return one.bucket.use_count() == 1 && now - one.used > remembered;
    });
}

std::shared_ptr<token_bucket> client_rates::of(const std::string& peer, std::uint64_t rate,
                                               clock::time_point now)
{
    const auto address = peer.substr(0, peer.rfind(':'));
    const std::scoped_lock lock(mutex_);
    forget_old(now);
    auto& known = by_address_[address];
    if (!known.bucket) known.bucket = std::make_shared<token_bucket>(rate, now);
    known.used = now;
    return known.bucket;
}

} // namespace sluice::server
