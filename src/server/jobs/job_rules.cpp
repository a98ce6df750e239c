#include "server/jobs/job_rules.hpp"

#include "base/backoff.hpp"
#include "base/exit_code.hpp"

#include <algorithm>
#include <array>

namespace sluice::server {
namespace {

using state::job_phase;
using state::job_record;

constexpr std::array names{
    std::pair{job_phase::queued, std::string_view("queued")},
    std::pair{job_phase::running, std::string_view("running")},
    std::pair{job_phase::completed, std::string_view("completed")},
    std::pair{job_phase::failed, std::string_view("failed")},
    std::pair{job_phase::cancelled, std::string_view("cancelled")},
};

std::int64_t ns_of(std::chrono::milliseconds span)
{
    return std::chrono::nanoseconds(span).count();
}

/// When a queued job may be tried, by its back-off alone.
std::int64_t due_ns(const job_record& one, const job_pace& pace, std::int64_t now_ns)
{
    const bool absurd = one.next_try_ns > now_ns + ns_of(pace.longest_backoff);
    return absurd ? now_ns : one.next_try_ns;
}

bool is_overdue(const job_record& one, std::int64_t now_ns)
{
    return one.deadline_ns != 0 && one.deadline_ns <= now_ns;
}

void look_again(job_choice& choice, std::int64_t at_ns)
{
    if (!choice.look_again_ns || at_ns < *choice.look_again_ns) choice.look_again_ns = at_ns;
}

job_record moved(const job_record& from, job_phase to)
{
    auto made = from;
    made.phase = to;
    ++made.epoch;
    return made;
}

void set_error(job_record& of, const error& why)
{
    of.code = code_name(why.code());
    of.detail = why.raw_text();
}

/// What may be wrong with a peer for ever is not tried for ever.
constexpr std::uint64_t most_doubtful = 5;

} // namespace

job_choice choose_jobs(const std::vector<const job_record*>& unfinished,
                       const std::map<std::string, agent_load>& agents, const job_pace& pace,
                       std::int64_t now_ns)
{
    job_choice choice;
    std::vector<const job_record*> ready;
    for (const auto* one : unfinished) {
        if (is_overdue(*one, now_ns)) {
            choice.overdue.push_back(one->id);
            continue;
        }
        if (one->deadline_ns != 0) look_again(choice, one->deadline_ns);
        const auto agent = agents.find(one->agent);
        const bool here = agent != agents.end() && agent->second.here;
        if (one->phase != job_phase::queued || !here) continue;
        const auto due = due_ns(*one, pace, now_ns);
        if (due <= now_ns)
            ready.push_back(one);
        else
            look_again(choice, due);
    }
    std::stable_sort(ready.begin(), ready.end(), [](const job_record* a, const job_record* b) {
        return a->priority != b->priority ? a->priority > b->priority : a->number < b->number;
    });
    auto loads = agents;
    for (const auto* one : ready)
        if (loads[one->agent].pulls++ < pace.pulls_per_agent) choice.start.push_back(one->id);
    return choice;
}

bool is_worth_another_try(const error& why, std::uint64_t setbacks)
{
    if (why == errc::malformed_message || why == errc::frame_too_large)
        return setbacks < most_doubtful;
    // Space may come back, a newer session of the agent takes over, an agent that was stopped
    // starts again.
    for (const auto code : {errc::no_space, errc::fenced, errc::target_busy, errc::cancelled})
        if (why == code) return true;
    return is_retryable(why.code());
}

job_record after_attempt(const job_record& running, const attempt_end& end, const job_pace& pace,
                         job_moment at)
{
    const auto phase_of = [&] {
        if (!end.failed) return job_phase::completed;
        if (end.stopped == job_stop::overdue) return job_phase::failed;
        if (end.stopped == job_stop::leaving) return job_phase::queued;
        if (end.by_store) return job_phase::queued;
        return is_worth_another_try(*end.failed, running.setbacks + 1) ? job_phase::queued
                                                                       : job_phase::failed;
    };
    auto made = moved(running, phase_of());
    const bool got_on = end.reached.verified > end.verified_before;
    made.reached = end.reached;
    made.next_try_ns = 0;
    made.code.clear();
    made.detail.clear();
    if (end.failed) set_error(made, *end.failed);
    if (made.phase == job_phase::completed) made.digest = end.digest;
    if (made.phase != job_phase::queued) {
        made.ended_ns = at.now_ns;
    } else if (end.stopped == job_stop::none) {
        made.setbacks = got_on ? 0 : running.setbacks + 1;
        const auto attempt = static_cast<unsigned>(std::min<std::uint64_t>(made.setbacks, 20));
        made.next_try_ns = at.now_ns + ns_of(backoff(attempt, at.random, pace.first_backoff,
                                                     pace.longest_backoff));
    }
    return made;
}

std::string kind_after_attempt(const job_record& now)
{
    if (now.phase == job_phase::queued) return "job.waiting";
    return "job." + std::string(name_of(now.phase));
}

job_record started(const job_record& queued, std::int64_t now_ns)
{
    auto made = moved(queued, job_phase::running);
    ++made.attempts;
    if (made.started_ns == 0) made.started_ns = now_ns;
    return made;
}

job_record cancelled(const job_record& unfinished, std::int64_t now_ns)
{
    auto made = moved(unfinished, job_phase::cancelled);
    made.ended_ns = now_ns;
    set_error(made, fail(errc::cancelled, "job"));
    return made;
}

job_record overdue(const job_record& queued, std::int64_t now_ns)
{
    auto made = moved(queued, job_phase::failed);
    made.ended_ns = now_ns;
    set_error(made, fail(errc::timed_out, "job", "the deadline has passed"));
    return made;
}

job_record queued_again(const job_record& ended, std::int64_t now_ns)
{
    auto made = moved(ended, job_phase::queued);
    made.setbacks = 0;
    made.next_try_ns = 0;
    made.ended_ns = 0;
    made.code.clear();
    made.detail.clear();
    if (is_overdue(made, now_ns)) made.deadline_ns = 0;
    return made;
}

bool is_unfinished(job_phase phase)
{
    return phase == job_phase::queued || phase == job_phase::running;
}

std::string_view name_of(job_phase phase)
{
    for (const auto& [one, name] : names)
        if (one == phase) return name;
    return "failed";
}

std::optional<job_phase> job_phase_of(std::string_view name)
{
    for (const auto& [one, known] : names)
        if (known == name) return one;
    return std::nullopt;
}

std::string waiting_for(const job_record& queued, const agent_load& agent, const job_pace& pace,
                        std::int64_t now_ns)
{
    if (!agent.here) return "waiting for the agent";
    if (due_ns(queued, pace, now_ns) > now_ns) return "waiting to try again";
    if (agent.pulls >= pace.pulls_per_agent) return "waiting for other pulls of the agent";
    return "about to start";
}

} // namespace sluice::server
