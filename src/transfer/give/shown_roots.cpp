#include "transfer/give/shown_roots.hpp"

#include "transfer/give/shown_roots_walk.hpp"

#include <algorithm>
#include <filesystem>

namespace sluice::transfer {

result<std::unique_ptr<shown_roots>> shown_roots::open(const std::vector<std::string>& names)
{
    std::unique_ptr<shown_roots> made(new shown_roots);
    for (const auto& name : names) {
        const auto added = made->add(name);
        if (!added) return added.error();
    }
    std::sort(made->sources_.begin(), made->sources_.end());
    return made;
}

result<> shown_roots::add(const std::string& name)
{
    std::error_code failed;
    const auto whole = std::filesystem::canonical(name, failed);
    if (failed) return fail_errno("open", name, failed.value());
    auto last = whole.filename().string();
    if (last.empty()) return fail(errc::bad_usage, "put", "the root folder has no name");
    const auto checked = storage::check_path(last);
    if (!checked) return fail(checked.error().code(), "put", name);
    auto folder = storage::root::open(whole.parent_path());
    if (!folder) return folder.error();
    const auto found = folder->stat(*checked);
    if (!found) return fail(found.error().code(), "open", name);
    sources_.push_back(whole.string());
    if (!above_.emplace(last, std::move(*folder)).second)
        return fail(errc::bad_usage, "put", "two names end with " + last);
    return ok;
}

result<const storage::root*> shown_roots::folder_of(const storage::safe_path& path) const
{
    const std::string_view whole = path.text();
    const auto at = above_.find(whole.substr(0, whole.find('/')));
    if (at == above_.end()) return fail(errc::not_found, "open", path.text());
    return &at->second;
}

result<storage::opened_file> shown_roots::open_file(const storage::safe_path& path) const
{
    const auto folder = folder_of(path);
    if (!folder) return folder.error();
    return (*folder)->open_file(path);
}

std::optional<result<storage::opened_file>>
shown_roots::open_file_cached(const storage::safe_path& path) const
{
    const auto folder = folder_of(path);
    if (!folder) return result<storage::opened_file>(folder.error());
    return (*folder)->open_file_cached(path);
}

result<struct ::stat> shown_roots::stat(const storage::safe_path& path) const
{
    if (path.is_root()) {
        struct ::stat folder{};
        folder.st_mode = S_IFDIR;
        return folder;
    }
    const auto folder = folder_of(path);
    if (!folder) return folder.error();
    return (*folder)->stat(path);
}

std::unique_ptr<storage::listing_walk> shown_roots::walk(storage::catalog_query query) const
{
    if (query.folder.is_root()) return std::make_unique<side_by_side>(*this, std::move(query));
    auto folder = folder_of(query.folder);
    if (!folder) return std::make_unique<counted>(*this, nullptr);
    return std::make_unique<counted>(*this, (*folder)->walk(std::move(query)));
}

} // namespace sluice::transfer
