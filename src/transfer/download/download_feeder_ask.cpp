#include "async/sleep.hpp"
#include "base/backoff.hpp"
#include "base/exit_code.hpp"
#include "transfer/download/download_feeder.hpp"

namespace sluice::transfer {

task<result<asker*>> download_feeder::connection()
{
    if (!asker_ || !asker_->usable()) {
        asker_.reset();
        auto stream = co_await of_.environment_.peer.connect();
        if (!stream) co_return stream.error();
        asker_ = std::make_unique<asker>(std::move(*stream), of_.options_.stall_limit);
    }
    co_return asker_.get();
}

/// ok: try again now. The error itself: give up.
task<result<>> download_feeder::after_failure(error why, unsigned attempt)
{
    const bool answered = asker_ && asker_->usable();
    if (answered || !is_retryable(why.code()) || attempt >= of_.options_.retries) co_return why;
    const auto wait =
        backoff(attempt, of_.random_(), of_.options_.first_backoff, std::chrono::seconds(15));
    ++of_.summary_.retries;
    of_.environment_.observer.retrying(why, wait);
    co_await sleep_for(wait);
    co_return ok;
}

task<result<proto::entry>> download_feeder::stat(std::string path)
{
    for (unsigned attempt = 0;; ++attempt) {
        auto peer = co_await connection();
        result<proto::entry> got;
        if (peer)
            got = co_await (*peer)->stat(path);
        else
            got = peer.error();
        if (got) co_return got;
        const auto again = co_await after_failure(got.error(), attempt);
        if (!again) co_return again.error();
    }
}

task<result<proto::listing>> download_feeder::list(proto::list_request wanted)
{
    for (unsigned attempt = 0;; ++attempt) {
        auto peer = co_await connection();
        result<proto::listing> got;
        if (peer)
            got = co_await (*peer)->list(wanted);
        else
            got = peer.error();
        if (got) co_return got;
        const auto again = co_await after_failure(got.error(), attempt);
        if (!again) co_return again.error();
    }
}

/// Files whose source changed start again from nothing, with the version that stands there now.
task<void> download_feeder::look_after_changed()
{
    while (!of_.work_.drained())
        co_await look_after_one_changed();
}

/// Waits for anything to change while there is none.
task<void> download_feeder::look_after_one_changed()
{
    if (of_.changed_.empty()) {
        co_await of_.work_.changed().wait(deadline::never());
        co_return;
    }
    auto file = std::move(of_.changed_.front());
    of_.changed_.pop_front();
    co_await restart(std::move(file));
}

task<void> download_feeder::restart(shared_file file)
{
    const auto& old = file->wanted();
    auto now = co_await stat(old.info.path);
    if (!now) {
        if (!asker_ || !asker_->usable()) of_.stop(now.error());
        of_.report(file, now.error());
        co_return;
    }
    if (now->kind != proto::entry_kind::file) {
        of_.report(file, fail(errc::source_changed, "get", old.info.path));
        co_return;
    }
    // The part's lock must be free before the new attempt takes it.
    file->part.reset();
    of_.progress_.bytes_done -= file->plan.finished_bytes();
    of_.progress_.bytes_known -= old.info.size;
    --of_.progress_.files_known;
    ++of_.summary_.retries;
    restarts_ = file->restarts + 1;
    const auto again = co_await feed_file(std::move(*now), old.folder, old.name);
    restarts_ = 0;
    // Closed only now: until then the work does not count as drained.
    of_.work_.close(*file);
    if (!again) of_.stop(again.error());
}

} // namespace sluice::transfer
