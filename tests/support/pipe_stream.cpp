#include "support/pipe_stream.hpp"

#include <unistd.h>

#include <algorithm>

namespace sluice::test {

result<void> stream_script::next()
{
    ++made_;
    if (before_) before_(made_);
    if (made_ == fatal_) return fail(why_, "script");
    return ok;
}

/// The bytes on their way in one direction.
struct pipe_stream::wire {
    wire(const asio::any_io_executor& executor, std::size_t most, wire_faults wrong)
        : capacity(wrong.capacity.value_or(most)),
          faults(wrong),
          changed(executor)
    {
    }

    std::size_t waiting() const { return bytes.size() - taken; }
    std::size_t room() const { return capacity - std::min(capacity, waiting()); }

    void take(std::span<std::byte> into)
    {
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(taken), into.size(), into.begin());
        taken += into.size();
        if (taken == bytes.size()) {
            bytes.clear();
            taken = 0;
        }
        changed.notify_all();
    }

    /// False: the wire was cut within these bytes.
    bool pass(byte_view piece)
    {
        if (faults.record) append(*faults.record, piece);
        const auto cut = faults.cut_after && *faults.cut_after <= passed + piece.size();
        if (cut) piece = piece.first(*faults.cut_after - std::min(*faults.cut_after, passed));
        if (faults.hold_after)
            piece = piece.first(std::min<std::uint64_t>(
                piece.size(), *faults.hold_after - std::min(*faults.hold_after, passed)));
        append(bytes, piece);
        if (faults.flip_bit && *faults.flip_bit / 8 - passed < piece.size()) {
            auto& hit = bytes[bytes.size() - piece.size() + *faults.flip_bit / 8 - passed];
            hit ^= static_cast<std::byte>(1U << (*faults.flip_bit % 8));
        }
        passed += piece.size();
        changed.notify_all();
        return !cut;
    }

    void close()
    {
        closed = true;
        changed.notify_all();
    }

    std::size_t capacity;
    wire_faults faults;
    notifier changed;
    byte_buffer bytes;
    std::size_t taken = 0; // of bytes
    std::uint64_t passed = 0;
    bool closed = false;
};

pipe_stream::pair pipe_stream::make(asio::any_io_executor executor, pipe_options options)
{
    auto there = std::make_shared<wire>(executor, options.capacity, options.there);
    auto back = std::make_shared<wire>(executor, options.capacity, options.back);
    pair made;
    made.dialled.reset(new pipe_stream(back, there, options));
    made.accepted.reset(new pipe_stream(there, back, options));
    return made;
}

pipe_stream::pipe_stream(std::shared_ptr<wire> in, std::shared_ptr<wire> out,
                         const pipe_options& options)
    : in_(std::move(in)),
      out_(std::move(out)),
      script_(options.script),
      most_read_(options.most_read),
      random_segments_(options.seed != 0),
      random_(options.seed)
{
}

result<void> pipe_stream::begin_operation()
{
    if (!script_) return ok;
    auto good = script_->next();
    if (!good) close();
    return good;
}

std::size_t pipe_stream::next_segment()
{
    if (most_read_ == 0) return in_->waiting();
    const auto length = random_segments_ ? 1 + random_() % most_read_ : most_read_;
    return std::min<std::size_t>(length, in_->waiting());
}

result<std::size_t> pipe_stream::read_now(std::span<std::byte> into)
{
    const auto good = begin_operation();
    if (!good) return good.error();
    if (in_->waiting() == 0) {
        if (in_->closed) return fail(errc::peer_closed, "receive", peer_);
        return std::size_t{0};
    }
    if (gap_) return std::size_t{0};
    const auto count = std::min(into.size(), next_segment());
    in_->take(into.first(count));
    gap_ = most_read_ > 0 && (!random_segments_ || random_() % 2 == 0);
    return count;
}

result<std::optional<std::byte>> pipe_stream::peek_byte()
{
    const auto good = begin_operation();
    if (!good) return good.error();
    if (in_->waiting() > 0) return std::optional<std::byte>(in_->bytes[in_->taken]);
    if (in_->closed) return fail(errc::peer_closed, "receive", peer_);
    return std::optional<std::byte>();
}

task<result<>> pipe_stream::wait(wire& on, bool (*ready)(const wire&), deadline limit)
{
    const auto before = interrupts_;
    while (!ready(on)) {
        if (limit.expired()) co_return fail(errc::timed_out, "wait");
        co_await on.changed.wait(limit);
        // As a socket does: the operation says that it was cancelled, the next one throws.
        const auto state = co_await asio::this_coro::cancellation_state;
        const bool cancelled = state.cancelled() != asio::cancellation_type::none;
        if (cancelled || interrupts_ != before) co_return fail(errc::cancelled, "wait");
    }
    co_return ok;
}

task<result<>> pipe_stream::wait_readable(deadline limit)
{
    const auto good = begin_operation();
    if (!good) co_return good.error();
    gap_ = false;
    const auto ready = [](const wire& w) { return w.waiting() > 0 || w.closed; };
    auto waited = co_await wait(*in_, ready, limit);
    co_return waited;
}

task<result<>> pipe_stream::put(byte_view bytes, deadline limit)
{
    const auto ready = [](const wire& w) { return w.room() > 0 || w.closed; };
    while (!bytes.empty()) {
        const auto waited = co_await wait(*out_, ready, limit);
        if (!waited) co_return waited.error();
        if (out_->closed) co_return fail(errc::peer_closed, "send", peer_);
        const auto piece = bytes.first(std::min(bytes.size(), out_->room()));
        bytes = bytes.subspan(piece.size());
        if (!out_->pass(piece)) close();
    }
    co_return ok;
}

task<result<>> pipe_stream::write(byte_view bytes, deadline limit, net::follow_up)
{
    const auto good = begin_operation();
    if (!good) co_return good.error();
    auto written = co_await put(bytes, limit);
    co_return written;
}

task<result<std::uint64_t>> pipe_stream::send_file(int file, std::uint64_t offset,
                                                   std::uint64_t length, deadline limit)
{
    const auto good = begin_operation();
    if (!good) co_return good.error();
    byte_buffer piece(std::min<std::uint64_t>(length, 64U << 10U));
    std::uint64_t done = 0;
    while (done < length) {
        const auto count = std::min<std::uint64_t>(piece.size(), length - done);
        const auto got = ::pread(file, piece.data(), count, static_cast<off_t>(offset + done));
        if (got < 0) co_return fail_errno("send file", peer_);
        if (got == 0) break;
        const auto part = byte_view(piece).first(static_cast<std::size_t>(got));
        const auto sent = co_await put(part, limit);
        if (!sent) co_return sent.error();
        done += part.size();
    }
    co_return done;
}

void pipe_stream::interrupt() noexcept
{
    ++interrupts_;
    in_->changed.notify_all();
    out_->changed.notify_all();
}

void pipe_stream::end_sending() noexcept
{
    out_->close();
}

void pipe_stream::close() noexcept
{
    in_->close();
    out_->close();
}

std::size_t pipe_stream::unread() const
{
    return out_->waiting();
}

} // namespace sluice::test
