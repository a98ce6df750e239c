#include "server/admin/admin_work.hpp"

#include "server/session.hpp"

namespace sluice::server {
namespace {

using entries = std::vector<proto::entry>;

/// An operator reads no more; the server's memory stays bounded.
constexpr std::size_t most_listed = 100'000;

admin::session_row row_of(const session& one)
{
    admin::session_row row;
    row.id = one.id();
    row.peer = one.peer();
    row.name = one.user();
    row.age = one.age();
    row.requests = one.counters().requests;
    row.sent_bytes = one.counters().bytes;
    row.state = one.busy() ? "sending" : "idle";
    return row;
}

} // namespace

result<entries> list_everything(const storage::root& files, const std::string& path)
{
    const auto checked = storage::check_path(path);
    if (!checked) return checked.error();
    const auto found = files.stat(*checked);
    if (!found) return found.error();
    if (!S_ISDIR(found->st_mode)) return entries{storage::entry_of(checked->text(), *found)};
    storage::catalog_walk walk(files, {*checked, {}, true});
    entries all;
    bool more = true;
    while (more) {
        auto page = walk.next_page(proto::max_page_entries, SIZE_MAX);
        if (!page) return page.error();
        std::move(page->entries.begin(), page->entries.end(), std::back_inserter(all));
        if (all.size() > most_listed)
            return fail(errc::too_large, "list", "more than 100000 entries: name a folder");
        more = !page->next.empty();
    }
    return all;
}

std::vector<admin::session_row> session_rows(const host& shared)
{
    std::vector<admin::session_row> rows;
    for (const auto& one : shared.sessions.all())
        rows.push_back(row_of(*one));
    return rows;
}

admin::server_stats stats_of(const host& shared)
{
    admin::server_stats now;
    now.uptime = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() -
                                                                  shared.started);
    now.sessions_ever = shared.accepted;
    now.requests = shared.ended_requests;
    now.failures = shared.ended_errors;
    now.sent_bytes = shared.ended_bytes;
    now.rate = shared.rate.rate();
    for (const auto& one : shared.sessions.all()) {
        ++now.sessions_now;
        now.requests += one->counters().requests;
        now.failures += one->counters().errors;
        now.sent_bytes += one->counters().bytes;
    }
    return now;
}

result<> kick_session(const host& shared, std::uint64_t id)
{
    const auto one = shared.sessions.find(id);
    if (!one) return fail(errc::not_found, "kick", "session " + std::to_string(id));
    one->stop();
    return ok;
}

} // namespace sluice::server
