#include "http/connection.hpp"
#include "http/exchange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sluice::http {
namespace {

/// A chunk up to this size goes out in one write with its frame.
constexpr std::size_t joined_chunk = 16U << 10U;

} // namespace

task<result<>> exchange::send_head(http::response head)
{
    const auto begun = begin_answer(head, std::nullopt);
    if (!begun) co_return begun.error();
    open_ended_ = !head_only_;
    auto sent = co_await on_.write_all(as_bytes(on_.output_), net::follow_up::nothing);
    broken_ = !sent;
    co_return sent;
}

/// Whether a part of the body may be sent now.
result<> exchange::judge_part(std::uint64_t length) const
{
    if (status_ == 0 || (!open_ended_ && length > left_))
        return fail(errc::internal, "answer", "more than promised");
    if (broken_) return fail(errc::peer_closed, "answer");
    if (on_.ending_ == connection::ending::stop) return fail(errc::cancelled, "answer");
    return ok;
}

task<result<>> exchange::send_bytes(byte_view bytes, net::follow_up next)
{
    auto sent = co_await on_.write_all(bytes, next);
    broken_ = !sent;
    co_return sent;
}

/// Bytes as one chunk. One of no bytes would be the end of the body.
task<result<>> exchange::write_chunk(byte_view bytes, net::follow_up next)
{
    if (bytes.empty()) co_return ok;
    on_.output_.clear();
    fmt::format_to(std::back_inserter(on_.output_), "{:x}\r\n", bytes.size());
    if (bytes.size() <= joined_chunk) {
        on_.output_ += as_text(bytes);
        on_.output_ += "\r\n";
        auto sent = co_await send_bytes(as_bytes(on_.output_), next);
        co_return sent;
    }
    auto sent = co_await send_bytes(as_bytes(on_.output_), net::follow_up::more);
    if (sent) sent = co_await send_bytes(bytes, net::follow_up::more);
    constexpr std::string_view end = "\r\n";
    if (sent) sent = co_await send_bytes(as_bytes(end), next);
    co_return sent;
}

task<result<>> exchange::write(byte_view bytes, net::follow_up next)
{
    if (status_ != 0 && head_only_) co_return ok;
    const auto allowed = judge_part(bytes.size());
    if (!allowed) co_return allowed.error();
    begun_ = sent_ + bytes.size();
    const bool chunked = framing_ == framing::chunked;
    auto sending = chunked ? write_chunk(bytes, next) : send_bytes(bytes, next);
    auto sent = co_await std::move(sending);
    if (sent) {
        sent_ += bytes.size();
        left_ -= std::min<std::uint64_t>(left_, bytes.size());
    }
    co_return sent;
}

task<result<>> exchange::end_body()
{
    const auto allowed = judge_part(0);
    if (!allowed || !open_ended_) co_return allowed;
    open_ended_ = false;
    if (framing_ != framing::chunked) co_return ok;
    constexpr std::string_view last = "0\r\n\r\n";
    auto sent = co_await send_bytes(as_bytes(last), net::follow_up::nothing);
    co_return sent;
}

/// Part of a file, in pieces, each under the stall limit.
task<result<>> exchange::send_range(int file, std::uint64_t offset, std::uint64_t length)
{
    send_pace pace;
    while (length > 0) {
        if (on_.ending_ == connection::ending::stop) {
            broken_ = true;
            co_return fail(errc::cancelled, "answer");
        }
        const auto piece = std::min(length, pace.piece());
        const auto begun = deadline::clock::now();
        const auto limit = deadline::at_point(begun + on_.limits_.stall);
        begun_ = sent_ + piece;
        const auto sent = co_await on_.stream_->send_file(file, offset, piece, limit);
        broken_ = !sent || *sent < piece;
        if (!sent) co_return sent.error();
        sent_ += *sent;
        left_ -= std::min(left_, *sent);
        if (*sent < piece) co_return fail(errc::source_changed, "answer", "file became shorter");
        offset += piece;
        length -= piece;
        if (length > 0) pace.took(deadline::clock::now() - begun);
    }
    co_return ok;
}

task<result<>> exchange::send_file(int file, std::uint64_t offset, std::uint64_t length)
{
    if (status_ != 0 && head_only_) co_return ok;
    const auto allowed = judge_part(length);
    if (!allowed) co_return allowed.error();
    if (framing_ != framing::chunked || length == 0) {
        auto sent = co_await send_range(file, offset, length);
        co_return sent;
    }
    on_.output_.clear();
    fmt::format_to(std::back_inserter(on_.output_), "{:x}\r\n", length);
    auto sent = co_await send_bytes(as_bytes(on_.output_), net::follow_up::more);
    if (sent) sent = co_await send_range(file, offset, length);
    constexpr std::string_view end = "\r\n";
    if (sent) sent = co_await send_bytes(as_bytes(end), net::follow_up::nothing);
    co_return sent;
}

} // namespace sluice::http
