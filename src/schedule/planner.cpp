#include "schedule/planner.hpp"

#include "base/backoff.hpp"

#include <algorithm>

namespace sluice::schedule {
namespace {

using namespace std::chrono;

/// A run begun so late is still on time: machines are busy at times.
constexpr auto grace = seconds(5);

/// Less is how clocks are trimmed.
constexpr auto smallest_jump = seconds(1);

/// As cron has it: a clock put back by no more repeats nothing.
constexpr auto largest_correction = hours(3);

} // namespace

std::string_view name_of(run_reason reason)
{
    switch (reason) {
    case run_reason::due: return "due";
    case run_reason::misfire: return "misfire";
    case run_reason::retry: return "retry";
    case run_reason::manual: return "manual";
    }
    return "unknown";
}

planner::planner(rules how, wall_time now, std::optional<wall_time> last_due, random_source random)
    : how_(std::move(how)),
      random_(std::move(random)),
      anchor_(now),
      last_seen_(now),
      hold_until_(now)
{
    remember_due(now, last_due);
}

void planner::remember_due(wall_time now, std::optional<wall_time> last_due)
{
    const bool is_interval = how_.when.every > milliseconds(0);
    const auto bearable = is_interval ? how_.when.every : milliseconds(largest_correction);
    // From the future: the clock was put back while nobody looked.
    if (last_due && *last_due > now + bearable) last_due.reset();
    if (last_due) anchor_ = *last_due;
    if (!last_due && is_interval)
        next_due_ = now;
    else
        next_due_ = how_.when.next_after(last_due.value_or(now), anchor_);
}

void planner::clock_went_back(wall_time now)
{
    const auto jump = last_seen_ - now;
    if (how_.when.every > milliseconds(0)) {
        // An interval follows elapsed time.
        anchor_ -= jump;
        if (next_due_) *next_due_ -= jump;
    } else if (jump > largest_correction) {
        next_due_ = how_.when.next_after(now, anchor_);
    }
    hold_until_ -= jump;
    if (retry_) retry_->start_at -= jump;
    for (auto& one : waiting_)
        one.start_at -= jump;
}

/// The due times up to now, the newest of them, and all of them counted in missed_ but those.
std::deque<wall_time> planner::passed_until(wall_time now)
{
    std::deque<wall_time> passed;
    if (how_.when.every > milliseconds(0)) {
        const auto count = (now - *next_due_) / how_.when.every + 1;
        const auto extra = count - static_cast<decltype(count)>(most_caught_up);
        if (extra > 0) {
            missed_ += static_cast<std::uint64_t>(extra);
            *next_due_ += extra * how_.when.every;
        }
    }
    while (next_due_ && *next_due_ <= now) {
        passed.push_back(*next_due_);
        next_due_ = how_.when.next_after(*next_due_, anchor_);
        if (passed.size() <= most_caught_up) continue;
        passed.pop_front();
        ++missed_;
    }
    return passed;
}

void planner::enqueue(run_reason reason, wall_time due, wall_time start_at)
{
    if (waiting_.size() >= most_caught_up) {
        ++missed_;
        return;
    }
    run_order order;
    order.reason = reason;
    order.due = due;
    waiting_.push_back({order, start_at});
}

void planner::take_overlapping(const std::deque<wall_time>& passed)
{
    for (const auto due : passed) {
        if (how_.overlap == overlap_rule::queue)
            enqueue(run_reason::due, due, due);
        else
            ++missed_;
    }
}

void planner::take_late(std::deque<wall_time> passed)
{
    if (how_.misfire == misfire_rule::skip || passed.empty()) {
        missed_ += passed.size();
        return;
    }
    if (how_.misfire == misfire_rule::once) {
        missed_ += passed.size() - 1;
        passed.erase(passed.begin(), passed.end() - 1);
    }
    for (const auto due : passed)
        enqueue(run_reason::misfire, due, due);
}

void planner::take_on_time(std::deque<wall_time> passed, wall_time latest)
{
    // The run that is made now also stands for those that were missed just before it.
    if (how_.misfire == misfire_rule::all)
        take_late(std::move(passed));
    else
        missed_ += passed.size();
    const auto span = static_cast<std::uint64_t>(how_.jitter.count());
    const auto later = milliseconds(span == 0 ? 0 : random_() % span);
    enqueue(run_reason::due, latest, latest + later);
}

void planner::take_due(wall_time now)
{
    if (!next_due_ || *next_due_ > now) return;
    const bool busy = running_ || retry_ || !waiting_.empty() || now < hold_until_;
    auto passed = passed_until(now);
    if (busy) return take_overlapping(passed);
    const auto latest = passed.back();
    if (now - latest > grace) return take_late(std::move(passed));
    passed.pop_back();
    take_on_time(std::move(passed), latest);
}

run_order planner::start(run_order order)
{
    order.missed = std::exchange(missed_, 0);
    current_ = order;
    running_ = true;
    return order;
}

planner::view planner::look(wall_time now)
{
    if (now + smallest_jump < last_seen_) clock_went_back(now);
    last_seen_ = now;
    take_due(now);
    view seen;
    seen.wake_at = next_due_;
    if (running_) return seen;
    std::optional<wall_time> start_at;
    if (retry_)
        start_at = retry_->start_at;
    else if (!waiting_.empty())
        start_at = std::max(waiting_.front().start_at, hold_until_);
    if (!start_at) return seen;
    if (*start_at > now) {
        if (!seen.wake_at || *start_at < *seen.wake_at) seen.wake_at = start_at;
        return seen;
    }
    if (retry_) {
        seen.start = start(std::exchange(retry_, std::nullopt)->order);
    } else {
        seen.start = start(waiting_.front().order);
        waiting_.pop_front();
    }
    return seen;
}

void planner::finished(wall_time now, run_outcome how)
{
    // What came due meanwhile overlapped with the run.
    take_due(now);
    last_seen_ = std::max(last_seen_, now);
    running_ = false;
    if (how == run_outcome::done) {
        failures_ = 0;
        return;
    }
    const auto wait = backoff(failures_, random_(), how_.backoff, how_.most_wait);
    ++failures_;
    if (how == run_outcome::worth_retrying && current_.attempt < how_.retries) {
        auto again = current_;
        again.reason = run_reason::retry;
        ++again.attempt;
        retry_ = waiting_run{again, now + wait};
    } else {
        hold_until_ = now + wait;
    }
}

} // namespace sluice::schedule
