#include "proto/status.hpp"
#include "server/agents/agent_session.hpp"
#include "server/agents/native_pull.hpp"

namespace sluice::server {
namespace {

constexpr auto farewell_limit = std::chrono::seconds(1);
constexpr std::size_t most_untold = 1U << 20U; // bytes that an agent may leave unread

void rethrow(std::exception_ptr bug)
{
    std::rethrow_exception(bug);
}

std::chrono::milliseconds span_of(const std::atomic<std::int64_t>& limit)
{
    return std::chrono::milliseconds(limit.load());
}

} // namespace

task<result<>> agent_session::run(std::uint32_t id)
{
    // Broken off in the middle it would leave coroutines behind that use it.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    const auto self = shared_from_this();
    proto::agent_accepted accepted;
    accepted.heartbeat_ms = static_cast<std::uint32_t>(shared_.agent_heartbeat_ms.load());
    accepted.dead_after_ms = static_cast<std::uint32_t>(shared_.agent_dead_ms.load());
    control_->queue(accepted, id);
    task_group talking(loop_, rethrow);
    talking.spawn(talk());
    shared_.agents.enter(self);
    co_await listen();
    shared_.agents.leave(*this);
    co_await talking.join();
    control_ = nullptr;
    answer_.notify_all();
    co_await asio::this_coro::reset_cancellation_state();
    co_return *ended_;
}

task<void> agent_session::listen()
{
    while (!ended_) {
        const auto limit = deadline::after(span_of(shared_.agent_dead_ms));
        auto came = co_await control_->receive(limit);
        if (ended_) break;
        if (!came) {
            end(came.error());
            break;
        }
        const auto taken = take(std::move(*came));
        if (!taken) end(taken.error());
    }
}

/// The error ends the connection.
result<> agent_session::take(net::incoming came)
{
    if (control_->queued_bytes() > most_untold)
        return fail(errc::overloaded, "agent", "what is sent is not read");
    if (const auto* ping = std::get_if<proto::ping>(&came.message)) {
        control_->queue(proto::pong{ping->nonce}, came.request_id);
        bell_.notify_all();
        return ok;
    }
    const auto* refused = std::get_if<proto::error_reply>(&came.message);
    if (refused && came.request_id == 0) return proto::error_of(*refused);
    if (refused || std::holds_alternative<proto::agent_resolved>(came.message))
        return take_answer(came);
    if (std::holds_alternative<proto::going_away>(came.message)) {
        shared_.agents.leave(*this);
        return ok;
    }
    if (std::holds_alternative<proto::pong>(came.message)) return ok;
    return fail(errc::malformed_message, "agent", "nothing that an agent may say");
}

/// All that is sent goes out here.
task<void> agent_session::talk()
{
    std::uint64_t nonce = 0;
    auto next_ping = deadline::after(span_of(shared_.agent_heartbeat_ms));
    while (!ended_) {
        if (control_->queued_bytes() == 0) co_await bell_.wait(next_ping.or_sooner(leave_at_));
        if (ended_) break;
        if (next_ping.expired()) {
            control_->queue(proto::ping{++nonce}, ++last_id_);
            next_ping = deadline::after(span_of(shared_.agent_heartbeat_ms));
        }
        const auto sent = co_await control_->flush(deadline::after(span_of(shared_.agent_dead_ms)));
        const bool may_leave = draining_ && (pulls_.empty() || leave_at_.expired());
        if (!sent)
            end(sent.error());
        else if (may_leave)
            end(fail(errc::going_away, "agent", "the server stops"));
    }
    if (!said_) co_return;
    control_->queue(proto::reply_of(*said_), 0);
    const auto ignored = co_await control_->flush(deadline::after(farewell_limit));
    static_cast<void>(ignored);
}

} // namespace sluice::server
