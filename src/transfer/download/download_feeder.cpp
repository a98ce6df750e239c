#include "transfer/download/download_feeder.hpp"

#include "async/on_pool.hpp"
#include "base/glob.hpp"
#include "storage/chunking.hpp"

#include <algorithm>

namespace sluice::transfer {
namespace {

constexpr std::size_t most_open_files = 2048;
constexpr std::size_t most_open_large_files = 4;
constexpr std::uint64_t largest_range = 8U << 20U;

/// Ranges small enough that every connection gets several, large enough to be worth a request.
std::uint64_t range_bytes(std::uint64_t size, unsigned workers)
{
    return std::min(largest_range, size / (4U * workers) + 1);
}

/// What is asked for at once comes at once: with a limit on the rate no more than for a second.
std::uint64_t paced(std::uint64_t range, std::uint64_t rate)
{
    return rate > 0 ? std::min(range, rate) : range;
}

/// Where the last component of a path starts.
std::size_t start_of_name(const std::string& path)
{
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? 0 : slash + 1;
}

} // namespace

task<void> download_feeder::feed(std::vector<download_target> targets)
{
    for (auto& target : targets) {
        if (of_.work_.stopped()) break;
        const auto name = target.name;
        if (name.size() > proto::max_path) {
            report_failure(name, fail(errc::bad_name, "get", "longer than the protocol allows"));
            continue;
        }
        const auto fed = co_await feed_target(std::move(target));
        if (fed) continue;
        if (asker_ && asker_->usable())
            report_failure(name, fed.error());
        else
            of_.stop(fed.error());
    }
    of_.progress_.listing = false;
    of_.listed_all_ = !of_.work_.stopped();
    of_.work_.finish_adding();
    co_await look_after_changed();
    const bool promised = of_.options_.durability == storage::durability::file;
    if (promised && !skipped_.empty()) co_await sync_skipped();
}

void download_feeder::report_failure(const std::string& name, error why)
{
    file_report made;
    made.remote = name;
    made.failed = std::move(why);
    of_.report(std::move(made));
}

task<result<>> download_feeder::feed_target(download_target target)
{
    const bool everything = target.name.empty() || target.name == "." || target.name == "/";
    if (everything) {
        auto fed = co_await feed_folder({}, 0);
        co_return fed;
    }
    while (target.name.size() > 1 && target.name.ends_with('/'))
        target.name.pop_back();
    auto found = co_await stat(target.name);
    const bool file = found && found->kind == proto::entry_kind::file;
    if (target.only_file && found && !file) co_return fail(errc::not_a_file, "get", target.name);
    const bool pattern =
        !found && found.error() == errc::not_found && is_glob(target.name) && !target.only_file;
    if (pattern) {
        auto fed = co_await feed_pattern(target.name);
        co_return fed;
    }
    if (!found) co_return found.error();
    const auto prefix = start_of_name(found->path);
    const bool without_itself = target.as == ".";
    if (found->kind == proto::entry_kind::folder) {
        const auto above = without_itself ? found->path.size() + 1 : prefix;
        auto fed = co_await feed_folder(found->path, above);
        co_return fed;
    }
    const bool own_name = target.as.empty() || without_itself;
    auto name = own_name ? found->path.substr(prefix) : target.as;
    auto fed = co_await feed_file(std::move(*found), storage::safe_path(), std::move(name));
    co_return fed;
}

task<result<>> download_feeder::feed_folder(std::string path, std::size_t prefix)
{
    const auto checked =
        storage::check_path(std::string_view(path).substr(std::min(prefix, path.size())));
    if (!checked) co_return checked.error();
    const auto made = co_await make_folder(*checked);
    if (!made) co_return made.error();
    proto::list_request wanted;
    wanted.path = std::move(path);
    wanted.recursive = 1;
    auto fed = co_await feed_pages(std::move(wanted), prefix, false);
    co_return fed;
}

task<result<>> download_feeder::feed_pattern(std::string text)
{
    auto split = split_glob(text);
    proto::list_request wanted;
    wanted.path = std::move(split.folder);
    wanted.recursive = split.pattern.find('/') != std::string::npos ||
                               split.pattern.find("**") != std::string::npos
                           ? 1
                           : 0;
    wanted.pattern = std::move(split.pattern);
    found_ = 0;
    const auto fed = co_await feed_pages(std::move(wanted), 0, true);
    if (!fed) co_return fed.error();
    if (found_ == 0) co_return fail(errc::not_found, "match", text);
    co_return ok;
}

task<result<>> download_feeder::feed_pages(proto::list_request wanted, std::size_t prefix,
                                           bool matches_stand)
{
    do {
        auto page = co_await list(wanted);
        if (!page) co_return page.error();
        wanted.after = std::move(page->next);
        found_ += page->entries.size();
        if (!matches_stand) {
            const auto fed = co_await feed_entries(std::move(page->entries), prefix);
            if (!fed) co_return fed.error();
            continue;
        }
        // What a pattern matched arrives under its own name, wherever it lay.
        for (auto& match : page->entries) {
            const auto start = start_of_name(match.path);
            if (match.kind == proto::entry_kind::folder) {
                const auto below = co_await feed_folder(match.path, start);
                if (!below) co_return below.error();
                continue;
            }
            auto name = match.path.substr(start);
            const auto fed =
                co_await feed_file(std::move(match), storage::safe_path(), std::move(name));
            if (!fed) co_return fed.error();
        }
    } while (!wanted.after.empty() && !of_.work_.stopped());
    co_return ok;
}

task<result<>> download_feeder::feed_entries(std::vector<proto::entry> entries, std::size_t prefix)
{
    for (auto& one : entries) {
        if (of_.work_.stopped()) co_return ok;
        // The giver is not trusted: its names go through the same gate as everybody's.
        const bool below = one.path.size() > prefix;
        const auto local = storage::check_path(below ? one.path.substr(prefix) : std::string("/"));
        if (!local) {
            report_failure(one.path, local.error());
            continue;
        }
        if (one.kind == proto::entry_kind::folder) {
            const auto made = co_await make_folder(*local);
            if (!made) report_failure(one.path, made.error());
            continue;
        }
        const auto fed =
            co_await feed_file(std::move(one), local->folder(), std::string(local->name()));
        if (!fed) co_return fed.error();
    }
    co_return ok;
}

task<result<>> download_feeder::make_folder(storage::safe_path folder)
{
    auto work = [this, &folder]() -> result<> {
        const auto made = of_.environment_.target.folder(folder);
        if (!made) return made.error();
        return ok;
    };
    auto made = co_await on_pool(of_.environment_.pool, std::move(work));
    co_return made;
}

/// What the giver says of a file, before anything is done with it.
result<> download_feeder::judge(const proto::entry& info, const std::string& name)
{
    const auto sound = storage::check_path(name);
    if (!sound || info.chunk_size != storage::chunk_size_for(info.size))
        return fail(errc::malformed_message, "list", info.path);
    if (info.size > storage::max_file_size) return fail(errc::too_large, "get", info.path);
    return ok;
}

task<result<>> download_feeder::feed_file(proto::entry info, storage::safe_path folder,
                                          std::string name)
{
    using storage::on_exists;
    ++of_.progress_.files_known;
    of_.progress_.bytes_known += info.size;
    const auto policy = of_.options_.policy;
    const auto sound = judge(info, name);
    if (!sound) {
        report_failure(info.path, sound.error());
        co_return ok;
    }
    if (policy == on_exists::skip || policy == on_exists::fail) {
        const auto there = co_await is_in_the_way(info, folder, name);
        if (!there || *there) {
            report_in_the_way(info, there, {std::move(folder), std::move(name)});
            co_return ok;
        }
    }
    wanted_file wanted{std::move(info), std::move(folder), std::move(name)};
    if (auto* gate = of_.environment_.gate) {
        const auto admitted = gate->admit(wanted.path(), wanted.info.size);
        if (!admitted) {
            report_failure(wanted.info.path, admitted.error());
            co_return ok;
        }
    }
    const auto bytes =
        paced(range_bytes(wanted.info.size, of_.options_.workers), of_.options_.rate);
    auto file = std::make_shared<download_file>(std::move(wanted), of_.options_.kind, bytes);
    file->restarts = restarts_;
    const bool large = !file->has_one_chunk();
    // A restarted file takes the place of its own earlier self.
    if (restarts_ == 0) co_await wait_for_place(large);
    if (of_.work_.stopped()) co_return ok;
    if (large) {
        auto opened = co_await open_large(std::move(file));
        co_return opened;
    }
    of_.progress_.current = file->wanted().info.path;
    of_.work_.add(file);
    if (file->plan.complete()) of_.settle_file(file); // an empty file: nothing to ask for
    co_return ok;
}

task<void> download_feeder::wait_for_place(bool large)
{
    const auto& work = of_.work_;
    while (!work.stopped() && (work.open() >= most_open_files ||
                               (large && work.open_large() >= most_open_large_files))) {
        // Files that changed keep their places until they are looked after.
        co_await look_after_one_changed();
    }
}

task<result<>> download_feeder::open_large(shared_file file)
{
    ++of_.progress_.verifying;
    auto work = [this, &file]() -> result<> {
        auto folder = of_.environment_.target.folder(file->wanted().folder);
        if (!folder) return folder.error();
        storage::part_target target{std::move(*folder), file->wanted().name};
        auto part =
            storage::part_file::open(of_.environment_.calls, std::move(target), file->source());
        if (!part) return part.error();
        file->part = std::move(*part);
        return ok;
    };
    const auto opened = co_await on_pool(of_.environment_.pool, std::move(work));
    --of_.progress_.verifying;
    of_.work_.add(file);
    if (!opened) {
        of_.report(file, opened.error());
        co_return ok;
    }
    of_.progress_.current = file->wanted().info.path;
    file->take_resumed();
    file->resumed_bytes = file->plan.finished_bytes();
    of_.progress_.bytes_done += file->resumed_bytes;
    of_.progress_.bytes_resumed += file->resumed_bytes;
    of_.settle_file(file);
    co_return ok;
}

} // namespace sluice::transfer
