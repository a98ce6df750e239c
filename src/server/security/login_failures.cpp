#include "server/security/login_failures.hpp"

namespace sluice::server {

bool login_failures::too_many(const std::string& address, time_point now)
{
    const std::scoped_lock lock(mutex_);
    const auto known = by_address_.find(address);
    if (known == by_address_.end()) return false;
    if (now - known->second.began >= span) {
        by_address_.erase(known);
        return false;
    }
    return known->second.failures >= most_failures;
}

void login_failures::add(const std::string& address, time_point now)
{
    const std::scoped_lock lock(mutex_);
    if (by_address_.size() >= most_addresses) forget_old(now);
    auto& known = by_address_[address];
    if (known.failures == 0 || now - known.began >= span) known = {now, 0};
    ++known.failures;
}

/// Nobody is forgotten early, unless so many fail that memory would not be bounded.
void login_failures::forget_old(time_point now)
{
    std::erase_if(by_address_, [now](const auto& one) { return now - one.second.began >= span; });
    if (by_address_.size() >= most_addresses) by_address_.clear();
}

} // namespace sluice::server
