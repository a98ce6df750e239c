#include "transfer/give/offering.hpp"

#include "async/sleep.hpp"
#include "base/backoff.hpp"
#include "base/exit_code.hpp"
#include "proto/status.hpp"

namespace sluice::transfer {

task<result<>> answer_requests(net::frame_stream& stream, giver& with,
                               std::chrono::milliseconds stall_limit)
{
    constexpr std::size_t flush_above = 64U << 10U;
    while (true) {
        if (stream.waiting() == 0) {
            const auto polled = stream.poll();
            if (!polled) co_return polled.error();
        }
        const bool idle = stream.waiting() == 0;
        if (idle || stream.queued_bytes() > flush_above) {
            const auto flushed = co_await stream.flush(deadline::after(stall_limit));
            if (!flushed) co_return flushed.error();
        }
        // A connection in reserve is asked for nothing, for as long as the whole takes.
        auto request = co_await stream.receive(deadline::never());
        if (!request) co_return request.error();
        if (const auto* refused = std::get_if<proto::error_reply>(&request->message))
            co_return proto::error_of(*refused);
        if (stream.waiting() > proto::max_outstanding)
            co_return fail(errc::too_many_requests, "request");
        const auto answered = co_await with.answer(std::move(*request));
        if (!answered) co_return answered.error();
    }
}

offering::offering(asio::any_io_executor executor, connector& peer, giver_shared& giving,
                   offering_options options)
    : executor_(executor),
      peer_(peer),
      giving_(giving),
      options_(options),
      givers_(executor, [this](std::exception_ptr thrown) { bug_ = thrown; })
{
}

void offering::start()
{
    for (unsigned i = 0; i < options_.connections; ++i)
        givers_.spawn(keep_one());
}

task<void> offering::stop()
{
    stopped_ = true;
    givers_.cancel();
    co_await givers_.join();
    if (bug_) std::rethrow_exception(bug_);
}

task<result<>> offering::give_once()
{
    auto stream = co_await peer_.connect_as_giver();
    if (!stream) co_return stream.error();
    const proto::attach attach{options_.ticket};
    (*stream)->queue(attach, 0);
    giver one(giving_, **stream, rate_, counters_);
    auto given = co_await answer_requests(**stream, one, options_.stall_limit);
    co_return given;
}

task<void> offering::keep_one()
{
    unsigned failures = 0;
    while (!stopped_) {
        const auto before = counters_.requests.load();
        const auto given = co_await give_once();
        if (stopped_) break;
        if (counters_.requests.load() > before) failures = 0;
        if (!is_retryable(given.error().code()) || failures == options_.retries) {
            if (!failed_) failed_ = given.error();
            break;
        }
        const auto pause = std::chrono::seconds(15);
        co_await sleep_for(backoff(failures++, random_(), options_.first_backoff, pause));
    }
}

} // namespace sluice::transfer
