#pragma once

#include "async/task_group.hpp"
#include "transfer/download/range_fetcher.hpp"
#include "transfer/peer/asker.hpp"
#include "transfer/peer/connector.hpp"
#include "transfer/upload/arrival_gate.hpp"

#include <random>

namespace sluice::transfer {

/// How to download; the defaults are those of the client's settings.
struct download_options {
    unsigned workers = 2; // connections that fetch
    unsigned retries = 3; // of a connection without progress, of a bad chunk, of a changed source
    storage::on_exists policy = storage::on_exists::rename;
    storage::durability durability = storage::durability::file;
    storage::digest_kind kind = storage::digest_kind::xxh3;
    std::chrono::milliseconds stall_limit{30'000};
    std::chrono::milliseconds first_backoff{500};
    std::uint64_t rate = 0; // bytes/s that are asked for, 0: no limit
};

/// What became of one file.
struct file_report {
    std::string remote; // path on the giver
    std::string local;  // path below the target folder; empty when nothing appeared
    std::uint64_t bytes = 0;
    std::uint64_t resumed_bytes = 0; // of an earlier attempt, verified again
    std::uint64_t retries = 0;       // chunks and ranges that were asked for again
    double seconds = 0;
    file_times times;
    std::string digest; // root digest, hex
    bool skipped = false;
    std::optional<error> failed;
};

/// How far a download is; all sizes in bytes.
struct download_progress {
    std::uint64_t files_known = 0;
    std::uint64_t files_done = 0;
    std::uint64_t bytes_known = 0;
    std::uint64_t bytes_done = 0; // verified, resumed and skipped ones included
    std::uint64_t bytes_received = 0;
    std::uint64_t bytes_resumed = 0; // of bytes_done: from parts of an earlier attempt
    std::uint64_t bytes_skipped = 0; // of bytes_done: in files that were there
    unsigned streams = 0;            // connections at work
    bool listing = true;             // more files may become known
    unsigned verifying = 0;          // parts of an earlier attempt being read back
    unsigned syncing = 0;            // files being put on stable storage
    std::string current;             // a file that is being fetched
};

/// What the whole came to.
struct download_summary {
    std::uint64_t files_done = 0;
    std::uint64_t files_skipped = 0;
    std::uint64_t files_failed = 0;
    std::uint64_t bytes = 0;
    std::uint64_t resumed_bytes = 0;
    std::uint64_t retries = 0;
    double seconds = 0;
    std::optional<error> first_failure; // of a file
    std::optional<error> stopped;       // why not everything was tried
};

/// Hears of every file that is done and of every wait before a redial. Called on the loop.
class download_observer {
public:
    virtual ~download_observer() = default;
    virtual void file_done(const file_report& report) = 0;
    virtual void retrying(const error& why, std::chrono::milliseconds wait) = 0;
};

/// What to fetch: a path, or a pattern, on the giver, as the user wrote it; `as` renames a single
/// file, and "." takes what a folder holds without the folder itself.
struct download_target {
    std::string name;
    std::string as;
    bool only_file = false; // what is no file is refused: not_a_file
};

/// Everything that a download uses and does not own.
struct download_environment {
    connector& peer;
    asio::thread_pool& pool;
    storage::file_calls& calls;
    storage::target_folder& target;
    download_observer& observer;
    arrival_gate* gate = nullptr; // none: everything may arrive
};

/// The asking side's engine: resolves targets, fetches over several connections, resumes, verifies,
/// makes durable, publishes. One run each; on one loop.
class download {
public:
    download(asio::any_io_executor executor, download_environment environment,
             download_options options);
    ~download();

    /// Must be awaited to its end; interrupt() makes that soon.
    task<download_summary> run(std::vector<download_target> targets);

    /// Ends run() early; parts and journals stay for the next attempt. On the loop.
    void interrupt();

    const download_progress& progress() const { return progress_; }

private:
    friend class download_feeder;

    task<void> work(unsigned number);
    task<bool> wait_for_share(unsigned number);
    task<result<std::uint64_t>> fetch_on_one_connection();
    task<void> publish_small_files();
    task<void> publish(std::vector<shared_file> files);

    void settle(sink_outcome outcome);
    void take_chunks(const sink_outcome& outcome);
    void take_back(sink_outcome& lost);
    void settle_file(const shared_file& file);
    void report(const shared_file& file, const storage::publish_outcome& outcome);
    void report(file_report made);
    void stop(error why);
    void note_bug(std::exception_ptr thrown);
    fetch_context make_context();

    asio::any_io_executor executor_;
    download_environment environment_;
    download_options options_;
    work_list work_;
    token_bucket rate_;
    slab_pool slabs_;
    fetch_context context_;
    task_group workers_; // feeder, publishers
    task_group connections_;
    std::deque<shared_file> complete_; // small files to be published
    std::deque<shared_file> changed_;  // whose source changed: to be looked up again
    unsigned active_workers_ = 0;
    bool connected_ = false;   // some worker was, once
    bool listed_all_ = false;  // every target was looked up to its end
    bool interrupted_ = false; // by its user
    std::exception_ptr bug_;
    download_progress progress_;
    download_summary summary_;
    std::mt19937_64 random_{std::random_device{}()};
};

} // namespace sluice::transfer
