#include "server/agents/agent_session.hpp"

#include "proto/status.hpp"
#include "server/agents/native_pull.hpp"

namespace sluice::server {

struct agent_session::question {
    std::optional<result<resolved_path>> answer;
};

agent_session::agent_session(host& shared, net::frame_stream& control, agent_facts facts,
                             asio::any_io_executor loop)
    : shared_(shared),
      control_(&control),
      facts_(std::move(facts)),
      loop_(loop),
      bell_(loop),
      answer_(loop)
{
}

agent_session::~agent_session() = default;

/// On the loop.
void agent_session::end(error why)
{
    if (!ended_) ended_ = std::move(why);
    bell_.notify_all();
    answer_.notify_all();
    if (control_) control_->stream().interrupt();
    // What is interrupted leaves the map by itself, later.
    for (const auto& [id, pull] : pulls_)
        pull->interrupt(fail(errc::peer_closed, "agent", "the agent is gone"));
}

void agent_session::close(error why)
{
    asio::post(loop_, [self = shared_from_this(), why = std::move(why)] {
        if (!self->ended_) self->said_ = why;
        self->end(why);
    });
}

void agent_session::drain(deadline limit)
{
    if (is_over()) return;
    draining_ = true;
    leave_at_ = limit;
    shared_.agents.leave(*this);
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(limit.at() - deadline::clock::now());
    proto::going_away leaving;
    leaving.limit_ms = static_cast<std::uint32_t>(std::max<std::int64_t>(left.count(), 0));
    leaving.reason = "the server stops";
    control_->queue(leaving, 0);
    bell_.notify_all();
}

task<result<resolved_path>> agent_session::resolve(std::string asked, deadline limit)
{
    const auto self = shared_from_this();
    if (asked.size() > proto::max_path)
        co_return fail(errc::bad_name, "resolve", "longer than the protocol allows");
    if (is_over()) co_return fail(errc::peer_closed, "resolve", "the agent is gone");
    question mine;
    const auto id = ++last_id_;
    // Also when the caller is cancelled.
    struct entry {
        std::map<std::uint32_t, question*>& all;
        std::uint32_t id;
        ~entry() { all.erase(id); }
    };
    questions_.emplace(id, &mine);
    const entry listed{questions_, id};
    proto::agent_resolve ask;
    ask.asked = std::move(asked);
    control_->queue(ask, id);
    bell_.notify_all();
    while (!mine.answer && !is_over() && !limit.expired())
        co_await answer_.wait(limit);
    if (mine.answer) co_return std::move(*mine.answer);
    if (is_over()) co_return fail(errc::peer_closed, "resolve", "the agent is gone");
    co_return fail(errc::timed_out, "resolve", "the agent does not answer");
}

result<> agent_session::take_answer(const net::incoming& came)
{
    const auto asked = questions_.find(came.request_id);
    const auto* resolved = std::get_if<proto::agent_resolved>(&came.message);
    const auto* refused = std::get_if<proto::error_reply>(&came.message);
    if (asked != questions_.end()) {
        if (resolved)
            asked->second->answer =
                resolved_path{resolved->path, resolved->kind == proto::shown_kind::file};
        else
            asked->second->answer = result<resolved_path>(proto::error_of(*refused));
        answer_.notify_all();
        return ok;
    }
    const auto pull = pulls_.find(came.request_id);
    if (refused && pull != pulls_.end()) pull->second->interrupt(proto::error_of(*refused));
    // An answer that nobody waits for any more came too late.
    return ok;
}

std::unique_ptr<agent_pull> agent_session::pull(pull_order order)
{
    return std::make_unique<native_pull>(shared_, shared_from_this(), std::move(order));
}

result<std::uint32_t> agent_session::begin_pull(native_pull& begun,
                                                const proto::ticket_bytes& ticket,
                                                unsigned connections)
{
    if (is_over()) return fail(errc::peer_closed, "pull", "the agent is gone");
    if (draining_) return fail(errc::going_away, "pull", "the server stops");
    const auto id = ++last_id_;
    pulls_.emplace(id, &begun);
    proto::agent_dial dial;
    dial.ticket = ticket;
    dial.connections = static_cast<std::uint16_t>(connections);
    control_->queue(dial, id);
    bell_.notify_all();
    return id;
}

void agent_session::end_pull(std::uint32_t id, const proto::ticket_bytes& ticket)
{
    pulls_.erase(id);
    if (is_over()) return;
    control_->queue(proto::agent_hang_up{ticket}, id);
    bell_.notify_all();
}

} // namespace sluice::server
