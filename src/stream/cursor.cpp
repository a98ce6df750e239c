#include "stream/cursor.hpp"

#include <algorithm>

namespace sluice::stream {

cursor::cursor(policy how, std::uint64_t from, cursor_limits limits)
    : policy_(how),
      limits_(limits),
      next_(from)
{
}

/// Sequences are counted from 0, so that two subscribers who decimate alike get the same messages.
bool cursor::wants(std::uint64_t sequence) const
{
    return policy_.kind != policy_kind::decimate || sequence % policy_.every == 0;
}

std::uint64_t cursor::most_behind(std::size_t message_bytes) const
{
    const auto by_bytes = limits_.bytes / std::max<std::size_t>(1, message_bytes);
    const auto most =
        std::clamp<std::uint64_t>(by_bytes, 1, std::max<std::size_t>(1, limits_.messages));
    // What is thinned out takes no place.
    return policy_.kind == policy_kind::decimate ? most * policy_.every : most;
}

std::optional<gap> cursor::skip_to(std::uint64_t sequence, std::string_view reason)
{
    if (sequence <= next_) return std::nullopt;
    gap made{next_, sequence - 1, reason};
    counters_.missed += sequence - next_;
    ++counters_.gaps;
    next_ = sequence;
    return made;
}

/// Moves on to what the policy still allows. What is not in the ring any more is lost in any case.
std::optional<gap> cursor::keep_up(const ring& of, std::size_t message_bytes)
{
    auto oldest = of.first();
    if (!replaying_ || next_ >= of.first()) {
        const auto behind = of.next() - std::min(of.next(), next_);
        const auto most = most_behind(message_bytes);
        if (policy_.kind == policy_kind::latest && !replaying_ && behind > 1)
            oldest = of.next() - 1;
        else if (policy_.kind != policy_kind::block && !replaying_ && behind > most)
            oldest = of.next() - most;
    }
    return skip_to(std::max(oldest, of.first()), "slow");
}

batch cursor::take(const ring& of, std::size_t most_bytes)
{
    batch made;
    if (next_ >= of.next()) {
        replaying_ = false;
        return made;
    }
    const auto message_bytes = of.at(of.next() - 1)->payload().size();
    const auto before = counters_;
    const auto was = next_;
    made.missing = keep_up(of, message_bytes);
    if (made.missing && policy_.kind == policy_kind::disconnect) {
        counters_ = before;
        next_ = was;
        made.missing.reset();
        made.too_slow = true;
        return made;
    }
    std::size_t bytes = 0;
    while (next_ < of.next() && (made.messages.empty() || bytes + message_bytes <= most_bytes)) {
        if (wants(next_)) {
            made.messages.push_back(of.at(next_));
            bytes += message_bytes;
            ++counters_.sent;
        } else {
            ++counters_.thinned;
        }
        ++next_;
    }
    if (next_ == of.next()) replaying_ = false;
    return made;
}

batch cursor::take_replayed(std::vector<shared_message> messages, std::string_view reason)
{
    batch made;
    for (auto& one : messages) {
        const auto sequence = one->sequence();
        if (sequence < next_) continue;
        if (sequence > next_) {
            // One gap goes before the messages: the rest is taken the next time.
            if (!made.messages.empty()) break;
            made.missing = skip_to(sequence, reason);
        }
        ++next_;
        if (!wants(sequence)) {
            ++counters_.thinned;
            continue;
        }
        ++counters_.sent;
        made.messages.push_back(std::move(one));
    }
    return made;
}

bool cursor::holds_up(const ring& of, std::size_t message_bytes) const
{
    if (policy_.kind != policy_kind::block || replaying_) return false;
    return of.next() - std::min(of.next(), next_) >= most_behind(message_bytes);
}

} // namespace sluice::stream
