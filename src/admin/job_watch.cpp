#include "admin/job_watch.hpp"

#include "async/sleep.hpp"

#include <algorithm>

namespace sluice::admin {
namespace {

constexpr auto one_answer = std::chrono::seconds(30);

bool all_ended(const std::vector<job_row>& jobs)
{
    return std::all_of(jobs.begin(), jobs.end(), [](const auto& one) { return one.has_ended(); });
}

/// What changed since the last look.
void tell(const told_jobs& now, std::map<std::string, std::string>& phases, job_observer& to)
{
    for (const auto& one : now.jobs) {
        auto& known = phases[one.id];
        if (known == one.phase) continue;
        known = one.phase;
        to.moved(one);
    }
    to.progress(now);
}

} // namespace

task<result<told_jobs>> watch_jobs(fetch::api_client& server, told_jobs jobs,
                                   job_observer& observer, std::function<bool()> stopped,
                                   watch_rules rules)
{
    std::map<std::string, std::string> phases;
    tell(jobs, phases, observer);
    const auto path = path_of(jobs);
    auto pause = rules.pause;
    auto heard = deadline::clock::now();
    while (!all_ended(jobs.jobs)) {
        const bool slept = co_await sleep_for(pause);
        if (!slept || stopped()) co_return fail(errc::cancelled, "watch");
        auto asked = co_await ask_jobs(server, path, deadline::after(one_answer));
        if (stopped()) co_return fail(errc::cancelled, "watch");
        if (asked) {
            heard = deadline::clock::now();
            jobs = std::move(*asked);
            tell(jobs, phases, observer);
        } else if (!is_retryable(asked.error().code()) ||
                   deadline::clock::now() - heard > rules.most_silence) {
            co_return asked.error();
        } else {
            observer.silent(asked.error());
        }
        // A pull of hours is looked at less often than one of seconds.
        pause = std::min(rules.longest_pause, pause + pause / 50 + std::chrono::milliseconds(1));
    }
    co_return jobs;
}

} // namespace sluice::admin
