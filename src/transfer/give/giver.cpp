#include "transfer/give/giver.hpp"

#include "async/on_pool.hpp"
#include "async/sleep.hpp"
#include "proto/status.hpp"
#include "storage/chunking.hpp"
#include "storage/part_name.hpp"
#include "transfer/give/giver_file.hpp"

#include <time.h>

namespace sluice::transfer {
namespace {

std::int64_t real_time_ns()
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

/// A path that may be offered: parts and journals of other downloads never are.
result<storage::safe_path> offered(const std::string& claimed)
{
    auto path = storage::check_path(claimed);
    if (path && storage::is_part_name(path->name())) return fail(errc::not_found, "open", claimed);
    return path;
}

proto::listing listing_of(storage::catalog_page page)
{
    proto::listing made;
    made.entries = std::move(page.entries);
    made.next = std::move(page.next);
    made.skipped = page.skipped;
    return made;
}

} // namespace

bool giver::shown_file::unchanged() const
{
    const auto now = storage::stamp_of_open(opened.file.get());
    return now && *now == opened.stamp;
}

storage::hashed_file giver::shown_file::hashed(proto::digest_kind kind) const
{
    const auto size = opened.stamp.size;
    return {opened.file.get(), size, storage::chunk_size_for(size), kind};
}

giver::giver(giver_shared& shared, net::frame_stream& stream, token_bucket& own_rate,
             giver_counters& counters)
    : shared_(shared),
      stream_(stream),
      own_rate_(own_rate),
      counters_(counters)
{
}

giver::~giver() = default;

void giver::refuse(std::uint32_t id, const error& why)
{
    ++counters_.errors;
    stream_.queue(proto::reply_of(why), id);
}

std::chrono::milliseconds giver::stall_limit() const
{
    return std::chrono::milliseconds(shared_.stall_limit_ms.load());
}

task<result<>> giver::answer(net::incoming request)
{
    ++counters_.requests;
    const auto id = request.request_id;
    result<> done = ok;
    const bool cancels = std::holds_alternative<proto::cancel>(request.message);
    const auto within = within_bound(request.message);
    if (!cancels && stream_.take_cancel(id))
        refuse(id, fail(errc::cancelled));
    else if (!within)
        refuse(id, within.error());
    else if (lists_the_way(request.message))
        list_way(id, std::get<proto::list_request>(request.message));
    else if (auto* list_wanted = std::get_if<proto::list_request>(&request.message))
        done = co_await list(id, std::move(*list_wanted));
    else if (auto* read_wanted = std::get_if<proto::read_request>(&request.message))
        done = co_await read(id, std::move(*read_wanted));
    else if (auto* manifest_wanted = std::get_if<proto::manifest_request>(&request.message))
        done = co_await manifest(id, std::move(*manifest_wanted));
    else if (const auto* stat_wanted = std::get_if<proto::stat_request>(&request.message))
        stat(id, *stat_wanted);
    else if (const auto* ping = std::get_if<proto::ping>(&request.message))
        stream_.queue(proto::pong{ping->nonce}, id);
    else if (!cancels) // a cancel that comes too late needs no answer
        done = fail(errc::malformed_message, "request", "not a request");
    co_return done;
}

void giver::stat(std::uint32_t id, const proto::stat_request& wanted)
{
    const auto path = offered(wanted.path);
    if (!path) return refuse(id, path.error());
    const auto found = shared_.files.stat(*path);
    if (!found) return refuse(id, found.error());
    proto::file_info info;
    info.entry = storage::entry_of(path->text(), *found);
    stream_.queue(info, id);
}

task<result<std::shared_ptr<giver::shown_file>>> giver::open_anew(const std::string& path)
{
    const auto checked = offered(path);
    if (!checked) co_return checked.error();
    auto cached = shared_.files.open_file_cached(*checked);
    if (!cached) {
        auto slow = [this, &checked] { return shared_.files.open_file(*checked); };
        cached = co_await on_pool(shared_.pool, std::move(slow));
    }
    if (!*cached) co_return cached->error();
    if ((*cached)->stamp.size > storage::max_file_size)
        co_return fail(errc::too_large, "open", path);
    co_return std::make_shared<shown_file>(path, std::move(**cached));
}

task<result<std::shared_ptr<giver::shown_file>>> giver::open(const std::string& path,
                                                             proto::version_token version)
{
    constexpr proto::version_token whichever{};
    const bool known = last_ && last_->path == path && last_->version == version;
    if (known && last_->unchanged()) co_return last_;
    last_.reset();
    // A file changed within the last tick of the kernel's clock could change again under the same
    // stamp: wait it out. One that is written all the time has no version to give.
    for (int attempt = 0; attempt < 3; ++attempt) {
        auto opened = co_await open_anew(path);
        if (!opened) co_return opened.error();
        if (version != whichever && (*opened)->version != version)
            co_return fail(errc::source_changed, "open", path);
        const auto wait = storage::unsettled_ns((*opened)->opened.stamp, real_time_ns());
        if (wait == 0) {
            last_ = *opened;
            co_return last_;
        }
        co_await sleep_for(std::chrono::nanoseconds(wait));
    }
    co_return fail(errc::source_changed, "open", path + " is being written");
}

task<result<>> giver::list(std::uint32_t id, proto::list_request wanted)
{
    // Leaves room in the control body for the fields around the entries.
    constexpr std::size_t most_bytes = proto::max_control_body - proto::max_path - 64;
    const auto folder = storage::check_path(wanted.path);
    if (!folder) {
        refuse(id, folder.error());
        co_return ok;
    }
    const bool goes_on = walk_ && !wanted.after.empty() && wanted == walked_;
    if (!goes_on) {
        const bool below = wanted.recursive != 0 || wanted.pattern.find('/') != std::string::npos;
        storage::catalog_query query{*folder, wanted.pattern, below};
        walk_ = shared_.files.walk(std::move(query));
    }
    auto work = [this, &wanted, goes_on]() -> result<storage::catalog_page> {
        if (!goes_on && !wanted.after.empty()) {
            const auto sought = walk_->seek(wanted.after);
            if (!sought) return sought.error();
        }
        const std::size_t most = std::min<std::size_t>(wanted.most, proto::max_page_entries);
        return walk_->next_page(std::max<std::size_t>(1, most), most_bytes);
    };
    auto page = co_await on_pool(shared_.pool, std::move(work));
    if (!page) {
        walk_.reset();
        // A file may be listed too: it is its own only entry.
        if (page.error() == errc::not_a_folder)
            stat_as_listing(id, *folder);
        else
            refuse(id, page.error());
        co_return ok;
    }
    keep_within_bound(*folder, *page);
    walked_ = wanted;
    walked_.after = page->next;
    if (page->next.empty()) walk_.reset();
    stream_.queue(listing_of(std::move(*page)), id);
    co_return ok;
}

void giver::stat_as_listing(std::uint32_t id, const storage::safe_path& path)
{
    const auto found = shared_.files.stat(path);
    if (!found) return refuse(id, found.error());
    proto::listing reply;
    reply.entries.push_back(storage::entry_of(path.text(), *found));
    stream_.queue(reply, id);
}

} // namespace sluice::transfer
