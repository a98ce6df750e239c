#pragma once

#include "state/connection.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sluice::state {

/// The one writing connection on a thread of its own. What waits while a commit is synced to disk
/// makes the next group: one transaction, one sync, each job in a savepoint.
class write_queue {
public:
    /// May run twice: if the group as a whole fails, each of its jobs is tried alone.
    using work = std::function<result<>(SQLite::Database&)>;

    explicit write_queue(std::unique_ptr<connection> writing);

    /// What is queued is done first.
    ~write_queue();

    write_queue(const write_queue&) = delete;
    write_queue& operator=(const write_queue&) = delete;

    /// Blocks until the job is committed to stable storage, or did not change anything. Errors: the
    /// job's own, and those of connection::attempt.
    result<> run(const work& what);

private:
    struct job {
        const work& what;
        result<> outcome;
        bool ended = false;
    };

    void serve();
    std::vector<job*> next_group();
    void run_group(const std::vector<job*>& group);
    result<> run_in_savepoint(job& one);
    bool run_together(const std::vector<job*>& group);
    result<> run_alone(const job& one);
    void leave_transaction();

    std::unique_ptr<connection> writing_;
    std::mutex guard_;
    std::condition_variable wanted_;
    std::condition_variable ended_;
    std::deque<job*> waiting_;
    bool closing_ = false;
    std::thread thread_;
};

} // namespace sluice::state
