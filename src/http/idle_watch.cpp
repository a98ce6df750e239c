#include "http/idle_watch.hpp"

namespace sluice::http {

/// What a fired timer, which may already be queued when the watch dies, can look at.
struct idle_watch::shared_state {
    explicit shared_state(asio::any_io_executor loop) : timer(std::move(loop)) {}

    asio::steady_timer timer;
    idle_watch* watch = nullptr;
    deadline limit = deadline::never(); // of the wait that goes on
    deadline armed = deadline::never(); // when the timer fires
    bool waiting = false;
    bool struck = false;
};

idle_watch::idle_watch(asio::any_io_executor loop, net::byte_stream& stream)
    : state_(std::make_shared<shared_state>(std::move(loop))),
      stream_(stream)
{
    state_->watch = this;
}

idle_watch::~idle_watch()
{
    state_->watch = nullptr;
    rest();
}

void idle_watch::rest()
{
    state_->timer.cancel();
    state_->armed = deadline::never();
}

void idle_watch::arm(deadline at)
{
    state_->armed = at;
    state_->timer.expires_at(at.at());
    auto fired = [state = state_](std::error_code ec) {
        if (ec || state->watch == nullptr) return;
        if (state->armed.at() > deadline::clock::now()) return; // fired late: it was moved
        state->armed = deadline::never();
        if (!state->waiting || state->limit.is_never()) return;
        if (!state->limit.expired()) return state->watch->arm(state->limit);
        state->struck = true;
        state->watch->stream_.interrupt();
    };
    state_->timer.async_wait(std::move(fired));
}

task<result<>> idle_watch::wait_readable(deadline limit)
{
    auto state = state_;
    state->limit = limit;
    state->waiting = true;
    state->struck = false;
    if (limit.at() < state->armed.at()) arm(limit);
    const auto forever = deadline::never();
    auto ready = co_await stream_.wait_readable(forever);
    state->waiting = false;
    if (!ready && state->struck) co_return fail(errc::timed_out, "wait");
    co_return ready;
}

} // namespace sluice::http
