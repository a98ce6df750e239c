#include "http/websocket.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace sluice::http {
namespace {

/// What is at most copied behind the head of its frame, and masked at a time.
constexpr std::size_t joined = 16U << 10U;
constexpr std::size_t slice = 64U << 10U;

} // namespace

/// The next one who waits may write when it goes.
class websocket::turn {
public:
    explicit turn(websocket& of) : of_(of) {}
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
    ~turn()
    {
        of_.writing_ = false;
        if (of_.left_) of_.left_->notify_all();
    }

private:
    websocket& of_;
};

/// Waits for the turn to write; whoever gets it holds a `turn` at once.
task<result<>> websocket::enter(deadline limit)
{
    while (writing_) {
        if (!left_) {
            auto here = co_await asio::this_coro::executor;
            left_ = std::make_unique<notifier>(here);
        }
        const bool rung = co_await left_->wait(limit);
        if (!rung) co_return fail(errc::timed_out, "websocket", "send");
    }
    if (close_sent_) co_return fail(errc::peer_closed, "websocket", "closing");
    if (broken_) co_return fail(errc::peer_closed, "websocket", "broken off");
    writing_ = true;
    co_return ok;
}

bool websocket::owes() const
{
    return !close_sent_ && !broken_ && (owed_pong_ || owed_close_);
}

/// Puts what is owed in front of what is written next. Nothing may follow a close frame.
void websocket::append_owed()
{
    if (owed_pong_) append_frame(out_, own_, opcode::pong, *owed_pong_);
    owed_pong_.reset();
    if (!owed_close_) return;
    append_close(out_, own_, owed_close_->code, owed_close_->reason);
    owed_close_.reset();
    close_sent_ = true;
}

task<result<>> websocket::write_out(deadline limit, net::follow_up next)
{
    auto sent = co_await on_->write(out_, limit, next);
    out_.clear();
    broken_ = broken_ || !sent;
    co_return sent;
}

task<result<>> websocket::send_owed(deadline limit)
{
    // Who is writing will see to it.
    if (writing_) co_return ok;
    const auto entered = co_await enter(limit);
    if (!entered) co_return entered.error();
    const turn held(*this);
    append_owed();
    auto sent = co_await write_out(limit, net::follow_up::nothing);
    co_return sent;
}

task<result<>> websocket::send_masked(std::uint8_t code, byte_view payload, deadline limit,
                                      net::follow_up next)
{
    websocket_frame frame(own_, code, payload.size());
    frame.append_head(out_);
    while (true) {
        const auto part = payload.first(std::min(payload.size(), slice));
        payload = payload.subspan(part.size());
        frame.append_payload(out_, part);
        const bool last = payload.empty();
        auto sent = co_await write_out(limit, last ? next : net::follow_up::more);
        if (!sent || last) co_return sent;
    }
}

/// With the turn held.
task<result<>> websocket::send_frame(std::uint8_t code, byte_view payload, deadline limit,
                                     net::follow_up next)
{
    append_owed();
    if (close_sent_) {
        const auto told = co_await write_out(limit, net::follow_up::nothing);
        (void)told;
        co_return fail(errc::peer_closed, "websocket", "closing");
    }
    result<> sent = ok;
    if (own_ == websocket_role::client) {
        sent = co_await send_masked(code, payload, limit, next);
    } else {
        websocket_frame frame(own_, code, payload.size());
        frame.append_head(out_);
        const bool together = payload.size() <= joined;
        if (together) frame.append_payload(out_, payload);
        sent = co_await write_out(limit, together ? next : net::follow_up::more);
        if (sent && !together) {
            sent = co_await on_->write(payload, limit, next);
            broken_ = broken_ || !sent;
        }
    }
    if (!sent || !owes()) co_return sent;
    append_owed();
    sent = co_await write_out(limit, net::follow_up::nothing);
    co_return sent;
}

task<result<>> websocket::send(websocket_kind kind, byte_view payload, deadline limit,
                               net::follow_up next)
{
    const auto entered = co_await enter(limit);
    if (!entered) co_return entered.error();
    const turn held(*this);
    const auto code = kind == websocket_kind::text ? opcode::text : opcode::binary;
    auto sent = co_await send_frame(code, payload, limit, next);
    co_return sent;
}

task<result<>> websocket::send_frames(std::span<const byte_view> frames, deadline limit)
{
    const auto entered = co_await enter(limit);
    if (!entered) co_return entered.error();
    const turn held(*this);
    append_owed();
    if (!out_.empty()) {
        const auto told = co_await write_out(limit, net::follow_up::more);
        if (!told) co_return told.error();
    }
    if (close_sent_) co_return fail(errc::peer_closed, "websocket", "closing");
    auto sent = co_await on_->write_pieces(frames, limit);
    broken_ = broken_ || !sent;
    if (!sent || !owes()) co_return sent;
    append_owed();
    sent = co_await write_out(limit, net::follow_up::nothing);
    co_return sent;
}

task<result<>> websocket::ping(deadline limit)
{
    const auto entered = co_await enter(limit);
    if (!entered) co_return entered.error();
    const turn held(*this);
    const byte_view empty;
    auto sent = co_await send_frame(opcode::ping, empty, limit, net::follow_up::nothing);
    co_return sent;
}

task<result<>> websocket::send_uncopied(int file, std::uint64_t offset, std::uint64_t length,
                                        deadline limit)
{
    websocket_frame frame(own_, opcode::binary, length);
    frame.append_head(out_);
    const auto told = co_await write_out(limit, net::follow_up::more);
    if (!told) co_return told.error();
    const auto sent = co_await on_->send_file(file, offset, length, limit);
    broken_ = !sent || *sent < length;
    if (!sent) co_return sent.error();
    if (broken_) co_return fail(errc::source_changed, "websocket", "file became shorter");
    co_return ok;
}

task<result<>> websocket::send_copied(int file, std::uint64_t offset, std::uint64_t length,
                                      deadline limit)
{
    websocket_frame frame(own_, opcode::binary, length);
    frame.append_head(out_);
    byte_buffer part(static_cast<std::size_t>(std::min<std::uint64_t>(length, slice)));
    while (length > 0) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, part.size()));
        const auto got = ::pread(file, part.data(), wanted, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            broken_ = true;
            if (got < 0) co_return fail_errno("send file", peer());
            co_return fail(errc::source_changed, "websocket", "file became shorter");
        }
        frame.append_payload(out_, byte_view(part).first(static_cast<std::size_t>(got)));
        offset += static_cast<std::uint64_t>(got);
        length -= static_cast<std::uint64_t>(got);
        const auto next = length == 0 ? net::follow_up::nothing : net::follow_up::more;
        const auto sent = co_await write_out(limit, next);
        if (!sent) co_return sent.error();
    }
    co_return ok;
}

task<result<std::uint64_t>> websocket::send_file(int file, std::uint64_t offset,
                                                 std::uint64_t length, deadline limit)
{
    // The head of a frame promises a length: what the file cannot give is not promised.
    struct stat now{};
    if (::fstat(file, &now) != 0) co_return fail_errno("send file", peer());
    const auto size = static_cast<std::uint64_t>(now.st_size);
    length = offset < size ? std::min(length, size - offset) : 0;
    if (length == 0) co_return std::uint64_t{0};
    const auto entered = co_await enter(limit);
    if (!entered) co_return entered.error();
    const turn held(*this);
    append_owed();
    if (close_sent_) {
        const auto told = co_await write_out(limit, net::follow_up::nothing);
        (void)told;
        co_return fail(errc::peer_closed, "websocket", "closing");
    }
    result<> sent = ok;
    if (own_ == websocket_role::client)
        sent = co_await send_copied(file, offset, length, limit);
    else
        sent = co_await send_uncopied(file, offset, length, limit);
    if (!sent) co_return sent.error();
    co_return length;
}

/// After our close frame: until the other side's, or its end.
task<result<>> websocket::drop_input(deadline limit)
{
    const bool refused = ended_ && !close_came_;
    if (refused) on_->end_sending();
    std::array<std::byte, 4096> dropped;
    while (!close_came_) {
        if (limit.expired()) co_return fail(errc::timed_out, "websocket", "close");
        if (refused) {
            const auto got = on_->read_now(dropped);
            if (!got) break;
            if (*got > 0) continue;
        } else {
            const auto piece = read_now();
            if (!piece) break;
            if (*piece) continue;
        }
        const auto ready = co_await on_->wait_readable(limit);
        if (!ready) co_return ready.error();
    }
    co_return ok;
}

/// What is owed, after whoever writes; that one may have said it already.
task<result<>> websocket::send_closing(deadline limit)
{
    const auto entered = co_await enter(limit);
    if (!entered && close_sent_) co_return ok;
    if (!entered) co_return entered.error();
    const turn held(*this);
    append_owed();
    auto sent = co_await write_out(limit, net::follow_up::nothing);
    co_return sent;
}

task<result<>> websocket::close(std::uint16_t code, std::string reason, deadline limit)
{
    if (!owed_close_) owed_close_ = websocket_closing{code, std::move(reason)};
    result<> closed = ok;
    if (owes()) closed = co_await send_closing(limit);
    // Unread bytes would reset the connection and take our close frame away with it.
    if (closed && close_sent_) closed = co_await drop_input(limit);
    on_->close();
    co_return closed;
}

} // namespace sluice::http
