#include "server/streams/topic_subscriber.hpp"

namespace sluice::server {
topic_subscriber::topic_subscriber(std::shared_ptr<topic> of, asio::any_io_executor loop,
                                   stream::policy how, stream::cursor_limits limits)
    : topic_(std::move(of)),
      bell_(topic_->bell_for(loop)),
      cursor_(how, topic_->next(), limits)
{
    const std::scoped_lock lock(topic_->mutex_);
    topic_->subscribers_.insert(this);
    if (how.kind == stream::policy_kind::block) ++topic_->blockers_;
}

topic_subscriber::~topic_subscriber()
{
    const std::scoped_lock lock(topic_->mutex_);
    topic_->subscribers_.erase(this);
    topic_->told_.missed += cursor_.counters().missed;
    if (cursor_.how().kind != stream::policy_kind::block) return;
    --topic_->blockers_;
    topic_->ring_all();
}

task<result<>> topic_subscriber::begin(topic_from from)
{
    if (from.what == topic_from::kind::next) co_return ok;
    auto sequence = from.sequence;
    if (from.what == topic_from::kind::time) {
        const auto found = co_await topic_->find_time(from.time_ns);
        if (!found) co_return found.error();
        sequence = *found;
    }
    const std::scoped_lock lock(topic_->mutex_);
    cursor_ = stream::cursor(cursor_.how(), sequence, cursor_.limits());
    co_return ok;
}

/// Out of the ring; nothing if the journal has to be asked.
result<std::optional<stream::batch>> topic_subscriber::take(std::size_t most_bytes)
{
    const std::scoped_lock lock(topic_->mutex_);
    if (cut_) return fail(errc::timed_out, "subscribe", "too slow");
    if (cursor_.is_behind(topic_->ring_)) {
        if (topic_->log_) return std::optional<stream::batch>();
        stream::batch lost;
        lost.missing = cursor_.skip_to(topic_->ring_.first(), "expired");
        return std::optional(std::move(lost));
    }
    const bool blocks = cursor_.how().kind == stream::policy_kind::block;
    auto made = cursor_.take(topic_->ring_, most_bytes);
    if (made.too_slow) return fail(errc::timed_out, "subscribe", "too slow");
    // What is published is told before the end of it.
    if (made.empty() && topic_->closed_) return *topic_->closed_;
    if (blocks && !made.empty()) topic_->ring_all();
    return std::optional(std::move(made));
}

task<result<stream::batch>> topic_subscriber::replayed(std::size_t most_bytes)
{
    std::uint64_t from = 0;
    {
        const std::scoped_lock lock(topic_->mutex_);
        from = cursor_.next();
    }
    auto read = co_await topic_->replay(from, most_bytes);
    if (!read) co_return read.error();
    const auto dropped = topic_->log_->messages().dropped();
    const std::scoped_lock lock(topic_->mutex_);
    const std::string_view reason = cursor_.next() < dropped ? "expired" : "lost";
    auto made = cursor_.take_replayed(std::move(*read), reason);
    if (!made.empty() || !cursor_.is_behind(topic_->ring_)) co_return made;
    // The journal has nothing more before the ring.
    made.missing = cursor_.skip_to(topic_->ring_.first(), reason);
    co_return made;
}

task<result<stream::batch>> topic_subscriber::next(std::size_t most_bytes, deadline limit)
{
    while (true) {
        auto taken = take(most_bytes);
        if (!taken) co_return taken.error();
        if (!*taken) {
            auto older = co_await replayed(most_bytes);
            if (!older || !older->empty()) co_return older;
            continue;
        }
        if (!(*taken)->empty() || std::exchange(poked_, false)) co_return std::move(**taken);
        const bool rung = co_await bell_->wait(limit);
        if (!rung) co_return stream::batch();
    }
}

task<void> topic_subscriber::rest()
{
    while (!std::exchange(poked_, false) && !topic_->closed())
        co_await bell_->wait(deadline::never());
}

void topic_subscriber::skip_to_now()
{
    const std::scoped_lock lock(topic_->mutex_);
    topic_->told_.missed += cursor_.counters().missed;
    cursor_ = stream::cursor(cursor_.how(), topic_->ring_.next(), cursor_.limits());
}

void topic_subscriber::poke()
{
    poked_ = true;
    bell_->ring();
}

stream::cursor_counters topic_subscriber::counters() const
{
    const std::scoped_lock lock(topic_->mutex_);
    return cursor_.counters();
}

} // namespace sluice::server
