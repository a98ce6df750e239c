#include "http/connection.hpp"
#include "http/problem.hpp"
#include "http/reply_head.hpp"

namespace sluice::http {

/// Whether what is unread of the body is worth more than the connection.
bool connection::unread_body_closes(const exchange& one) const
{
    if (parser_.finished()) return false;
    return one.awaits_continue_ || one.body_failed_ || parser_.body_left() > limits_.dropped_body;
}

/// After an answer: makes the stream ready for the next request, or lets the client see the answer.
task<result<>> connection::settle(exchange& one)
{
    if (ending_ == ending::stop) co_return fail(errc::cancelled, "exchange");
    if (one.broken_ || one.left_ > 0 || one.open_ended_)
        co_return fail(errc::peer_closed, "answer", "broken off");
    if (!one.close_ && !parser_.finished()) {
        const auto dropped = co_await drop_body(one);
        if (!dropped) co_return dropped.error();
    }
    if (!parser_.finished()) co_await linger();
    co_return ok;
}

/// Reads the rest of a small body; a longer one closes the connection.
task<result<>> connection::drop_body(exchange& one)
{
    const auto limit = deadline::after(limits_.linger);
    std::array<std::byte, 4096> dropped;
    const auto before = one.received_;
    while (true) {
        const auto got = co_await one.read_body(dropped, limit);
        if (!got) co_return got.error();
        if (*got == 0) co_return ok;
        if (one.received_ - before <= limits_.dropped_body) continue;
        one.close_after();
        co_return ok;
    }
}

/// Closing a socket with unread bytes would reset the connection and could take the answer away
/// from the client: say that nothing more comes, and read on for a while.
task<void> connection::linger()
{
    stream_->end_sending();
    const auto limit = deadline::after(limits_.linger);
    std::array<std::byte, 4096> dropped;
    std::uint64_t bytes = 0;
    while (bytes < limits_.lingering_bytes && ending_ != ending::stop) {
        const auto got = stream_->read_now(dropped);
        if (!got) co_return;
        bytes += *got;
        if (*got > 0 && !limit.expired()) continue;
        const auto ready = co_await watch_.wait_readable(limit);
        if (!ready) co_return;
    }
}

/// The stream and what was read of it go to whoever an exchange named. Nothing of a request is
/// kept for as long as that lasts.
task<result<>> connection::give_away()
{
    watch_.rest();
    auto next = std::move(next_);
    auto early = input_.substr(consumed_);
    input_ = std::string();
    output_ = std::string();
    co_await next(std::move(stream_), std::move(early));
    co_return ok;
}

/// Answers what cannot be taken as a request. Always ends in the error that says why.
task<result<>> connection::refuse(refusal why)
{
    problem what;
    what.status = why.status;
    what.code = code_name(make_error_code(why.code));
    what.detail = why.detail;
    const auto reply = problem_response(what);
    reply_frame frame;
    frame.length = reply.body.size();
    frame.close = true;
    frame.date = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    std::string text;
    const fields none;
    append_head(text, reply, none, frame);
    text += reply.body;
    const auto sent = co_await write_all(as_bytes(text), net::follow_up::nothing);
    if (sent) co_await linger();
    co_return fail(why.code, "request", std::string(why.detail));
}

/// In pieces, each under the stall limit.
task<result<>> connection::write_all(byte_view bytes, net::follow_up last)
{
    send_pace pace;
    while (!bytes.empty()) {
        if (ending_ == ending::stop) co_return fail(errc::cancelled, "answer");
        const auto piece = bytes.first(std::min<std::uint64_t>(bytes.size(), pace.piece()));
        bytes = bytes.subspan(piece.size());
        const auto begun = deadline::clock::now();
        const auto limit = deadline::at_point(begun + limits_.stall);
        const auto next = bytes.empty() ? last : net::follow_up::more;
        const auto written = co_await stream_->write(piece, limit, next);
        if (!written) co_return written.error();
        if (!bytes.empty()) pace.took(deadline::clock::now() - begun);
    }
    co_return ok;
}

} // namespace sluice::http
