#include "transfer/upload/target_claims.hpp"

#include <mutex>
#include <set>
#include <utility>

namespace sluice::transfer {

struct target_claims::claim::book {
    std::mutex mutex;
    std::set<std::string> taken;
};

target_claims::claim::claim(std::shared_ptr<book> in, std::string path)
    : in_(std::move(in)),
      path_(std::move(path))
{
}

target_claims::claim& target_claims::claim::operator=(claim&& other) noexcept
{
    if (this == &other) return *this;
    give_back();
    in_ = std::move(other.in_);
    path_ = std::move(other.path_);
    return *this;
}

target_claims::claim::~claim()
{
    give_back();
}

void target_claims::claim::give_back() noexcept
{
    // Lives until the mutex is unlocked: the claims may be the last ones to hold it.
    const auto in = std::exchange(in_, nullptr);
    if (!in) return;
    const std::scoped_lock lock(in->mutex);
    in->taken.erase(path_);
}

target_claims::target_claims() : book_(std::make_shared<claim::book>()) {}

result<target_claims::claim> target_claims::take(const std::string& path)
{
    const std::scoped_lock lock(book_->mutex);
    if (!book_->taken.insert(path).second) return fail(errc::target_busy, "claim", path);
    return claim(book_, path);
}

} // namespace sluice::transfer
