#include "server/streams/topic_bell.hpp"

namespace sluice::server {

void topic_bell::ring()
{
    if (rung_.exchange(true)) return;
    asio::post(loop_, [self = shared_from_this()] {
        // First, so that what happens from now on rings again.
        self->rung_ = false;
        self->notifier_.notify_all();
    });
}

} // namespace sluice::server
