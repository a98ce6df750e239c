#include "server/client_rates.hpp"

namespace sluice::server {

std::shared_ptr<token_bucket> client_rates::of(const std::string& peer, std::uint64_t rate)
{
    const auto address = peer.substr(0, peer.rfind(':'));
    const std::scoped_lock lock(mutex_);
    std::erase_if(by_address_, [](const auto& known) { return known.second.expired(); });
    auto& known = by_address_[address];
    auto shared = known.lock();
    if (!shared) {
        shared = std::make_shared<token_bucket>(rate);
        known = shared;
    }
    return shared;
}

} // namespace sluice::server
