#include "http/send_pace.hpp"

#include <algorithm>

namespace sluice::http {

void send_pace::took(std::chrono::steady_clock::duration span)
{
    using namespace std::chrono_literals;
    if (span < 100ms)
        piece_ = std::min(piece_ * 2, most);
    else if (span > 1s)
        piece_ = std::max(piece_ / 4, least);
}

} // namespace sluice::http
