#pragma once

#include "async/notifier.hpp"
#include "http/websocket.hpp"
#include "server/agents/agent_link.hpp"
#include "server/agents/json_agent_messages.hpp"
#include "server/host.hpp"

#include <deque>
#include <map>
#include <set>

namespace sluice::server {

class json_arrival;

/// The link to an agent that speaks JSON over a WebSocket, as the predecessor's clients do
/// (docs/websocket.md). Who has a shared pointer may ask it for something after its end and gets
/// peer_closed.
class json_agent final : public agent_link, public std::enable_shared_from_this<json_agent> {
public:
    json_agent(host& shared, std::unique_ptr<http::websocket> on, agent_facts facts,
               asio::any_io_executor loop);
    ~json_agent() override;

    /// Answers the registration, enters the book and serves until the connection ends; the error
    /// says why it did.
    task<result<>> run();

    const agent_facts& facts() const override { return facts_; }
    asio::any_io_executor loop() const override { return loop_; }

    /// The name as it is: what it stands for only the agent knows, and it says so when it is asked
    /// for the bytes. Errors: bad_name (empty, control characters, too long), peer_closed.
    task<result<resolved_path>> resolve(std::string asked, deadline limit) override;
    std::unique_ptr<agent_pull> pull(pull_order order) override;

    /// With errc::going_away pulls that go on may finish first.
    void close(error why) override;

    /// At most so many files at once.
    static constexpr std::size_t most_pulls = 4;

private:
    friend class json_pull;
    class presence; // in the book

    task<result<>> serve();
    task<result<bool>> read_message();
    task<result<>> keep_alive();
    task<result<>> take(json_message came);
    task<result<>> take_chunk(json_chunk came);
    task<void> pause(const json_arrival& arrival, deadline until);
    task<result<>> take_complete(json_complete came);
    result<> take_failure(json_failure said);
    std::shared_ptr<json_arrival> find(const std::string& download_id) const;
    task<result<>> say(std::string text);
    void end(error why);
    bool is_over() const { return ended_.has_value(); }

    // For a pull.
    result<std::string> enter(std::shared_ptr<json_arrival> arrival);
    void leave(const std::string& download_id);

    host& shared_;
    std::unique_ptr<http::websocket> on_;
    agent_facts facts_;
    asio::any_io_executor loop_;
    std::optional<error> ended_;
    bool leaving_ = false; // after the pulls that go on
    std::string message_;  // as far as it has come
    deadline ping_at_ = deadline::never();
    std::chrono::steady_clock::time_point listening_since_;
    std::chrono::steady_clock::time_point last_chunk_;
    std::map<std::string, std::shared_ptr<json_arrival>> arrivals_;
    std::set<std::string> past_; // downloads that ended; some of their messages may still come
    std::deque<std::string> past_order_;
    notifier bell_; // something ended
};

} // namespace sluice::server
