#pragma once

#include "async/notifier.hpp"
#include "base/event_log.hpp"
#include "server/agents/agent_link.hpp"
#include "server/jobs/event_feed.hpp"
#include "server/jobs/job_rules.hpp"
#include "state/store.hpp"

#include <mutex>

namespace sluice::server {

/// What an attempt uses and does not own.
struct attempt_needs {
    state::store& store;
    asio::thread_pool& pool;
    event_feed& feed;
    event_log& log;
    std::string downloads; // the folder below which targets lie
    job_pace pace;
};

/// How far a running job is now.
struct live_progress {
    state::job_figures reached;
    double rate = 0; // bytes/s received, over the last seconds
    std::string current;
};

/// One attempt of one job: the lease in the store, the question what the agent shows, the place of
/// the result, the pull, and what came of it. Runs once, on the loop of the link.
class job_attempt : public std::enable_shared_from_this<job_attempt> {
public:
    job_attempt(attempt_needs with, state::job_record queued, std::shared_ptr<agent_link> link);

    /// To the end, whatever happens; the store has the outcome then, unless somebody else moved the
    /// job meanwhile or the server stops. Must not be cancelled: stop() makes it end soon.
    task<void> run();

    /// From any thread. A job that was cancelled has been moved before.
    void stop(job_stop why);

    /// From any thread: a pull that has begun may finish, what has not come so far ends as by
    /// stop(leaving).
    void drain();

    /// From any thread.
    live_progress progress() const;

    /// Bytes received by this attempt. From any thread.
    std::uint64_t received_bytes() const;

    /// After run(): what the store is known to have; nothing: look there.
    const std::optional<state::job_record>& outcome() const { return outcome_; }

    const std::string& id() const { return id_; }
    const std::string& agent() const { return agent_; }
    asio::any_io_executor loop() const { return loop_; }

private:
    task<void> run_to_end();
    task<result<>> begin();
    task<result<>> place();
    task<result<>> claim(resolved_path from);
    result<> claim_now(const resolved_path& from);
    task<attempt_end> fetch();
    task<pull_outcome> pull_all();
    task<void> tell();
    task<void> store_progress(state::job_figures reached);
    task<void> settle(attempt_end end);
    void show(const pull_progress& now, deadline::clock::duration since);
    void stop_here(job_stop why);
    std::optional<error> stopped_error() const;
    void note(log_level level, std::string_view event, const error& why) const;

    attempt_needs with_;
    const std::string id_;
    const std::string agent_;
    state::job_record job_;            // as the store has it
    std::shared_ptr<agent_link> link_; // let go on its loop
    asio::any_io_executor loop_;
    notifier bell_;
    std::unique_ptr<agent_pull> pull_;
    job_stop stopped_ = job_stop::none;
    bool fetched_ = false;
    bool store_failed_ = false;
    std::optional<state::job_record> outcome_;
    mutable std::mutex shown_guard_;
    live_progress shown_;
    std::uint64_t received_before_ = 0; // by earlier attempts
};

} // namespace sluice::server
