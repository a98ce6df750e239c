#include "server/security/admission.hpp"

#include <utility>

namespace sluice::server {

admission_place::admission_place(admission_place&& other) noexcept
    : of_(std::exchange(other.of_, nullptr)),
      address_(std::move(other.address_)),
      before_login_(other.before_login_)
{
}

admission_place& admission_place::operator=(admission_place&& other) noexcept
{
    if (this == &other) return *this;
    leave();
    of_ = std::exchange(other.of_, nullptr);
    address_ = std::move(other.address_);
    before_login_ = other.before_login_;
    return *this;
}

void admission_place::leave()
{
    if (of_) of_->leave(address_, before_login_);
    of_ = nullptr;
}

void admission_place::logged_in()
{
    if (of_ && before_login_) of_->login();
    before_login_ = false;
}

admission::answer admission::enter(const std::string& address, const limits& most)
{
    const std::scoped_lock lock(mutex_);
    const auto known = by_address_.find(address);
    const std::size_t of_address = known == by_address_.end() ? 0 : known->second;
    if (most.of_address > 0 && of_address >= most.of_address) return {verdict::address_full, {}};
    if (most.before_login > 0 && before_login_ >= most.before_login)
        return {verdict::login_full, {}};
    ++by_address_[address];
    ++total_;
    ++before_login_;
    return {verdict::admitted, admission_place(*this, address)};
}

void admission::leave(const std::string& address, bool before_login)
{
    const std::scoped_lock lock(mutex_);
    --total_;
    if (before_login) --before_login_;
    const auto known = by_address_.find(address);
    if (--known->second == 0) by_address_.erase(known);
}

void admission::login()
{
    const std::scoped_lock lock(mutex_);
    --before_login_;
}

bool admission::may_tell()
{
    const std::scoped_lock lock(mutex_);
    if (being_told_ >= most_told) return false;
    ++being_told_;
    return true;
}

void admission::told()
{
    const std::scoped_lock lock(mutex_);
    --being_told_;
}

std::size_t admission::total() const
{
    const std::scoped_lock lock(mutex_);
    return total_;
}

std::size_t admission::before_login() const
{
    const std::scoped_lock lock(mutex_);
    return before_login_;
}

std::size_t admission::of(const std::string& address) const
{
    const std::scoped_lock lock(mutex_);
    const auto known = by_address_.find(address);
    return known == by_address_.end() ? 0 : known->second;
}

} // namespace sluice::server
