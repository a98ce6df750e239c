#include "async/on_pool.hpp"
#include "transfer/download/download.hpp"

#include <algorithm>

namespace sluice::transfer {
namespace {

/// Opens what has no part yet: an empty file, of which no byte came.
result<void> open_part(download_file& file, const sink_rules& rules)
{
    if (file.part) return ok;
    auto folder = rules.target.folder(file.wanted().folder);
    if (!folder) return folder.error();
    storage::part_target target{std::move(*folder), file.wanted().name};
    auto part = storage::part_file::open(rules.calls, std::move(target), file.source());
    if (!part) return part.error();
    file.part = std::move(*part);
    return ok;
}

std::vector<storage::publish_outcome> publish_blocking(const std::vector<shared_file>& files,
                                                       const sink_rules& rules)
{
    std::vector<storage::publish_outcome> outcomes(files.size());
    std::vector<std::unique_ptr<storage::part_file>> parts;
    std::vector<std::size_t> which;
    for (std::size_t i = 0; i < files.size(); ++i) {
        auto opened = open_part(*files[i], rules);
        if (opened) opened = rules.inspect(*files[i]);
        if (!opened) {
            outcomes[i] = opened.error();
            continue;
        }
        parts.push_back(std::move(files[i]->part));
        which.push_back(i);
    }
    auto published = storage::publish_group(rules.calls, parts, rules.policy, rules.durability);
    for (std::size_t i = 0; i < which.size(); ++i)
        outcomes[which[i]] = std::move(published[i]);
    return outcomes;
}

} // namespace

task<void> download::publish(std::vector<shared_file> files)
{
    const auto count = static_cast<unsigned>(files.size());
    progress_.syncing += count;
    auto work = [this, &files] { return publish_blocking(files, context_.rules); };
    const auto outcomes = co_await on_pool(environment_.pool, std::move(work));
    progress_.syncing -= count;
    for (std::size_t i = 0; i < files.size(); ++i)
        report(files[i], outcomes[i]);
}

/// Whatever became complete while one group was synced makes the next group.
task<void> download::publish_small_files()
{
    constexpr std::size_t most = 1024;
    while (true) {
        while (complete_.empty() && !work_.drained())
            co_await work_.changed().wait(deadline::never());
        if (complete_.empty()) co_return;
        const auto count = std::min(complete_.size(), most);
        std::vector<shared_file> group(complete_.begin(),
                                       complete_.begin() + static_cast<std::ptrdiff_t>(count));
        complete_.erase(complete_.begin(), complete_.begin() + static_cast<std::ptrdiff_t>(count));
        co_await publish(std::move(group));
    }
}

void download::report(const shared_file& file, const storage::publish_outcome& outcome)
{
    const auto& wanted = file->wanted();
    file_report made;
    made.remote = wanted.info.path;
    made.bytes = wanted.info.size;
    made.resumed_bytes = file->resumed_bytes;
    const auto now = std::chrono::steady_clock::now();
    made.seconds = std::chrono::duration<double>(now - file->times.started).count();
    made.times = file->times;
    made.retries = file->restarts;
    for (const auto& [chunk, count] : file->bad_chunks)
        made.retries += count;
    if (!outcome) {
        made.failed = outcome.error();
        if (*made.failed == errc::no_space || *made.failed == errc::not_writable)
            stop(*made.failed);
    } else {
        made.skipped = !outcome->has_value();
        made.digest = file->root().hex();
        const bool synced = options_.durability == storage::durability::file;
        if (synced && !made.skipped) made.times.durable = now;
        const auto& folder = wanted.folder.text();
        if (!made.skipped) made.local = (folder.empty() ? "" : folder + "/") + **outcome;
    }
    file->part.reset();
    work_.close(*file);
    if (environment_.gate) environment_.gate->settled(wanted.path());
    report(std::move(made));
}

void download::report(file_report made)
{
    ++progress_.files_done;
    if (made.failed) {
        ++summary_.files_failed;
        if (!summary_.first_failure) summary_.first_failure = made.failed;
    } else if (made.skipped) {
        ++summary_.files_skipped;
    } else {
        ++summary_.files_done;
        summary_.bytes += made.bytes;
        summary_.resumed_bytes += made.resumed_bytes;
    }
    environment_.observer.file_done(made);
}

} // namespace sluice::transfer
