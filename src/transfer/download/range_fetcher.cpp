#include "transfer/download/range_fetcher.hpp"

#include "async/on_pool.hpp"
#include "proto/status.hpp"
#include "storage/chunking.hpp"

namespace sluice::transfer {
namespace {

/// Two ranges of a large file, or many small files, are asked for ahead.
constexpr std::uint64_t most_outstanding_bytes = 16U << 20U;
constexpr std::size_t batches_ahead = 2;

} // namespace

range_fetcher::range_fetcher(fetch_context& context, net::frame_stream& stream)
    : context_(context),
      stream_(stream)
{
}

task<result<>> range_fetcher::run()
{
    using namespace asio::experimental::awaitable_operators;
    auto here = co_await asio::this_coro::executor;
    queue_.emplace(here, batches_ahead);
    auto [received, settled] = co_await (receive_all() && settle_all());
    if (!received) co_return received.error();
    co_return settled;
}

task<result<>> range_fetcher::receive_all()
{
    auto received = co_await receive_replies();
    // What will not come goes the way of what has come, so that it is given back when nothing of it
    // is being written any more.
    batch rest;
    while (!outstanding_.empty())
        lose_front(std::nullopt, rest);
    const auto ignored = co_await pass_on(rest);
    (void)ignored;
    queue_->finish();
    co_return received;
}

task<result<>> range_fetcher::settle_all()
{
    range_sink sink(context_.rules);
    while (true) {
        auto next = co_await queue_->pop();
        if (!next) co_return ok;
        auto work = [&sink, &next] { return sink.take(next->steps); };
        auto outcomes = co_await on_pool(context_.pool, std::move(work));
        for (auto& outcome : outcomes)
            context_.settle(std::move(outcome));
    }
}

bool range_fetcher::may_ask() const
{
    return !going_away_ && outstanding_.size() < stream_.max_outstanding() &&
           (outstanding_.empty() || outstanding_bytes_ < most_outstanding_bytes) &&
           next_turn().expired();
}

/// When the limit on the rate lets this connection ask again.
deadline range_fetcher::next_turn() const
{
    return deadline::at_point(may_ask_at_);
}

void range_fetcher::ask_for_more()
{
    while (may_ask()) {
        auto item = context_.work.take();
        if (!item) return;
        proto::read_request ask;
        ask.path = item->file->wanted().info.path;
        ask.version = item->file->wanted().info.version;
        ask.offset = item->range.offset;
        ask.length = item->range.length;
        ask.kind = context_.rules.kind;
        outstanding_bytes_ += item->range.length;
        const auto now = deadline::clock::now();
        may_ask_at_ = now + context_.rate.take(item->range.length, now);
        outstanding_.emplace_back(std::move(*item), ++last_id_);
        stream_.queue(ask, last_id_);
    }
}

task<result<>> range_fetcher::wait_for_work()
{
    // The connection is idle here: that the peer closed it is found out at the next request.
    auto until = next_turn();
    if (until.expired()) until = deadline::never();
    co_await context_.work.changed().wait(until);
    co_return ok;
}

task<result<>> range_fetcher::receive_replies()
{
    while (true) {
        ask_for_more();
        if (stream_.queued_bytes() > 0) {
            const auto asked = co_await stream_.flush(deadline::after(context_.stall_limit));
            if (!asked) co_return asked.error();
        }
        if (outstanding_.empty()) {
            if (going_away_) co_return fail(errc::going_away, "receive");
            if (context_.work.drained()) co_return ok;
            const auto waited = co_await wait_for_work();
            if (!waited) co_return waited.error();
            continue;
        }
        batch next;
        const auto received = co_await receive_batch(next);
        // Ranges that ended before an error count: nobody else will tell of them.
        const auto passed = co_await pass_on(next);
        if (!received) co_return received.error();
        if (!passed) co_return passed.error();
    }
}

task<result<>> range_fetcher::receive_batch(batch& into)
{
    into.slab = co_await context_.slabs.borrow();
    std::size_t filled = 0;
    bool more = true;
    while (more && filled < into.slab.bytes().size()) {
        const auto room = into.slab.bytes().subspan(filled);
        const auto got = co_await fill(room, filled == 0);
        if (!got) co_return got.error();
        const auto parsed = parse(byte_view(room).first(*got), into);
        if (!parsed) co_return parsed.error();
        filled += *got;
        more = *got > 0 && !outstanding_.empty();
    }
    co_return ok;
}

task<result<std::size_t>> range_fetcher::fill(std::span<std::byte> into, bool may_wait)
{
    auto& stream = stream_.stream();
    if (!may_wait) co_return stream.read_now(into);
    auto got = co_await net::read_some(stream, into, deadline::after(context_.stall_limit));
    co_return got;
}

task<result<>> range_fetcher::pass_on(batch& full)
{
    if (full.steps.empty()) co_return ok;
    const bool pushed = co_await queue_->push(std::move(full));
    if (!pushed) co_return fail(errc::internal, "receive");
    co_return ok;
}

result<void> range_fetcher::parse(byte_view input, batch& into)
{
    while (true) {
        const auto next = parser_.next(input);
        if (!next) return next.error();
        if (std::holds_alternative<proto::need_more>(*next)) return ok;
        const auto* piece = std::get_if<proto::data_piece>(&*next);
        const auto taken = piece ? take_data(*piece, into)
                                 : take_control(std::get<proto::control_frame>(*next), into);
        if (!taken) return taken.error();
    }
}

result<void> range_fetcher::take_data(const proto::data_piece& piece, batch& into)
{
    if (outstanding_.empty() || piece.header.request_id != outstanding_.front().id)
        return fail(errc::malformed_message, "receive", "data that was not asked for");
    auto& front = outstanding_.front();
    if (piece.bytes.size() > front.item.range.length - front.received)
        return fail(errc::malformed_message, "receive", "more data than asked for");
    if (front.received == 0) {
        auto& times = front.item.file->times;
        if (!times.first_byte) times.first_byte = std::chrono::steady_clock::now();
        sink_step begin;
        begin.kind = sink_step::what::begin;
        begin.file = front.item.file;
        begin.range = front.item.range;
        into.steps.push_back(std::move(begin));
    }
    front.received += piece.bytes.size();
    sink_step step;
    step.file = front.item.file;
    step.bytes = piece.bytes;
    into.steps.push_back(std::move(step));
    context_.arrived(piece.bytes.size());
    return ok;
}

result<void> range_fetcher::take_control(const proto::control_frame& frame, batch& into)
{
    auto message = proto::decode(frame.header.type, frame.body);
    if (!message) return message.error();
    const auto id = frame.header.request_id;
    if (auto* end = std::get_if<proto::range_end>(&*message))
        return take_end(std::move(*end), id, into);
    if (const auto* reply = std::get_if<proto::error_reply>(&*message))
        return take_refusal(*reply, id, into);
    if (std::holds_alternative<proto::going_away>(*message)) {
        going_away_ = true;
        return ok;
    }
    return fail(errc::malformed_message, "receive", "not a reply to a read");
}

result<void> range_fetcher::take_end(proto::range_end end, std::uint32_t id, batch& into)
{
    if (outstanding_.empty() || id != outstanding_.front().id)
        return fail(errc::malformed_message, "receive", "end of a range not asked for");
    const auto& front = outstanding_.front();
    front.item.file->times.received = std::chrono::steady_clock::now();
    const auto chunks =
        storage::chunk_count(front.item.range.length, front.item.file->plan.chunk_size());
    const bool whole = front.received == front.item.range.length &&
                       end.digests.size() == chunks * storage::digest_size(context_.rules.kind);
    if (!whole || end.version != front.item.file->wanted().info.version) {
        lose_front(fail(errc::source_changed, "receive", front.item.file->wanted().info.path),
                   into);
        return ok;
    }
    sink_step step;
    step.kind = sink_step::what::end;
    step.file = front.item.file;
    step.digests = std::move(end.digests);
    into.steps.push_back(std::move(step));
    outstanding_bytes_ -= front.item.range.length;
    outstanding_.pop_front();
    ++finished_;
    return ok;
}

void range_fetcher::lose_front(std::optional<error> why, batch& into)
{
    auto& item = outstanding_.front().item;
    sink_step step;
    step.kind = sink_step::what::lost;
    step.file = std::move(item.file);
    step.range = item.range;
    step.refused = std::move(why);
    into.steps.push_back(std::move(step));
    outstanding_bytes_ -= item.range.length;
    outstanding_.pop_front();
}

result<void> range_fetcher::take_refusal(const proto::error_reply& reply, std::uint32_t id,
                                         batch& into)
{
    const auto why = proto::error_of(reply);
    if (id == 0) return why;
    if (outstanding_.empty() || id != outstanding_.front().id)
        return fail(errc::malformed_message, "receive", "refusal of what was not asked for");
    lose_front(why, into);
    return ok;
}

} // namespace sluice::transfer
