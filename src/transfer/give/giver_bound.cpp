#include "base/glob.hpp"
#include "transfer/give/giver.hpp"

namespace sluice::transfer {
namespace {

std::string path_asked_for(const proto::message& request)
{
    if (const auto* list = std::get_if<proto::list_request>(&request)) return list->path;
    if (const auto* read = std::get_if<proto::read_request>(&request)) return read->path;
    if (const auto* stat = std::get_if<proto::stat_request>(&request)) return stat->path;
    if (const auto* all = std::get_if<proto::manifest_request>(&request)) return all->path;
    return {};
}

bool shows_the_way(const proto::message& request)
{
    return std::holds_alternative<proto::list_request>(request) ||
           std::holds_alternative<proto::stat_request>(request);
}

bool names_a_path(const proto::message& request)
{
    return shows_the_way(request) || std::holds_alternative<proto::read_request>(request) ||
           std::holds_alternative<proto::manifest_request>(request);
}

} // namespace

result<> giver::within_bound(const proto::message& request) const
{
    if (bound_.is_everything() || !names_a_path(request)) return ok;
    // A path that cannot be one is refused as such later on.
    const auto path = storage::check_path(path_asked_for(request));
    if (!path || bound_.covers(path->text())) return ok;
    if (bound_.leads_from(path->text()) && shows_the_way(request)) return ok;
    return fail(errc::not_found, "open", path->text());
}

/// Below the bound an ordinary listing goes on, from the place that was told.
bool giver::lists_the_way(const proto::message& request) const
{
    const auto* wanted = std::get_if<proto::list_request>(&request);
    if (!wanted || bound_.is_everything()) return false;
    const auto folder = storage::check_path(wanted->path);
    return folder && bound_.leads_from(folder->text()) && !bound_.covers(wanted->after);
}

void giver::list_way(std::uint32_t id, const proto::list_request& wanted)
{
    const auto folder = *storage::check_path(wanted.path);
    const bool below = wanted.recursive != 0 || wanted.pattern.find('/') != std::string::npos;
    const auto base = folder.is_root() ? 0 : folder.text().size() + 1;
    proto::listing reply;
    for (const auto& step : bound_.steps_below(folder.text())) {
        const auto checked = storage::check_path(step);
        const auto found = checked ? shared_.files.stat(*checked) : checked.error();
        if (!found) break;
        const bool fits = wanted.pattern.empty() ||
                          glob_match(wanted.pattern, std::string_view(step).substr(base));
        if (fits) reply.entries.push_back(storage::entry_of(step, *found));
        if (!below) break;
        // What lies below the bound comes in the pages behind it.
        if (step == bound_.prefix() && S_ISDIR(found->st_mode)) reply.next = step;
    }
    stream_.queue(reply, id);
}

void giver::keep_within_bound(const storage::safe_path& listed, storage::catalog_page& page) const
{
    if (bound_.covers(listed.text())) return;
    const auto outside = [this](const proto::entry& one) { return !bound_.covers(one.path); };
    std::erase_if(page.entries, outside);
    if (bound_.covers(page.next)) return;
    // The walk has left the bound, and what was passed over there is nobody's business.
    page.next.clear();
    page.skipped = 0;
}

} // namespace sluice::transfer
