#pragma once

#include "admin/job_watch.hpp"
#include "client/report/progress_text.hpp"
#include "client/verbs/commands.hpp"

namespace sluice::client {

/// The progress of jobs in the words of a download. Pure.
transfer::download_progress progress_of(const admin::told_jobs& now);

/// Shows pulls to whoever watches: a bar or lines on stderr, events with --json-stream.
class pull_view final : public admin::job_observer {
public:
    explicit pull_view(command_context& context);

    void progress(const admin::told_jobs& now) override;
    void moved(const admin::job_row& job) override;
    void silent(const error& why) override;

    /// The last words: what became of each job.
    void finish(const admin::told_jobs& last, exit_code code);

    /// One event of --json-stream, with its number; nothing without.
    void event(json body);

private:
    command_context& context_;
    bool bar_;
    bool lines_;
    bool is_silent_ = false;
    rate_meter meter_;
    std::chrono::steady_clock::time_point last_line_;
    std::uint64_t sequence_ = 0;
};

} // namespace sluice::client
