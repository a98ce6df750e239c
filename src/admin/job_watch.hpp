#pragma once

#include "admin/job_calls.hpp"

#include <functional>
#include <map>

namespace sluice::admin {

/// Hears of jobs while they run. Called on the loop.
class job_observer {
public:
    virtual ~job_observer() = default;

    /// Something is known anew; at most about five times a second.
    virtual void progress(const told_jobs& now) = 0;

    /// A job went over into another phase; the first time too.
    virtual void moved(const job_row& job) = 0;

    /// The server did not answer; it is asked again.
    virtual void silent(const error& why) = 0;
};

/// How jobs are watched.
struct watch_rules {
    watch_rules() = default; // no aggregate: it is made beside awaits

    std::chrono::milliseconds pause{200}; // between two questions, at first
    std::chrono::milliseconds longest_pause{1'000};
    std::chrono::milliseconds most_silence{60'000}; // without any answer, then it is given up
};

/// Asks for jobs again and again until all have ended, and survives a restart of the server. Gives
/// what was known last. Errors: cancelled (`stopped` said true), those of the API.
task<result<told_jobs>> watch_jobs(fetch::api_client& server, told_jobs jobs,
                                   job_observer& observer, std::function<bool()> stopped,
                                   watch_rules rules = {});

} // namespace sluice::admin
