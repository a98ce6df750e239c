#include "http/body_pace.hpp"

namespace sluice::http {

bool body_pace::waited(duration span)
{
    waited_ += span;
    if (waited_ < window) return true;
    const bool enough = bytes_ / static_cast<std::uint64_t>(window.count()) >= rate_;
    bytes_ = 0;
    waited_ = {};
    return enough;
}

} // namespace sluice::http
