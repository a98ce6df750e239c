#include "base/token_bucket.hpp"

#include <algorithm>

namespace sluice {
namespace {

double burst(std::uint64_t rate)
{
    constexpr double least = 64 * 1024;
    return std::max(static_cast<double>(rate) / 10, least);
}

} // namespace

token_bucket::token_bucket(std::uint64_t bytes_per_second, clock::time_point now)
    : rate_(bytes_per_second),
      level_(burst(bytes_per_second)),
      last_(now)
{
}

void token_bucket::refill(clock::time_point now)
{
    const std::chrono::duration<double> passed = now - last_;
    last_ = std::max(last_, now);
    const double more = std::max(0.0, passed.count()) * static_cast<double>(rate_);
    level_ = std::min(level_ + more, burst(rate_));
}

token_bucket::clock::duration token_bucket::take(std::uint64_t bytes, clock::time_point now)
{
    const std::scoped_lock lock(mutex_);
    if (rate_ == 0) return {};
    refill(now);
    level_ -= static_cast<double>(bytes);
    if (level_ >= 0) return {};
    const std::chrono::duration<double> wait(-level_ / static_cast<double>(rate_));
    return std::chrono::duration_cast<clock::duration>(wait);
}

void token_bucket::set_rate(std::uint64_t bytes_per_second)
{
    const std::scoped_lock lock(mutex_);
    refill(clock::now());
    rate_ = bytes_per_second;
    level_ = std::min(level_, burst(rate_));
}

void token_bucket::follow(std::uint64_t bytes_per_second)
{
    if (rate() != bytes_per_second) set_rate(bytes_per_second);
}

std::uint64_t token_bucket::rate() const
{
    const std::scoped_lock lock(mutex_);
    return rate_;
}

} // namespace sluice
