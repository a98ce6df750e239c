#include "server/streams/topic_talk.hpp"

#include "async/task_group.hpp"
#include "base/rfc3339.hpp"
#include "proto/status.hpp"
#include "server/streams/topic_ears.hpp"

namespace sluice::server {
namespace {

constexpr auto told_every = std::chrono::milliseconds(100);

void rethrow(std::exception_ptr bug)
{
    std::rethrow_exception(bug);
}

topic_from start_of(const proto::topic_open& wanted)
{
    topic_from made;
    if (wanted.start == proto::topic_start::next) return made;
    const bool by_time = wanted.start == proto::topic_start::time;
    made.what = by_time ? topic_from::kind::time : topic_from::kind::sequence;
    made.sequence = wanted.from;
    made.time_ns = static_cast<std::int64_t>(wanted.from);
    return made;
}

} // namespace

proto::topic_schema native_schema_of(const topic& of)
{
    const auto now = of.figures();
    proto::topic_schema made;
    made.dtype = to_text(of.layout().element);
    made.shape = stream::shape_text(of.layout().shape);
    made.units = of.layout().units;
    made.message_bytes = static_cast<std::uint32_t>(of.message_bytes());
    made.first = now.first;
    made.next = now.next;
    return made;
}

void topic_talk::stop(error why)
{
    if (stopped_) return;
    stopped_ = std::move(why);
    if (listening_) listening_->poke();
    control_.stream().interrupt();
}

task<result<>> topic_talk::tell(proto::message what)
{
    control_.queue(what, id_);
    auto sent = co_await control_.flush(deadline::after(stall_));
    co_return sent;
}

task<result<>> topic_talk::run(std::shared_ptr<topic> of, proto::topic_open wanted, bool may_block)
{
    const auto how = stream::parse_policy(wanted.policy);
    if (!how) {
        auto told = co_await tell(proto::reply_of(how.error()));
        co_return told;
    }
    if (how->kind == stream::policy_kind::block && !may_block) {
        const auto no = fail(errc::permission_denied, "policy", "block needs the right to write");
        auto told = co_await tell(proto::reply_of(no));
        co_return told;
    }
    result<> done = co_await tell(native_schema_of(*of));
    if (!done) co_return done;
    if (wanted.side == proto::topic_side::publisher)
        done = co_await publish(*of);
    else
        done = co_await subscribe(of, start_of(wanted), *how);
    if (!lost_ && stopped_) done = co_await tell(proto::reply_of(*stopped_));
    co_return done;
}

task<result<>> topic_talk::tell_accepted()
{
    untold_ = false;
    auto told = co_await tell(accepted_);
    co_return told;
}

/// What a publisher sent. A message that is longer than its topic's is not kept.
task<result<>> topic_talk::take(topic& to, net::incoming came)
{
    if (std::holds_alternative<proto::cancel>(came.message) && came.request_id == id_) {
        stopped_ = fail(errc::cancelled, "publish");
        auto told = co_await tell_accepted();
        co_return told;
    }
    auto* data = std::get_if<proto::topic_data>(&came.message);
    if (!data || came.request_id != id_) co_return fail(errc::malformed_message, "publish");
    const bool whole = begun_.empty() && data->more == 0;
    if (!whole) append(begun_, data->payload);
    if (begun_.size() > to.message_bytes()) co_return fail(errc::malformed_message, "publish");
    if (data->more != 0) co_return ok;
    const auto bytes = whole ? byte_view(data->payload) : byte_view(begun_);
    const auto count = bytes.size() / to.message_bytes();
    const auto done = co_await to.publish(bytes);
    begun_.clear();
    if (!done) {
        stopped_ = done.error();
        co_return ok;
    }
    accepted_.messages += count;
    accepted_.next = *done + count;
    untold_ = true;
    co_return ok;
}

task<result<>> topic_talk::publish(topic& to)
{
    auto told_at = deadline::clock::now();
    while (!stopped_) {
        const auto now = deadline::clock::now();
        if (untold_ && now - told_at >= told_every) {
            told_at = now;
            const auto told = co_await tell_accepted();
            if (!told) co_return told;
        }
        // Without a limit where all was told: a publisher may have nothing to say for long.
        const auto limit = untold_ ? deadline::after(told_every) : deadline::never();
        auto came = co_await control_.receive(limit);
        if (stopped_) break;
        if (came) {
            const auto taken = co_await take(to, std::move(*came));
            if (!taken) co_return taken;
            continue;
        }
        if (came.error() != errc::timed_out) co_return came.error();
    }
    co_return ok;
}

void topic_talk::queue(const stream::message& one)
{
    auto rest = one.payload();
    while (true) {
        const auto part = rest.first(std::min(rest.size(), proto::max_topic_piece));
        rest = rest.subspan(part.size());
        proto::topic_data piece;
        piece.sequence = one.sequence();
        piece.time_ns = one.time_ns();
        piece.more = rest.empty() ? 0 : 1;
        piece.payload.assign(part.begin(), part.end());
        control_.queue(piece, id_);
        if (rest.empty()) return;
    }
}

void topic_talk::queue(const stream::batch& due)
{
    if (due.missing) {
        proto::topic_gap gap;
        gap.from = due.missing->from;
        gap.to = due.missing->to;
        gap.reason = due.missing->reason;
        control_.queue(gap, id_);
    }
    for (const auto& one : due.messages)
        queue(*one);
}

task<result<>> topic_talk::deliver(topic_subscriber& who, topic_from from)
{
    const auto begun = co_await who.begin(from);
    if (!begun) {
        stop(begun.error());
        co_return ok;
    }
    while (!stopped_) {
        auto due = co_await who.next(sent_together, deadline::never());
        if (!due) {
            stop(due.error());
            break;
        }
        if (due->empty()) continue;
        queue(*due);
        due->messages.clear();
        auto sent = co_await control_.flush(deadline::after(stall_));
        if (!sent && !(stopped_ && sent.error() == errc::cancelled)) {
            lost_ = true;
            co_return sent;
        }
        if (!sent) {
            // Interrupted in the middle of a frame, the connection can carry nothing more.
            lost_ = true;
            co_return *stopped_;
        }
    }
    co_return ok;
}

/// A subscriber has nothing to say but that it is enough. What is being sent then goes out whole.
task<void> topic_talk::listen(topic_subscriber& who)
{
    while (!stopped_) {
        const auto said = co_await control_.receive(deadline::never());
        if (stopped_) break;
        if (!said) {
            if (said.error() == errc::cancelled) continue;
            lost_ = true;
            stopped_ = said.error();
        } else if (std::holds_alternative<proto::cancel>(said->message)) {
            stopped_ = fail(errc::cancelled, "subscribe");
        } else {
            stopped_ = fail(errc::malformed_message, "subscribe");
        }
    }
    who.poke();
}

task<result<>> topic_talk::subscribe(std::shared_ptr<topic> of, topic_from from, stream::policy how)
{
    // Broken off in the middle it would leave a coroutine behind that uses it.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    auto here = co_await asio::this_coro::executor;
    control_.stream().limit_unsent(most_unsent);
    topic_subscriber who(std::move(of), here, how);
    listening_ = &who;
    task_group hearing(here, rethrow);
    hearing.spawn(listen(who));
    auto done = co_await deliver(who, from);
    if (!stopped_) stop(done ? fail(errc::cancelled, "subscribe") : done.error());
    co_await hearing.join();
    listening_ = nullptr;
    co_await asio::this_coro::reset_cancellation_state();
    if (lost_ && done) co_return *stopped_;
    co_return done;
}

} // namespace sluice::server
