#include "http/exchange.hpp"

#include "http/connection.hpp"
#include "http/reply_head.hpp"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <random>

namespace sluice::http {
namespace {

/// Answers up to this size go out in one write with their head.
constexpr std::size_t joined_body = 64U << 10U;

/// 6 digits that tell the runs of the program apart, and a number; short enough for no allocation.
std::string next_request_id()
{
    static const std::uint32_t run = std::random_device()() & 0xffffffU;
    static std::atomic<std::uint32_t> last = 0;
    std::array<char, 16> text;
    const auto end = fmt::format_to_n(text.data(), text.size(), "{:06x}-{:08x}", run, ++last).out;
    return {text.data(), end};
}

} // namespace

exchange::exchange(connection& on, http::request asked)
    : on_(on),
      request_(std::move(asked)),
      request_id_(next_request_id()),
      awaits_continue_(request_.expects_continue),
      close_(!request_.keep_alive),
      pace_(on.limits_.body_rate)
{
}

exchange::~exchange() = default;

const std::string& exchange::peer() const
{
    return on_.peer();
}

net::byte_stream& exchange::stream()
{
    return on_.stream();
}

void exchange::add_field(std::string_view name, std::string_view value)
{
    extra_.add(name, value);
}

void exchange::close_after()
{
    close_ = true;
}

bool exchange::body_finished() const
{
    return on_.parser_.finished();
}

/// Writes the head into the connection's scratch and notes that there is an answer now.
result<> exchange::begin_answer(const response& head, std::optional<std::uint64_t> body_length,
                                std::string_view prepared)
{
    if (status_ != 0) return fail(errc::internal, "answer", "sent twice");
    if (on_.ending_ == connection::ending::stop) return fail(errc::cancelled, "answer");
    if (!body_length) framing_ = request_.minor_version == 0 ? framing::by_close : framing::chunked;
    close_ = close_ || on_.ending_ != connection::ending::none || on_.unread_body_closes(*this) ||
             framing_ == framing::by_close;
    reply_frame frame;
    frame.length = body_length;
    frame.chunked = framing_ == framing::chunked;
    frame.minor_version = request_.minor_version;
    frame.close = close_;
    frame.date = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    on_.output_.clear();
    frame.prepared = prepared;
    append_head(on_.output_, head, extra_, frame);
    status_ = head.status;
    head_only_ = request_.method == "HEAD" || !may_have_body(status_);
    return ok;
}

task<result<>> exchange::send(http::response reply)
{
    const auto begun = begin_answer(reply, reply.body.size());
    if (!begun) co_return begun.error();
    const bool joined = head_only_ || reply.body.size() <= joined_body;
    if (joined && !head_only_) on_.output_ += reply.body;
    const auto next = joined ? net::follow_up::nothing : net::follow_up::more;
    auto sent = co_await on_.write_all(as_bytes(on_.output_), next);
    if (sent && !joined) {
        const auto body = as_bytes(reply.body);
        sent = co_await on_.write_all(body, net::follow_up::nothing);
    }
    broken_ = !sent;
    if (sent && !head_only_) sent_ += reply.body.size();
    co_return sent;
}

task<result<>> exchange::upgrade(http::response head, upgraded next)
{
    if (on_.ending_ != connection::ending::none) co_return fail(errc::going_away, "upgrade");
    if (close_ || !on_.parser_.finished()) co_return fail(errc::malformed_message, "upgrade");
    const auto begun = begin_answer(head, 0);
    if (!begun) co_return begun.error();
    auto sent = co_await on_.write_all(as_bytes(on_.output_), net::follow_up::nothing);
    broken_ = !sent;
    if (sent) on_.next_ = std::move(next);
    co_return sent;
}

task<result<>> exchange::send_prepared(const prepared_reply& reply)
{
    const response head(reply.status);
    const auto begun = begin_answer(head, reply.body.size(), reply.lines);
    if (!begun) co_return begun.error();
    if (!head_only_) on_.output_ += reply.body;
    auto sent = co_await on_.write_all(as_bytes(on_.output_), net::follow_up::nothing);
    broken_ = !sent;
    if (sent && !head_only_) sent_ += reply.body.size();
    co_return sent;
}

task<result<>> exchange::send_head(http::response head, std::uint64_t body_length)
{
    const auto begun = begin_answer(head, body_length);
    if (!begun) co_return begun.error();
    left_ = head_only_ ? 0 : body_length;
    const auto next = left_ == 0 ? net::follow_up::nothing : net::follow_up::more;
    auto sent = co_await on_.write_all(as_bytes(on_.output_), next);
    broken_ = !sent;
    co_return sent;
}

} // namespace sluice::http
