#include "http/connection.hpp"

#include "async/is_abort.hpp"
#include "http/problem.hpp"

namespace sluice::http {
namespace {

constexpr std::size_t read_size = 16U << 10U;

/// Shared by all connections of a thread; nothing stays in it across a wait.
std::span<std::byte> scratch()
{
    thread_local std::array<std::byte, read_size> bytes;
    return bytes;
}

/// An idle connection keeps no more than a small request needs.
void let_go(std::string& buffer)
{
    constexpr std::size_t kept = 2U << 10U;
    if (buffer.capacity() > kept) buffer = std::string();
    buffer.clear();
}

} // namespace

connection::connection(asio::any_io_executor loop, std::unique_ptr<net::byte_stream> stream,
                       connection_limits limits, handler answer)
    : loop_(std::move(loop)),
      stream_(std::move(stream)),
      limits_(limits),
      answer_(std::move(answer)),
      watch_(loop_, *stream_),
      parser_(limits.head)
{
}

void connection::drain()
{
    ending_ = std::max(ending_, ending::drain);
    if (idle_) stream_->interrupt();
}

void connection::stop()
{
    ending_ = ending::stop;
    if (stream_) stream_->interrupt();
}

/// Reads what is there behind what is not yet consumed.
result<std::size_t> connection::fill()
{
    const auto got = stream_->read_now(scratch());
    if (!got || *got == 0) return got;
    if (consumed_ == input_.size()) {
        input_.clear();
        consumed_ = 0;
    }
    input_.append(as_text(scratch().first(*got)));
    return got;
}

/// The parser's next event out of what was read.
request_parser::step connection::parse()
{
    const auto rest = as_bytes(std::string_view(input_).substr(consumed_));
    const auto step = parser_.push(rest);
    consumed_ += step.used;
    return step;
}

task<result<>> connection::wait_for_head()
{
    idle_ = !parser_.inside_head();
    if (idle_ && ending_ != ending::none) co_return fail(errc::cancelled, "idle");
    if (idle_) {
        head_limit_ = deadline::never();
        let_go(input_);
        let_go(output_);
        consumed_ = 0;
    } else if (head_limit_.is_never()) {
        head_limit_ = deadline::after(limits_.header);
    }
    auto limit = head_limit_;
    if (idle_) limit = deadline::after(first_ ? limits_.header : limits_.idle);
    const auto ready = co_await watch_.wait_readable(limit);
    idle_ = false;
    co_return ready;
}

/// True: parser_.take() has a request. False: the client left, was silent, or we are to end.
task<result<bool>> connection::next_head()
{
    head_limit_ = deadline::never();
    while (true) {
        const auto step = parse();
        if (step.what == request_parser::event::head) co_return true;
        if (step.what == request_parser::event::refused) {
            const auto refused = co_await refuse(parser_.why());
            co_return refused.error();
        }
        busy_ = parser_.inside_head();
        const auto got = fill();
        const bool left = !got && got.error() == errc::peer_closed && !busy_;
        if (left) co_return false;
        if (!got) co_return got.error();
        if (*got > 0) continue;
        const auto ready = co_await wait_for_head();
        if (ready) continue;
        const bool silent = ready.error() == errc::timed_out;
        const bool ended = ready.error() == errc::cancelled && ending_ != ending::stop;
        if (!busy_ && (silent || ended)) co_return false;
        if (!silent) co_return ready.error();
        const refusal slow{.status = 408, .code = errc::timed_out, .detail = "head of a request"};
        const auto refused = co_await refuse(slow);
        co_return refused.error();
    }
}

/// Runs the handler; whatever it does wrong becomes a 500 or the end of the connection.
task<void> connection::answer_one(exchange& one)
{
    const auto begun = std::chrono::steady_clock::now();
    try {
        co_await answer_(one);
    } catch (...) {
        if (is_abort(std::current_exception())) throw;
        one.broken_ = one.status_ != 0;
    }
    if (one.status_ == 0 && !one.broken_) co_await answer_missing(one);
    if (told_) told_(one, std::chrono::steady_clock::now() - begun);
}

task<void> connection::answer_missing(exchange& one)
{
    problem what;
    what.code = code_name(make_error_code(errc::internal));
    what.request_id = one.request_id();
    one.close_after();
    auto reply = problem_response(what);
    const auto ignored = co_await one.send(std::move(reply));
    (void)ignored;
}

/// One exchange to its end. True: the stream is ready for what comes next.
task<result<bool>> connection::serve_one()
{
    exchange one(*this, parser_.take());
    co_await answer_one(one);
    const auto settled = co_await settle(one);
    if (!settled) co_return settled.error();
    co_return !one.close_ && ending_ == ending::none;
}

task<result<>> connection::run()
{
    while (true) {
        const auto more = co_await next_head();
        busy_ = more && *more;
        if (!busy_) {
            watch_.rest();
            stream_->close();
            if (!more) co_return more.error();
            co_return ok;
        }
        first_ = false;
        const auto settled = co_await serve_one();
        if (next_ && settled && *settled) {
            const auto given = co_await give_away();
            co_return given;
        }
        if (!settled || !*settled) {
            watch_.rest();
            stream_->close();
            if (!settled) co_return settled.error();
            co_return ok;
        }
        parser_.restart();
    }
}

} // namespace sluice::http
