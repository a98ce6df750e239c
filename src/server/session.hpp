#pragma once

#include "net/frame_stream.hpp"
#include "server/host.hpp"
#include "server/uploads/put_job.hpp"
#include "transfer/give/giver.hpp"

namespace sluice::server {

class agent_session;
class topic_talk;

/// What is known of a connection when its session begins.
struct arrival {
    arrival() = default;
    arrival(deadline until, admission_place counted) : login_until(until), place(std::move(counted))
    {
    }

    std::optional<deadline> login_until; // none: login-limit from now on
    admission_place place;
    std::string_view door = "native"; // how the peer came; of static storage
    std::optional<principal> known; // by a token shown before the greeting, which may leave it out
};

/// The server's view of one connection: greeting, requests in order, end. Lives on one loop; stop
/// and drain may be asked from any thread.
class session : public std::enable_shared_from_this<session> {
public:
    session(host& shared, asio::any_io_executor loop, std::unique_ptr<net::byte_stream> stream,
            arrival how = {});
    ~session();

    /// Serves until the peer leaves, a limit passes or somebody stops it.
    task<void> run();

    /// Ends it after the frame being sent: the client is told that it was cancelled.
    void stop();

    /// Ends it once what was asked for before is answered.
    void drain(std::chrono::milliseconds limit);

    std::uint64_t id() const { return id_; }
    const std::string& peer() const { return peer_; }
    std::string user() const;
    std::chrono::seconds age() const;
    const transfer::giver_counters& counters() const { return counters_; }

    /// True while a request is being answered.
    bool busy() const { return busy_; }

private:
    enum class ending { none, drain, stop };

    task<result<>> login();
    result<> admit(const proto::hello& hello);
    result<> allowed(const proto::message& request) const;
    task<result<>> serve();
    task<result<>> serve_put(std::uint32_t id, proto::put_request wanted);
    task<result<>> serve_topic(std::uint32_t id, proto::topic_open wanted);
    task<result<>> serve_agent(std::uint32_t id, proto::agent_register wanted);
    task<result<>> hand_over();
    void stop_put();
    void stop_agent();
    void stop_topic();
    task<result<>> serve_request(net::incoming request);
    task<result<>> answer_waiting();
    bool tell_of_drain();
    task<void> refuse(error why);
    void ask(ending how);
    void note(log_level level, std::string_view event, const result<>& outcome, std::string detail);

    host& shared_;
    asio::any_io_executor loop_;
    std::uint64_t id_;
    std::string peer_;
    net::frame_stream stream_;
    std::shared_ptr<token_bucket> rate_; // of all connections of this client
    arrival arrival_;
    principal who_; // set by login
    transfer::giver_counters counters_;
    transfer::giver giver_;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::atomic<bool> busy_ = false;
    ending ending_ = ending::none; // on the loop
    bool idle_ = true;             // waits for the peer to say something; on the loop
    proto::role their_role_ = proto::role::asker;
    bool handed_over_ = false;             // the stream belongs to a put
    put_job* put_ = nullptr;               // the one that goes on; on the loop
    std::shared_ptr<agent_session> agent_; // while the peer is one; on the loop
    topic_talk* topic_ = nullptr;          // the one that goes on; on the loop
    bool told_ = false;                    // that we are going away
    std::atomic<std::int64_t> drain_limit_ms_ = 0;
    mutable std::mutex user_mutex_;
    std::string user_;
};

} // namespace sluice::server
