#include "proto/status.hpp"
#include "server/http/counted_stream.hpp"
#include "server/session.hpp"

#include <fmt/format.h>

namespace sluice::server {

task<result<>> session::serve_put(std::uint32_t id, proto::put_request wanted)
{
    if (ending_ != ending::none) {
        stream_.queue(proto::reply_of(fail(errc::going_away, "put", "the server stops")), id);
        co_return ok;
    }
    put_owner owner{who_, user(), peer_};
    put_job job(shared_, stream_, std::move(owner), loop_);
    put_ = &job;
    note(log_level::info, "put", ok, fmt::format("{} into={}", peer_, wanted.into));
    auto served = co_await job.run(id, std::move(wanted));
    put_ = nullptr;
    note(log_level::info, "put ended", served, peer_);
    co_return served;
}

/// On the loop; what came of the put is told by itself.
void session::stop_put()
{
    if (!put_) return;
    if (ending_ == ending::stop)
        put_->stop(fail(errc::cancelled, "put", "ended by the operator"));
    else
        put_->drain(deadline::after(std::chrono::milliseconds(drain_limit_ms_.load())));
}

/// The side that dialled gives: its connection belongs to the put or pull whose ticket it shows,
/// or it is an agent.
task<result<>> session::hand_over()
{
    const auto limit = std::chrono::milliseconds(shared_.login_limit_ms.load());
    auto first = co_await stream_.receive(deadline::after(limit));
    if (!first) co_return first.error();
    if (auto* agent = std::get_if<proto::agent_register>(&first->message)) {
        const auto served = co_await serve_agent(first->request_id, std::move(*agent));
        co_return served;
    }
    const auto* attach = std::get_if<proto::attach>(&first->message);
    if (!attach || stream_.waiting() > 0) co_return fail(errc::malformed_message, "attach");
    // A wrong ticket ends the connection without a word.
    handed_over_ = true;
    idle_ = false;
    auto counted =
        std::make_unique<counted_stream>(stream_.take_stream(), std::move(arrival_.place));
    auto attached = shared_.tickets.attach(attach->ticket, std::move(counted));
    co_return attached;
}

} // namespace sluice::server
