#include "transfer/agent/exports.hpp"

#include "base/glob.hpp"
#include "storage/part_name.hpp"
#include "transfer/agent/exports_walk.hpp"

#include <filesystem>

namespace sluice::transfer {

result<std::unique_ptr<exports>> exports::open(const std::vector<export_spec>& wanted)
{
    if (wanted.empty()) return fail(errc::bad_usage, "export", "no folder is exported (--export)");
    if (wanted.size() > proto::max_exports)
        return fail(errc::bad_usage, "export", "more exports than the protocol allows");
    std::unique_ptr<exports> made(new exports);
    for (const auto& one : wanted) {
        const auto added = made->add(one);
        if (!added) return added.error();
    }
    return made;
}

result<> exports::add(const export_spec& wanted)
{
    namespace fs = std::filesystem;
    std::error_code failed;
    const auto whole = fs::canonical(wanted.folder, failed);
    if (failed) return fail_errno("export", wanted.folder, failed.value());
    const auto name = wanted.name.empty() ? whole.filename().string() : wanted.name;
    if (name.empty())
        return fail(errc::bad_usage, "export", "the root folder needs a name: NAME=/");
    const auto checked = storage::check_path(name);
    if (!checked) return fail(checked.error().code(), "export", wanted.folder);
    auto folder = storage::root::open(whole.string());
    if (!folder) return folder.error();
    if (!folders_.emplace(name, std::move(*folder)).second)
        return fail(errc::bad_usage, "export", "two exports are called " + name);
    auto as_named = fs::absolute(wanted.folder, failed).lexically_normal().string();
    while (as_named.size() > 1 && as_named.ends_with('/'))
        as_named.pop_back();
    export_place where{name, {whole.string()}};
    if (!failed && as_named != whole.string()) where.folders.push_back(std::move(as_named));
    places_.push_back(std::move(where));
    return ok;
}

std::vector<std::string> exports::names() const
{
    std::vector<std::string> all;
    for (const auto& [name, folder] : folders_)
        all.push_back(name);
    return all;
}

result<exports::place> exports::place_of(const storage::safe_path& path) const
{
    const std::string_view whole = path.text();
    const auto slash = whole.find('/');
    const auto at = folders_.find(whole.substr(0, slash));
    if (at == folders_.end()) return fail(errc::not_found, "open", path.text());
    const auto inner =
        storage::check_path(slash == whole.npos ? std::string_view() : whole.substr(slash + 1));
    if (!inner) return inner.error();
    return place{&at->second, *inner};
}

result<storage::opened_file> exports::open_file(const storage::safe_path& path) const
{
    const auto where = place_of(path);
    if (!where) return where.error();
    return where->folder->open_file(where->inner);
}

std::optional<result<storage::opened_file>>
exports::open_file_cached(const storage::safe_path& path) const
{
    const auto where = place_of(path);
    if (!where) return result<storage::opened_file>(where.error());
    return where->folder->open_file_cached(where->inner);
}

result<struct ::stat> exports::stat(const storage::safe_path& path) const
{
    if (path.is_root()) {
        struct ::stat folder{};
        folder.st_mode = S_IFDIR;
        return folder;
    }
    const auto where = place_of(path);
    if (!where) return where.error();
    return where->folder->stat(where->inner);
}

std::unique_ptr<storage::listing_walk> exports::walk(storage::catalog_query query) const
{
    if (query.folder.is_root()) return std::make_unique<all>(*this, std::move(query));
    const auto where = place_of(query.folder);
    if (!where) return std::make_unique<prefixed>(std::string(), nullptr);
    const auto& whole = query.folder.text();
    const auto name = whole.substr(0, whole.find('/'));
    query.folder = where->inner;
    return std::make_unique<prefixed>(name, where->folder->walk(std::move(query)));
}

result<proto::agent_resolved> exports::look_at(const std::string& path) const
{
    proto::agent_resolved made;
    made.path = path;
    const auto checked = storage::check_path(path);
    if (!checked) return checked.error();
    if (storage::is_part_name(checked->name())) return fail(errc::not_found, "resolve", path);
    const auto found = stat(*checked);
    if (found) {
        made.kind = S_ISDIR(found->st_mode) ? proto::shown_kind::folder : proto::shown_kind::file;
        return made;
    }
    const bool pattern = is_glob(path) && found.error() == errc::not_found;
    if (!pattern) return found.error();
    const auto fixed = storage::check_path(split_glob(path).folder);
    if (!fixed) return fixed.error();
    const auto above = stat(*fixed);
    if (!above) return above.error();
    made.kind = proto::shown_kind::pattern;
    return made;
}

result<proto::agent_resolved> exports::resolve(const std::string& asked,
                                               const expansion_rules& rules) const
{
    const auto places = places_of(asked, places_, rules);
    if (!places) return places.error();
    auto found = look_at(places->front());
    for (std::size_t i = 1; i < places->size() && !found; ++i) {
        auto other = look_at((*places)[i]);
        if (other || other.error() != errc::not_found) found = std::move(other);
    }
    // The paths of this machine are nobody's business: what was asked for is named.
    if (!found) return fail(found.error().code(), "resolve", asked.substr(0, 300));
    return found;
}

} // namespace sluice::transfer
