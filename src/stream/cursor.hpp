#pragma once

#include "stream/policy.hpp"
#include "stream/ring.hpp"

#include <optional>
#include <vector>

namespace sluice::stream {

/// How far a subscriber may be behind.
struct cursor_limits {
    std::size_t messages = 1024;
    std::size_t bytes = 4U << 20U; // of payload; one message is allowed in any case
};

/// What became of the messages of a subscriber.
struct cursor_counters {
    std::uint64_t sent = 0;
    std::uint64_t missed = 0;  // told in gaps
    std::uint64_t thinned = 0; // left out by decimate
    std::uint64_t gaps = 0;
};

/// What a subscriber gets next. A gap lies before the messages.
struct batch {
    std::optional<gap> missing;
    std::vector<shared_message> messages;
    bool too_slow = false; // by the policy `disconnect`: it is to be cut

    bool empty() const { return !missing && messages.empty() && !too_slow; }
};

/// The place of one subscriber in a topic. It holds no message: what waits for it is in the ring,
/// which all share, so that one who stopped reading costs nothing. Pure.
class cursor {
public:
    /// from: the first sequence wanted.
    cursor(policy how, std::uint64_t from, cursor_limits limits = {});

    /// The sequence looked at next.
    std::uint64_t next() const { return next_; }

    /// True while it is behind the ring, so that the journal has to be asked.
    bool is_behind(const ring& of) const { return replaying_ && next_ < of.first(); }

    /// What is due now, at most so many bytes of payload but one message if there is any. What the
    /// policy leaves out is counted.
    batch take(const ring& of, std::size_t most_bytes);

    /// The same for messages out of the journal, which come in order. A hole in front of them is
    /// told with this reason; what lies behind a second hole is left for the next call.
    batch take_replayed(std::vector<shared_message> messages, std::string_view reason);

    /// Goes on at this sequence and tells what is left out as a gap; none if that is nothing.
    std::optional<gap> skip_to(std::uint64_t sequence, std::string_view reason);

    /// True if a publisher has to wait for it before it adds a message.
    bool holds_up(const ring& of, std::size_t message_bytes) const;

    const policy& how() const { return policy_; }
    const cursor_limits& limits() const { return limits_; }
    const cursor_counters& counters() const { return counters_; }

private:
    std::optional<gap> keep_up(const ring& of, std::size_t message_bytes);
    std::uint64_t most_behind(std::size_t message_bytes) const;
    bool wants(std::uint64_t sequence) const;

    policy policy_;
    cursor_limits limits_;
    std::uint64_t next_;
    bool replaying_ = true; // has not caught up with the newest message yet
    cursor_counters counters_;
};

} // namespace sluice::stream
