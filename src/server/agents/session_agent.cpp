#include "proto/status.hpp"
#include "server/agents/agent_identity.hpp"
#include "server/agents/agent_session.hpp"
#include "server/session.hpp"

#include <fmt/format.h>

namespace sluice::server {
namespace {

agent_facts facts_of(proto::agent_register wanted, std::string peer, std::string owner,
                     std::string door)
{
    agent_facts made;
    made.id = std::move(wanted.id);
    made.name = std::move(wanted.name);
    made.peer = std::move(peer);
    made.owner = std::move(owner);
    made.door = std::move(door);
    made.exports = std::move(wanted.exports);
    made.connected_at = std::chrono::system_clock::now();
    return made;
}

} // namespace

task<result<>> session::serve_agent(std::uint32_t id, proto::agent_register wanted)
{
    idle_ = false;
    auto may = may_register(who_, wanted);
    if (may && ending_ != ending::none) may = fail(errc::going_away, "agent", "the server stops");
    if (!may) {
        stream_.queue(proto::reply_of(may.error()), id);
        const auto limit = deadline::after(std::chrono::seconds(1));
        const auto ignored = co_await stream_.flush(limit);
        static_cast<void>(ignored);
        co_return may.error();
    }
    const auto called = wanted.id;
    const auto link = std::make_shared<agent_session>(
        shared_, stream_, facts_of(std::move(wanted), peer_, who_.name, std::string(arrival_.door)),
        loop_);
    note(log_level::info, "agent", ok, fmt::format("{} id={}", peer_, called));
    agent_ = link;
    const auto served = co_await link->run(id);
    agent_.reset();
    note(log_level::info, "agent ended", served, fmt::format("{} id={}", peer_, called));
    co_return served;
}

/// On the loop.
void session::stop_agent()
{
    if (!agent_) return;
    if (ending_ == ending::stop)
        agent_->close(fail(errc::cancelled, "agent", "ended by the operator"));
    else
        agent_->drain(deadline::after(std::chrono::milliseconds(drain_limit_ms_.load())));
}

} // namespace sluice::server
