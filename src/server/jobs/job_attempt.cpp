#include "server/jobs/job_attempt.hpp"

#include "async/on_pool.hpp"
#include "async/task_group.hpp"
#include "base/rfc3339.hpp"

#include <random>

namespace sluice::server {
namespace {

constexpr auto store_again = std::chrono::seconds(1);

state::job_figures figures_of(const pull_progress& now)
{
    state::job_figures made;
    made.known = now.bytes_known;
    made.received = now.bytes_received;
    made.verified = now.bytes_verified;
    made.durable = now.bytes_durable;
    made.files_known = now.files_known;
    made.files_done = now.files_done;
    return made;
}

void rethrow(std::exception_ptr bug)
{
    std::rethrow_exception(bug);
}

std::uint64_t random_number()
{
    thread_local std::mt19937_64 source{std::random_device{}()};
    return source();
}

} // namespace

job_attempt::job_attempt(attempt_needs with, state::job_record queued,
                         std::shared_ptr<agent_link> link)
    : with_(std::move(with)),
      id_(queued.id),
      agent_(queued.agent),
      job_(std::move(queued)),
      link_(std::move(link)),
      loop_(link_->loop()),
      bell_(loop_)
{
    shown_.reached = job_.reached;
    received_before_ = job_.reached.received;
}

void job_attempt::stop(job_stop why)
{
    asio::post(loop_, [self = shared_from_this(), why] { self->stop_here(why); });
}

void job_attempt::drain()
{
    asio::post(loop_, [self = shared_from_this()] {
        if (!self->pull_) self->stop_here(job_stop::leaving);
    });
}

void job_attempt::stop_here(job_stop why)
{
    if (stopped_ == job_stop::none) stopped_ = why;
    const auto told = stopped_error();
    if (pull_ && !fetched_) pull_->interrupt(*told);
    bell_.notify_all();
}

std::optional<error> job_attempt::stopped_error() const
{
    switch (stopped_) {
    case job_stop::none: return std::nullopt;
    case job_stop::leaving: return fail(errc::going_away, "job", "the server stops");
    case job_stop::overdue: return fail(errc::timed_out, "job", "the deadline has passed");
    case job_stop::cancelled: return fail(errc::cancelled, "job");
    }
    return std::nullopt;
}

live_progress job_attempt::progress() const
{
    const std::scoped_lock lock(shown_guard_);
    return shown_;
}

std::uint64_t job_attempt::received_bytes() const
{
    const std::scoped_lock lock(shown_guard_);
    const auto now = shown_.reached.received;
    return now > received_before_ ? now - received_before_ : 0;
}

void job_attempt::show(const pull_progress& now, deadline::clock::duration since)
{
    const std::chrono::duration<double> span(since);
    const auto reached = figures_of(now);
    const std::scoped_lock lock(shown_guard_);
    const auto before = shown_.reached.received;
    const auto more = reached.received > before ? reached.received - before : 0;
    // A quarter of the newest makes an average over about a second.
    if (span.count() > 0)
        shown_.rate += (static_cast<double>(more) / span.count() - shown_.rate) / 4;
    shown_.reached = reached;
    shown_.current = now.current;
}

void job_attempt::note(log_level level, std::string_view event, const error& why) const
{
    if (!with_.log.shows(level)) return;
    log_event what;
    what.level = level;
    what.event = event;
    const auto code = code_name(why.code());
    what.code = code;
    what.detail = "job=" + job_.id + " agent=" + job_.agent + " " + why.raw_text();
    with_.log.write(what);
}

/// Takes the lease: from here on only this attempt moves the job, or whoever raises the epoch.
task<result<>> job_attempt::begin()
{
    const auto to = started(job_, real_time_ns());
    auto work = [this, &to] {
        return with_.store.move_job(to, state::job_phase::queued, "job.started", real_time_ns());
    };
    auto moved = co_await on_pool(with_.pool, std::move(work));
    if (!moved) co_return moved;
    job_ = to;
    with_.feed.ring();
    co_return ok;
}

task<pull_outcome> job_attempt::pull_all()
{
    pull_order order;
    order.job = job_.id;
    order.from.path = job_.resolved;
    order.from.is_file = job_.is_file;
    order.target = job_.target;
    order.rate = job_.rate;
    pull_ = link_->pull(std::move(order));
    task_group telling(loop_, rethrow);
    telling.spawn(tell());
    pull_outcome outcome;
    try {
        outcome = co_await pull_->run();
    } catch (const std::exception& bug) {
        outcome.reached = pull_->progress();
        outcome.failed = fail(errc::internal, "pull", bug.what());
    }
    fetched_ = true;
    bell_.notify_all();
    co_await telling.join();
    co_return outcome;
}

task<attempt_end> job_attempt::fetch()
{
    attempt_end made;
    made.reached = job_.reached;
    made.verified_before = job_.reached.verified;
    const auto placed = co_await place();
    if (!placed) made.failed = placed.error();
    if (placed && stopped_ == job_stop::none) {
        auto outcome = co_await pull_all();
        show(outcome.reached, {});
        made.reached = figures_of(outcome.reached);
        made.digest = std::move(outcome.digest);
        made.failed = std::move(outcome.failed);
    } else if (placed) {
        made.failed = stopped_error();
    }
    // What came to its end in spite of a stop is complete.
    made.stopped = stopped_;
    made.by_store = store_failed_;
    if (made.failed && stopped_ != job_stop::none) made.failed = stopped_error();
    co_return made;
}

task<void> job_attempt::store_progress(state::job_figures reached)
{
    auto work = [this, &reached] {
        return with_.store.note_job_progress(job_.id, job_.epoch, reached, real_time_ns());
    };
    const auto noted = co_await on_pool(with_.pool, std::move(work));
    if (noted) {
        job_.reached = reached;
        with_.feed.ring();
    } else if (noted.error() == errc::fenced) {
        stop_here(job_stop::cancelled);
    } else {
        note(log_level::warning, "job progress", noted.error());
    }
}

task<void> job_attempt::tell()
{
    auto shown_at = deadline::clock::now();
    auto stored_at = shown_at;
    while (!fetched_) {
        co_await bell_.wait(deadline::after(with_.pace.told_every));
        const auto now = deadline::clock::now();
        if (now - shown_at < with_.pace.told_every && !fetched_) continue;
        const auto progress = pull_->progress();
        show(progress, now - shown_at);
        shown_at = now;
        auto reached = figures_of(progress);
        const bool stale = now - stored_at >= with_.pace.stored_every;
        if (fetched_ || !stale || reached == job_.reached) continue;
        co_await store_progress(reached);
        stored_at = deadline::clock::now();
    }
}

/// The store has to take the outcome: an attempt that cannot write it down tries until the server
/// stops, and then the job is queued again by the next start.
task<void> job_attempt::settle(attempt_end end)
{
    const job_moment at{real_time_ns(), random_number()};
    const auto to = after_attempt(job_, end, with_.pace, at);
    while (true) {
        auto work = [this, &to] {
            return with_.store.move_job(to, state::job_phase::running, kind_after_attempt(to),
                                        real_time_ns());
        };
        const auto moved = co_await on_pool(with_.pool, std::move(work));
        if (moved) {
            outcome_ = to;
            with_.feed.ring();
            if (end.failed) note(log_level::info, kind_after_attempt(to), *end.failed);
            co_return;
        }
        if (moved.error() == errc::fenced) co_return;
        note(log_level::error, "job outcome", moved.error());
        if (stopped_ == job_stop::leaving) co_return;
        co_await bell_.wait(deadline::after(store_again));
    }
}

task<void> job_attempt::run_to_end()
{
    if (stopped_ != job_stop::none) {
        outcome_ = job_;
        co_return;
    }
    const auto begun = co_await begin();
    if (!begun) {
        if (begun.error() == errc::fenced) co_return;
        note(log_level::error, "job start", begun.error());
        // As the store has it, but for the wait.
        outcome_ = job_;
        outcome_->next_try_ns =
            real_time_ns() + std::chrono::nanoseconds(with_.pace.first_backoff).count();
        co_return;
    }
    auto end = co_await fetch();
    co_await settle(std::move(end));
}

task<void> job_attempt::run()
{
    co_await run_to_end();
    pull_.reset();
    link_.reset();
}

} // namespace sluice::server
