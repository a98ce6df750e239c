#include "transfer/agent/agent_connection.hpp"

#include "async/on_pool.hpp"
#include "async/sleep.hpp"
#include "proto/status.hpp"

#include <algorithm>

namespace sluice::transfer {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t register_id = 1;
constexpr std::uint32_t ping_id = 2;

/// What the server says of times is kept within sense.
constexpr std::chrono::milliseconds shortest_heartbeat = 100ms;
constexpr std::chrono::milliseconds longest_heartbeat = 1h;

std::chrono::milliseconds within(std::uint32_t said_ms, std::chrono::milliseconds low)
{
    return std::clamp<std::chrono::milliseconds>(std::chrono::milliseconds(said_ms), low,
                                                 longest_heartbeat);
}

} // namespace

agent_connection::agent_connection(asio::any_io_executor executor, agent_environment environment,
                                   const agent_options& options, giver_shared& giving,
                                   std::array<std::byte, 16> instance)
    : executor_(executor),
      environment_(environment),
      options_(options),
      giving_(giving),
      instance_(instance),
      bell_(executor),
      work_(executor, [this](std::exception_ptr thrown) {
          bug_ = thrown;
          end(fail(errc::internal, "agent"));
      })
{
}

void agent_connection::end(error why)
{
    if (!ended_) ended_ = std::move(why);
    bell_.notify_all();
    if (control_) control_->stream().interrupt();
}

void agent_connection::answer(const proto::message& reply, std::uint32_t id)
{
    control_->queue(reply, id);
    bell_.notify_all();
}

void agent_connection::refuse(std::uint32_t id, const error& why)
{
    answer(proto::reply_of(why), id);
}

void agent_connection::drain(deadline limit)
{
    draining_ = true;
    leave_at_ = limit;
    if (!accepted_) return end(fail(errc::cancelled, "agent"));
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(limit.at() - deadline::clock::now());
    proto::going_away leaving;
    leaving.limit_ms =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(left.count(), 0, 1U << 30U));
    leaving.reason = "the agent stops";
    answer(leaving, 0);
}

task<result<>> agent_connection::log_in()
{
    auto made = co_await environment_.server.connect_as_giver();
    if (!made) co_return made.error();
    if (ended_) co_return *ended_;
    control_ = std::move(*made);
    if ((control_->features() & proto::feature_agent) == 0)
        co_return fail(errc::unsupported, "agent", "the server knows no agents");
    proto::agent_register mine;
    mine.id = options_.id;
    mine.instance = instance_;
    mine.exports = environment_.files.names();
    mine.name = options_.name;
    control_->queue(mine, register_id);
    const auto limit = deadline::after(options_.connect_limit);
    const auto sent = co_await control_->flush(limit);
    if (!sent) co_return sent.error();
    const auto reply = co_await control_->receive(limit);
    if (!reply) co_return reply.error();
    if (const auto* refused = std::get_if<proto::error_reply>(&reply->message))
        co_return proto::error_of(*refused);
    const auto* accepted = std::get_if<proto::agent_accepted>(&reply->message);
    if (!accepted) co_return fail(errc::malformed_message, "agent", "no answer to agent_register");
    heartbeat_ = within(accepted->heartbeat_ms, shortest_heartbeat);
    dead_after_ = within(accepted->dead_after_ms, 2 * shortest_heartbeat);
    accepted_ = true;
    co_return ok;
}

task<error> agent_connection::run()
{
    const auto logged_in = co_await log_in();
    if (!logged_in) co_return logged_in.error();
    environment_.observer.accepted(control_->stream().peer());
    work_.spawn(talk());
    co_await listen();
    for (auto at = pulls_.begin(); at != pulls_.end(); at = pulls_.begin())
        hang_up(proto::ticket_bytes(at->first));
    co_await work_.join();
    control_.reset();
    if (bug_) std::rethrow_exception(bug_);
    co_return *ended_;
}

task<void> agent_connection::listen()
{
    while (!ended_) {
        auto came = co_await control_->receive(deadline::after(dead_after_));
        if (ended_) break;
        if (!came) {
            end(came.error());
            break;
        }
        if (control_->waiting() > proto::max_outstanding) {
            end(fail(errc::too_many_requests, "agent"));
            break;
        }
        const auto taken = take(std::move(*came));
        if (!taken) end(taken.error());
    }
}

/// All that is sent goes out here.
task<void> agent_connection::talk()
{
    std::uint64_t nonce = 0;
    auto next_ping = deadline::after(heartbeat_);
    while (!ended_) {
        if (control_->queued_bytes() == 0) co_await bell_.wait(next_ping.or_sooner(leave_at_));
        if (ended_) break;
        if (next_ping.expired()) {
            control_->queue(proto::ping{++nonce}, ping_id);
            next_ping = deadline::after(heartbeat_);
        }
        const auto sent = co_await control_->flush(deadline::after(dead_after_));
        const bool may_leave = draining_ && (pulls_.empty() || leave_at_.expired());
        if (!sent)
            end(sent.error());
        else if (may_leave)
            end(fail(errc::cancelled, "agent"));
    }
}

/// The error ends the connection.
result<> agent_connection::take(net::incoming came)
{
    if (auto* wanted = std::get_if<proto::agent_resolve>(&came.message)) {
        if (resolving_ >= proto::max_outstanding) return fail(errc::too_many_requests, "agent");
        ++resolving_;
        work_.spawn(resolve(came.request_id, std::move(wanted->asked)));
    } else if (const auto* dialled = std::get_if<proto::agent_dial>(&came.message)) {
        dial(came.request_id, *dialled);
    } else if (const auto* over = std::get_if<proto::agent_hang_up>(&came.message)) {
        hang_up(over->ticket);
    } else if (const auto* ping = std::get_if<proto::ping>(&came.message)) {
        answer(proto::pong{ping->nonce}, came.request_id);
    } else if (const auto* refused = std::get_if<proto::error_reply>(&came.message)) {
        return proto::error_of(*refused);
    } else if (!std::holds_alternative<proto::pong>(came.message) &&
               !std::holds_alternative<proto::going_away>(came.message)) {
        return fail(errc::malformed_message, "agent", "nothing that an agent can be asked");
    }
    return ok;
}

task<void> agent_connection::resolve(std::uint32_t id, std::string asked)
{
    auto work = [this, &asked] { return environment_.files.resolve(asked, options_.expansions); };
    const auto found = co_await on_pool(environment_.pool, std::move(work));
    --resolving_;
    if (ended_) co_return;
    if (found) {
        answer(*found, id);
        co_return;
    }
    environment_.observer.refused(asked, found.error());
    refuse(id, found.error());
}

void agent_connection::dial(std::uint32_t id, const proto::agent_dial& wanted)
{
    if (draining_) return refuse(id, fail(errc::going_away, "dial"));
    if (pulls_.contains(wanted.ticket)) return refuse(id, fail(errc::target_busy, "dial"));
    if (wanted.connections == 0 || dialled_ + wanted.connections > most_connections)
        return refuse(id, fail(errc::overloaded, "dial", "more connections than an agent holds"));
    const auto wait = pace_.take(wanted.connections, deadline::clock::now());
    if (!wait) return refuse(id, fail(errc::too_many_requests, "dial"));
    offering_options offered;
    offered.connections = wanted.connections;
    offered.stall_limit = options_.stall_limit;
    offered.first_backoff = 200ms;
    offered.ticket = wanted.ticket;
    pull made;
    made.connections = wanted.connections;
    made.giving = std::make_shared<offering>(executor_, environment_.server, giving_, offered);
    dialled_ += wanted.connections;
    environment_.observer.pull_began(wanted.connections);
    if (*wait > wait->zero())
        work_.spawn(start_later(wanted.ticket, made.giving, *wait));
    else
        made.giving->start();
    pulls_.emplace(wanted.ticket, std::move(made));
}

task<void> agent_connection::start_later(proto::ticket_bytes ticket,
                                         std::shared_ptr<offering> giving,
                                         std::chrono::nanoseconds wait)
{
    const auto until = deadline::after(wait);
    while (!ended_ && !until.expired())
        co_await bell_.wait(until);
    const auto at = pulls_.find(ticket);
    const bool wanted = at != pulls_.end() && at->second.giving == giving;
    if (wanted && !ended_) giving->start();
}

void agent_connection::hang_up(const proto::ticket_bytes& ticket)
{
    const auto at = pulls_.find(ticket);
    if (at == pulls_.end()) return;
    auto over = std::move(at->second);
    pulls_.erase(at);
    work_.spawn(end_pull(std::move(over)));
}

task<void> agent_connection::end_pull(pull over)
{
    co_await over.giving->stop();
    dialled_ -= over.connections;
    environment_.observer.pull_ended(over.giving->counters().bytes.load());
    bell_.notify_all();
}

} // namespace sluice::transfer
