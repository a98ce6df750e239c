#include "transfer/download/download.hpp"

#include "async/on_pool.hpp"
#include "async/sleep.hpp"
#include "base/backoff.hpp"
#include "base/exit_code.hpp"
#include "transfer/download/download_feeder.hpp"

namespace sluice::transfer {
namespace {

constexpr std::size_t slab_bytes = 1U << 20U;
constexpr std::size_t most_slabs = 20;
constexpr auto longest_backoff = std::chrono::seconds(15);

/// Few: what goes round in the processor's cache is written while it is there. Four connections
/// with four slabs each took 1.2 times as long as with seven in all (docs/performance.md).
std::size_t slabs_for(unsigned workers)
{
    return std::min<std::size_t>(most_slabs, 3U + workers);
}

/// The next file would meet the same: there is no sense in trying it.
bool is_fatal(const error& why)
{
    return why == errc::no_space || why == errc::not_writable;
}

} // namespace

download::download(asio::any_io_executor executor, download_environment environment,
                   download_options options)
    : executor_(executor),
      environment_(environment),
      options_(options),
      work_(executor),
      rate_(options.rate),
      slabs_(executor, slab_bytes, slabs_for(options.workers)),
      context_(make_context()),
      workers_(executor, [this](std::exception_ptr thrown) { note_bug(thrown); }),
      connections_(executor, [this](std::exception_ptr thrown) { note_bug(thrown); })
{
}

download::~download() = default;

fetch_context download::make_context()
{
    const sink_rules rules{environment_.calls,  environment_.target, options_.policy,
                           options_.durability, options_.kind,       environment_.gate};
    return {work_,
            slabs_,
            environment_.pool,
            rules,
            options_.stall_limit,
            [this](sink_outcome outcome) { settle(std::move(outcome)); },
            [this](std::uint64_t bytes) { progress_.bytes_received += bytes; },
            rate_};
}

task<download_summary> download::run(std::vector<download_target> targets)
{
    const auto started = std::chrono::steady_clock::now();
    download_feeder feeder(*this);
    workers_.spawn(feeder.feed(std::move(targets)));
    workers_.spawn(publish_small_files());
    for (unsigned i = 0; i < options_.workers; ++i)
        connections_.spawn(work(i));
    while (!work_.drained())
        co_await work_.changed().wait(deadline::never());
    // What is still being dialled, or backs off, has nothing to do any more.
    connections_.cancel();
    co_await connections_.join();
    co_await workers_.join();
    if (bug_) std::rethrow_exception(bug_);
    // A connection may have ended for good while another brought the last of what was wanted.
    const bool all_came = listed_all_ && work_.open() == 0;
    if (all_came && !interrupted_) summary_.stopped.reset();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    summary_.seconds = took.count();
    co_return summary_;
}

void download::note_bug(std::exception_ptr thrown)
{
    bug_ = thrown;
    stop(fail(errc::internal, "download"));
}

void download::interrupt()
{
    interrupted_ = true;
    stop(fail(errc::cancelled, "download", "interrupted"));
    workers_.cancel();
}

void download::stop(error why)
{
    if (!summary_.stopped) summary_.stopped = std::move(why);
    work_.stop();
}

task<bool> download::wait_for_share(unsigned number)
{
    // The first connection is dialled while the list comes, unless all of it may be there already;
    // the others when there is enough to do.
    const bool may_be_idle = options_.policy == storage::on_exists::skip;
    const std::uint64_t enough = number > 0 ? number + 1 : may_be_idle ? 1U : 0U;
    while (!work_.drained() && work_.spare_ranges(enough) < enough)
        co_await work_.changed().wait(deadline::never());
    co_return !work_.drained();
}

task<result<std::uint64_t>> download::fetch_on_one_connection()
{
    auto stream = co_await environment_.peer.connect();
    if (!stream) co_return stream.error();
    connected_ = true;
    ++progress_.streams;
    range_fetcher fetcher(context_, **stream);
    const auto fetched = co_await fetcher.run();
    --progress_.streams;
    if (!fetched && fetcher.finished() == 0) co_return fetched.error();
    // Progress was made: what broke the connection counts as the first failure again.
    if (!fetched && !is_retryable(fetched.error().code())) co_return fetched.error();
    co_return fetcher.finished();
}

task<void> download::work(unsigned number)
{
    const bool wanted = co_await wait_for_share(number);
    if (!wanted) co_return;
    ++active_workers_;
    unsigned failures = 0;
    while (!work_.drained()) {
        const auto fetched = co_await fetch_on_one_connection();
        if (work_.drained()) break;
        if (fetched) failures = 0;
        const auto why = fetched ? fail(errc::peer_closed, "receive") : fetched.error();
        if (!is_retryable(why.code())) {
            stop(why);
            break;
        }
        if (failures == options_.retries) {
            if (active_workers_ == 1) stop(why);
            break;
        }
        const auto wait = backoff(failures++, random_(), options_.first_backoff, longest_backoff);
        // Until a first connection was made the feeder tells of the same trouble.
        if (connected_) {
            ++summary_.retries;
            environment_.observer.retrying(why, wait);
        }
        co_await sleep_for(wait);
    }
    --active_workers_;
}

void download::take_chunks(const sink_outcome& outcome)
{
    auto& file = *outcome.file;
    for (const auto chunk : outcome.good) {
        file.plan.finish(chunk);
        progress_.bytes_done += file.plan.range_of(chunk).length;
    }
    if (file.plan.complete()) file.times.verified = std::chrono::steady_clock::now();
    for (const auto chunk : outcome.bad) {
        file.plan.give_back(file.plan.range_of(chunk));
        ++summary_.retries;
        if (++file.bad_chunks[chunk] > options_.retries && !file.failed)
            file.failed = fail(errc::checksum_mismatch, "verify", file.wanted().info.path);
    }
    if (!outcome.bad.empty()) work_.touch(outcome.file);
}

void download::settle(sink_outcome outcome)
{
    auto& file = *outcome.file;
    --file.in_flight;
    if (outcome.failed) {
        if (is_fatal(*outcome.failed)) stop(*outcome.failed);
        if (!file.failed) file.failed = std::move(outcome.failed);
    } else if (outcome.lost) {
        take_back(outcome);
    } else {
        take_chunks(outcome);
    }
    if (outcome.published) {
        report(outcome.file, *outcome.published);
        return;
    }
    settle_file(outcome.file);
}

/// A range that did not come: for another connection, unless there is no sense in asking again.
void download::take_back(sink_outcome& lost)
{
    auto& file = *lost.file;
    auto& why = lost.refused;
    file.plan.give_back(lost.range);
    if (why) {
        const bool again = is_retryable(why->code()) || *why == errc::cancelled;
        const auto chunk = lost.range.offset / file.plan.chunk_size();
        const bool spent = again && ++file.bad_chunks[chunk] > options_.retries;
        if ((!again || spent) && !file.failed) file.failed = std::move(why);
    }
    work_.touch(lost.file);
}

/// Decides what becomes of a file once nothing of it is on the way.
void download::settle_file(const shared_file& file)
{
    if (file->in_flight > 0 || file->closed) return;
    if (file->failed) {
        const bool changed = *file->failed == errc::source_changed;
        if (changed && file->restarts < options_.retries && !work_.stopped()) {
            changed_.push_back(file);
            work_.changed().notify_all();
            return;
        }
        report(file, *file->failed);
        return;
    }
    if (!file->plan.complete()) return;
    if (!file->times.verified) file->times.verified = std::chrono::steady_clock::now();
    if (file->has_one_chunk()) {
        complete_.push_back(file);
        work_.changed().notify_all();
        return;
    }
    std::vector<shared_file> alone{file};
    workers_.spawn(publish(std::move(alone)));
}

} // namespace sluice::transfer
