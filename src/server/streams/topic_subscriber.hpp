#pragma once

#include "server/streams/topic.hpp"
#include "stream/topic_time.hpp"

namespace sluice::server {

using stream::topic_from;

/// One who gets the messages of a topic, on one loop. It is counted for as long as it lives.
class topic_subscriber {
public:
    topic_subscriber(std::shared_ptr<topic> of, asio::any_io_executor loop, stream::policy how,
                     stream::cursor_limits limits = {});
    topic_subscriber(const topic_subscriber&) = delete;
    topic_subscriber& operator=(const topic_subscriber&) = delete;
    ~topic_subscriber();

    /// Before the first next(): goes where it wants to begin. Errors: those of the journal.
    task<result<>> begin(topic_from from);

    /// What is due, waiting for it; empty at the limit or after poke(). Errors: timed_out (too slow
    /// by its policy), what closed the topic, those of the journal.
    task<result<stream::batch>> next(std::size_t most_bytes, deadline limit);

    /// Waits for poke() alone, or the end of the topic.
    task<void> rest();

    /// Leaves out what was published so far, without calling it a gap.
    void skip_to_now();

    /// Lets the wait at hand, or the next one, return. On the loop.
    void poke();

    stream::cursor_counters counters() const;
    topic& of() const { return *topic_; }

private:
    friend class topic;

    task<result<stream::batch>> replayed(std::size_t most_bytes);
    result<std::optional<stream::batch>> take(std::size_t most_bytes);

    std::shared_ptr<topic> topic_;
    std::shared_ptr<topic_bell> bell_;
    stream::cursor cursor_; // under the topic's mutex
    bool cut_ = false;      // under the topic's mutex
    bool poked_ = false;    // on the loop
};

} // namespace sluice::server
