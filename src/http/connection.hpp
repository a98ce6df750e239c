#pragma once

#include "http/body_pace.hpp"
#include "http/exchange.hpp"
#include "http/idle_watch.hpp"
#include "http/request_parser.hpp"
#include "http/send_pace.hpp"

namespace sluice::http {

/// What one connection may take of time and memory.
struct connection_limits {
    head_limits head;
    std::chrono::milliseconds header = std::chrono::seconds(10); // for a head, and before the first
    std::chrono::milliseconds idle = std::chrono::minutes(10);   // between requests
    std::chrono::milliseconds stall = std::chrono::seconds(30);  // a client that takes nothing
    std::uint64_t body_rate = 1024;          // bytes/s, see body_pace; 0: stall alone
    std::uint64_t dropped_body = 64U << 10U; // bytes read and dropped to keep the connection
    std::chrono::milliseconds linger = std::chrono::seconds(2); // for the client to see the answer
    std::uint64_t lingering_bytes = 16U << 20U;                 // read and dropped meanwhile
};

/// The server's side of one HTTP/1.1 connection: requests are read, answered in order, one at a
/// time. Lives on one loop.
class connection {
public:
    /// Told of each exchange when it has ended and of how long it took.
    using observer = std::function<void(const exchange&, std::chrono::steady_clock::duration)>;

    connection(asio::any_io_executor loop, std::unique_ptr<net::byte_stream> stream,
               connection_limits limits, handler answer);
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    void observe(observer told) { told_ = std::move(told); }

    /// Serves until the client leaves or is cut. Once. What an exchange threw, other than
    /// cancellation, is answered by 500. Errors: those of the transport; malformed_message and the
    /// like for a request that was refused; timed_out; cancelled after stop(). A client that leaves
    /// or stays silent between requests is no error.
    task<result<>> run();

    /// Ends it after the exchange that is going on; at once between two. Whoever took the stream
    /// over is not reached. On the loop.
    void drain();

    /// Ends it now: what waits on the stream fails with cancelled. As for drain(). On the loop.
    void stop();

    /// True while a request is read or answered.
    bool busy() const { return busy_; }

    /// Both only as long as it speaks HTTP: an exchange may give the stream away.
    const std::string& peer() const { return stream_->peer(); }
    net::byte_stream& stream() { return *stream_; }

private:
    friend class exchange;

    enum class ending { none, drain, stop };

    task<result<bool>> next_head();
    task<result<>> wait_for_head();
    task<result<bool>> serve_one();
    task<void> answer_one(exchange& one);
    task<void> answer_missing(exchange& one);
    task<result<>> settle(exchange& one);
    task<result<>> drop_body(exchange& one);
    task<result<>> refuse(refusal why);
    task<void> linger();
    task<result<>> give_away();

    result<std::size_t> fill();
    request_parser::step parse();
    bool unread_body_closes(const exchange& one) const;
    task<result<>> write_all(byte_view bytes, net::follow_up last);

    asio::any_io_executor loop_;
    std::unique_ptr<net::byte_stream> stream_;
    connection_limits limits_;
    handler answer_;
    observer told_;
    idle_watch watch_;
    request_parser parser_;
    std::string input_;        // read, not yet consumed
    std::size_t consumed_ = 0; // of input_
    std::string output_;       // scratch for heads
    deadline head_limit_ = deadline::never();
    ending ending_ = ending::none;
    bool idle_ = false; // waits for the first byte of a request
    bool busy_ = false;
    bool first_ = true; // nothing was asked yet
    upgraded next_;     // takes the stream over
};

} // namespace sluice::http
