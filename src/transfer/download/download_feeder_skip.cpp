#include "async/on_pool.hpp"
#include "transfer/download/download_feeder.hpp"

#include <fcntl.h>

namespace sluice::transfer {

task<result<bool>> download_feeder::is_in_the_way(proto::entry info, storage::safe_path folder,
                                                  std::string name)
{
    auto work = [this, &info, &folder, &name]() -> result<bool> {
        const auto opened = of_.environment_.target.folder(folder);
        if (!opened) return opened.error();
        const int at = (*opened)->get();
        struct ::stat found{};
        if (::fstatat(at, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) return false;
        const bool journaled = info.size > info.chunk_size;
        if (journaled)
            storage::part_file::remove_orphan(of_.environment_.calls, at, name, info.path);
        return true;
    };
    auto there = co_await on_pool(of_.environment_.pool, std::move(work));
    co_return there;
}

void download_feeder::report_in_the_way(const proto::entry& info, const result<bool>& there,
                                        storage::standing_file what)
{
    file_report made;
    made.remote = info.path;
    made.skipped = there && of_.options_.policy == storage::on_exists::skip;
    if (!there)
        made.failed = there.error();
    else if (!made.skipped)
        made.failed = fail(errc::target_exists, "get", what.name);
    if (made.skipped) skipped_.add(std::move(what));
    of_.progress_.bytes_done += info.size;
    if (made.skipped) of_.progress_.bytes_skipped += info.size;
    of_.report(std::move(made));
}

/// An earlier attempt may have been killed after a rename and before the sync of the folder: what
/// is skipped counts as durable only now.
task<void> download_feeder::sync_skipped()
{
    auto work = [this] { return skipped_.sync(of_.environment_.calls, of_.environment_.target); };
    const auto synced = co_await on_pool(of_.environment_.pool, std::move(work));
    if (synced) co_return;
    // Not all that was wanted is there for good: what ended the download may not be forgotten.
    of_.listed_all_ = false;
    of_.stop(synced.error());
}

} // namespace sluice::transfer
