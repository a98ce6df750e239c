#pragma once

#include "server/streams/topic_bell.hpp"
#include "server/streams/topic_log.hpp"
#include "server/streams/topic_recorder.hpp"
#include "stream/cursor.hpp"

#include <functional>
#include <optional>
#include <set>

namespace sluice::server {

class topic_subscriber;
class topic_watch;

/// How a topic does, for people.
struct topic_figures {
    std::uint64_t first = 0; // of what can still be had
    std::uint64_t next = 0;
    std::uint64_t messages = 0; // that can still be had
    std::uint64_t bytes = 0;    // of them, on disk where there is a journal
    double rate = 0;            // messages per second of late
    std::size_t subscribers = 0;
    std::uint64_t published = 0;  // since the program began
    std::uint64_t missed = 0;     // by all subscribers that there were
    std::uint64_t unwritten = 0;  // that the journal lost
    std::uint64_t broken_off = 0; // recordings that ended by an error
    std::string journal = "none"; // "ok", or the name of an error
    std::string recording;        // the name of what is made; empty: nothing
    std::string recording_error;  // why the last one ended
    std::uint64_t recorded = 0;   // messages of it, or of the last one
};

/// One subscriber as it stands.
struct subscriber_figures {
    stream::policy how;
    std::uint64_t next = 0;   // the message that it gets next
    std::uint64_t behind = 0; // messages that it may still get
    stream::cursor_counters counted;
};

/// A topic: its newest messages, who wants them, and what is kept of it. Safe from any thread; held
/// by shared pointers, so that who uses it may outlive its removal and is told.
class topic : public std::enable_shared_from_this<topic> {
public:
    /// log: null keeps nothing on disk. The pool must outlive it.
    topic(std::string name, stream::topic_facts facts, std::unique_ptr<topic_log> log,
          asio::thread_pool& pool);

    const std::string& name() const { return name_; }
    const stream::schema& layout() const { return facts_.layout; }
    const stream::journal_limits& keep() const { return facts_.keep; }
    std::size_t message_bytes() const { return message_bytes_; }
    std::uint64_t next() const;
    topic_figures figures() const;

    /// The first `most` of those who listen, in no order.
    std::vector<subscriber_figures> subscribers(std::size_t most) const;

    /// One message for everybody, or nothing while a subscriber that blocks is too far behind.
    /// Errors: going_away and not_found (closed). payload must be a message of this topic.
    result<std::optional<std::uint64_t>> try_publish(byte_view payload);

    /// The same, waiting for those who block for a while, then cutting them. Errors: also
    /// malformed_message (the bytes are no whole number of messages).
    /// Returns the number of the first message.
    task<result<std::uint64_t>> publish(byte_view payloads);

    /// What was published from this number on until now is on stable storage. Errors: unsupported
    /// (nothing is kept), overloaded (the disk is too slow), those of the disk.
    task<result<>> sync(std::uint64_t from);

    /// Messages from this number on out of the journal, at most so many bytes but one at least.
    /// Errors: those of the disk.
    task<result<std::vector<stream::shared_message>>> replay(std::uint64_t from, std::size_t most);

    /// The first message of this time or later.
    task<result<std::uint64_t>> find_time(std::int64_t time_ns);

    /// It has every message from now on, or ends by itself in front of the first that it cannot
    /// have. Blocks. Errors: target_busy (there is a recording), what closed the topic.
    result<> record(std::unique_ptr<topic_recorder> into);

    /// Ends a recording when all that was published before is in it. Errors: not_found (there is
    /// none), what ended it before.
    task<result<>> end_recording();

    /// Publishers and subscribers are told this; once.
    void close(error why);
    std::optional<error> closed() const;

    /// Writes all that waits and says that nothing was lost; blocks, when nobody publishes.
    void finish();

    /// Drops from the journal what is too old; blocks.
    void drop_old(std::int64_t now_ns);

private:
    friend class topic_subscriber;
    friend class topic_watch;
    using messages = std::vector<stream::shared_message>;

    std::shared_ptr<topic_bell> bell_for(const asio::any_io_executor& loop);
    void ring_all();
    bool is_held_up() const;
    void cut_blockers();
    bool needs_numbers() const;
    void reserve_numbers();
    void count_rate(std::int64_t now_ns);
    stream::shared_message number(byte_view payload);
    void keep_for_writing(stream::shared_message one);
    void start_writer();
    void write_on();
    void write_waiting();
    void write_batch(const messages& some);
    void lose(std::uint64_t behind, std::uint64_t count, error why);
    void take_down(const messages& some);
    result<> end_recorder(std::optional<error> why);
    std::uint64_t first_kept() const;
    task<result<std::uint64_t>> add(byte_view payload);

    const std::string name_;
    const stream::topic_facts facts_;
    const std::size_t message_bytes_;
    const byte_buffer front_; // of each message: the head of a frame of WebSocket
    const std::unique_ptr<topic_log> log_;
    asio::thread_pool& pool_;

    std::mutex writing_;                       // held by who writes what waits; before mutex_
    std::unique_ptr<topic_recorder> recorder_; // under writing_

    mutable std::mutex mutex_; // of all below
    stream::ring ring_;
    std::uint64_t reserved_ = 0;
    bool unreserved_ = false; // the disk does not know of reserved_
    std::int64_t last_time_ = 0;
    std::optional<error> closed_;
    std::vector<std::weak_ptr<topic_bell>> bells_;
    std::set<topic_subscriber*> subscribers_;
    std::set<const topic_watch*> watches_;
    std::size_t blockers_ = 0;
    messages waiting_; // to be written; without a hole
    std::size_t waiting_bytes_ = 0;
    std::optional<std::uint64_t> being_written_; // the first of what waited before
    bool waiting_cut_ = false;                   // what came behind them was lost
    std::uint64_t lost_behind_ = 0;              // all that the journal lost is in front of this
    error lost_why_{errc::io_failed};
    bool writer_runs_ = false;
    topic_figures told_; // what only grows, and the state of journal and recording
    std::int64_t rate_from_ = 0;
    std::uint64_t rate_count_ = 0;
};

/// Runs something on a loop when a topic is closed, or has been, while this lives: so that who
/// waits for something else is woken. It may run after this has died.
class topic_watch {
public:
    topic_watch(std::shared_ptr<topic> of, asio::any_io_executor loop, std::function<void()> run);
    topic_watch(const topic_watch&) = delete;
    topic_watch& operator=(const topic_watch&) = delete;
    ~topic_watch();

private:
    friend class topic;

    std::shared_ptr<topic> topic_;
    asio::any_io_executor loop_;
    std::function<void()> run_;
};

/// Bytes that may wait to be written, while as many are being written. What is more the journal
/// does not get, and it ends a recording.
inline constexpr std::size_t most_waiting = 32U << 20U;

/// So long a publisher waits for subscribers that block.
inline constexpr auto block_limit = std::chrono::seconds(5);

/// The front of messages of this payload: the head of a binary frame of WebSocket around them.
byte_buffer websocket_front(std::size_t payload);

} // namespace sluice::server
