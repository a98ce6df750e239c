#pragma once

#include "async/notifier.hpp"
#include "async/task_group.hpp"
#include "server/agents/agent_link.hpp"
#include "server/host.hpp"

#include <map>

namespace sluice::server {

class native_pull;

/// The server's side of an agent's control connection: the link to an agent that speaks our own
/// protocol (docs/protocol.md, "Agents"). Made and run by the session of that connection; who has a
/// shared pointer may ask it for something after its end and gets peer_closed.
class agent_session final : public agent_link, public std::enable_shared_from_this<agent_session> {
public:
    /// control must live until run() has ended.
    agent_session(host& shared, net::frame_stream& control, agent_facts facts,
                  asio::any_io_executor loop);
    ~agent_session() override;

    /// Answers the registration with this request id, enters the book, and serves until the
    /// connection ends; the error says why it did. Cancelling does not break it off: close().
    task<result<>> run(std::uint32_t id);

    /// Takes no new pulls, and ends when those that go on are over or at the limit. On the loop.
    void drain(deadline limit);

    const agent_facts& facts() const override { return facts_; }
    asio::any_io_executor loop() const override { return loop_; }
    task<result<resolved_path>> resolve(std::string asked, deadline limit) override;
    std::unique_ptr<agent_pull> pull(pull_order order) override;
    void close(error why) override;

private:
    friend class native_pull;

    struct question; // a resolve that waits for its answer

    task<void> listen();
    task<void> talk();
    result<> take(net::incoming came);
    result<> take_answer(const net::incoming& came);
    void end(error why);
    bool is_over() const { return !control_ || ended_; }

    // For a pull, on the loop.
    result<std::uint32_t> begin_pull(native_pull& begun, const proto::ticket_bytes& ticket,
                                     unsigned connections);
    void end_pull(std::uint32_t id, const proto::ticket_bytes& ticket);

    host& shared_;
    net::frame_stream* control_; // null: run() has ended
    agent_facts facts_;
    asio::any_io_executor loop_;
    std::optional<error> ended_;
    std::optional<error> said_; // to be told to the agent as the last word
    deadline leave_at_ = deadline::never();
    bool draining_ = false;
    std::uint32_t last_id_ = 0;
    notifier bell_;   // something is to be sent, or the end has come
    notifier answer_; // a question was answered
    std::map<std::uint32_t, question*> questions_;
    std::map<std::uint32_t, native_pull*> pulls_; // by the id of their agent_dial
};

} // namespace sluice::server
