#include "http/connection.hpp"
#include "http/exchange.hpp"

#include <algorithm>

namespace sluice::http {

/// The client may wait for it before it sends the body (RFC 9110, 10.1.1).
task<result<>> exchange::send_continue()
{
    awaits_continue_ = false;
    if (status_ != 0 || received_ > 0) co_return ok;
    constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
    auto sent = co_await on_.write_all(as_bytes(text), net::follow_up::nothing);
    broken_ = !sent;
    co_return sent;
}

/// Bytes of the body without waiting: out of what was read before, else out of the stream.
result<std::size_t> exchange::body_now(std::span<std::byte> into)
{
    auto& input = on_.input_;
    if (on_.consumed_ == input.size()) {
        const auto left = on_.parser_.body_left();
        if (left == 0) {
            const auto got = on_.fill();
            if (!got || *got == 0) return got;
        } else {
            const auto direct = into.first(std::min<std::uint64_t>(into.size(), left));
            const auto got = on_.stream_->read_now(direct);
            if (!got || *got == 0) return got;
            // Bytes of a declared length need no decoding: they are where they belong.
            const auto step = on_.parser_.push(direct.first(*got));
            return step.body.size();
        }
    }
    while (on_.consumed_ < input.size()) {
        const auto rest = std::string_view(input).substr(on_.consumed_, into.size());
        const auto step = on_.parser_.push(as_bytes(rest));
        on_.consumed_ += step.used;
        if (step.what == request_parser::event::refused)
            return fail(on_.parser_.why().code, "body", std::string(on_.parser_.why().detail));
        std::copy(step.body.begin(), step.body.end(), into.begin());
        if (!step.body.empty() || on_.parser_.finished()) return step.body.size();
    }
    return std::size_t{0};
}

/// Waits for the client, who must keep up the least rate.
task<result<>> exchange::wait_for_body(deadline limit)
{
    const auto begun = deadline::clock::now();
    const bool judged = on_.limits_.body_rate > 0;
    const auto most = judged ? pace_.left() : deadline::clock::duration(on_.limits_.stall);
    const auto until = limit.or_sooner(deadline::at_point(begun + most));
    auto ready = co_await on_.watch_.wait_readable(until);
    const bool in_time = !judged || pace_.waited(deadline::clock::now() - begun);
    if (!in_time) co_return fail(errc::timed_out, "body", "slower than the minimum rate");
    const bool window_alone =
        !ready && ready.error() == errc::timed_out && judged && !limit.expired();
    if (window_alone) co_return ok;
    co_return ready;
}

task<result<std::size_t>> exchange::read_body(std::span<std::byte> into, deadline limit)
{
    if (body_failed_) co_return fail(errc::peer_closed, "body");
    if (awaits_continue_) {
        const auto sent = co_await send_continue();
        if (!sent) co_return sent.error();
    }
    while (!on_.parser_.finished() && !into.empty()) {
        if (on_.ending_ == connection::ending::stop) co_return fail(errc::cancelled, "body");
        auto got = body_now(into);
        body_failed_ = !got;
        if (!got || *got > 0) {
            if (got) received_ += *got;
            if (got) pace_.received(*got);
            co_return got;
        }
        if (on_.parser_.finished()) break;
        if (on_.consumed_ < on_.input_.size()) continue;
        auto ready = co_await wait_for_body(limit);
        body_failed_ = !ready;
        if (!ready) co_return ready.error();
    }
    co_return std::size_t{0};
}

task<result<std::string>> exchange::read_whole_body(std::size_t most, deadline limit)
{
    if (request_.content_length.value_or(0) > most) co_return fail(errc::too_large, "body");
    std::string all;
    std::array<std::byte, 4096> part;
    while (true) {
        const auto got = co_await read_body(part, limit);
        if (!got) co_return got.error();
        if (*got == 0) co_return all;
        if (*got > most - all.size()) co_return fail(errc::too_large, "body");
        all.append(as_text(std::span(part).first(*got)));
    }
}

} // namespace sluice::http
