#include "storage/catalog.hpp"

#include "base/glob.hpp"
#include "storage/chunking.hpp"
#include "storage/part_name.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>

namespace sluice::storage {
namespace {

struct dir_closer {
    void operator()(DIR* d) const { ::closedir(d); }
};

/// The sorted names of an open folder, without "." and "..", parts and journals.
result<std::vector<std::string>> names_of(int folder, const std::string& path)
{
    unique_fd own(::fcntl(folder, F_DUPFD_CLOEXEC, 0));
    if (!own) return fail_errno("list", path);
    std::unique_ptr<DIR, dir_closer> dir(::fdopendir(own.get()));
    if (!dir) return fail_errno("list", path);
    static_cast<void>(own.release());
    std::vector<std::string> names;
    while (const auto* found = ::readdir(dir.get())) {
        const std::string_view name = found->d_name;
        if (name == "." || name == ".." || is_part_name(name)) continue;
        if (names.size() >= catalog_walk::max_names) return fail(errc::too_large, "list", path);
        names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string joined(const std::string& folder, const std::string& name)
{
    return folder.empty() ? name : folder + "/" + name;
}

/// The bytes that an entry takes in a listing: its path and the fixed fields.
std::size_t encoded_size(const proto::entry& e)
{
    return e.path.size() + 40;
}

} // namespace

proto::entry entry_of(std::string path, const struct ::stat& found)
{
    const auto stamp = stamp_of(found);
    proto::entry e;
    e.path = std::move(path);
    e.modified_ns = stamp.modified_ns;
    if (S_ISDIR(found.st_mode)) {
        e.kind = proto::entry_kind::folder;
        return e;
    }
    e.size = stamp.size;
    e.version = version_of(stamp);
    e.chunk_size = chunk_size_for(stamp.size);
    return e;
}

struct catalog_walk::level {
    unique_fd folder;
    std::string path;
    std::vector<std::string> names;
    std::size_t next = 0;
};

catalog_walk::catalog_walk(const root& from, catalog_query query)
    : from_(from),
      query_(std::move(query))
{
}

catalog_walk::~catalog_walk() = default;

result<void> catalog_walk::enter(const std::string& path)
{
    if (levels_.size() >= max_depth) return fail(errc::too_large, "list", path);
    const auto checked = check_path(path);
    if (!checked) return checked.error();
    auto folder = from_.open_folder(*checked);
    if (!folder) return folder.error();
    auto names = names_of(folder->get(), path);
    if (!names) return names.error();
    auto made = std::make_unique<level>();
    made->folder = std::move(*folder);
    made->path = path;
    made->names = std::move(*names);
    levels_.push_back(std::move(made));
    return ok;
}

std::string_view catalog_walk::inner_part(std::string_view path) const
{
    const auto& base = query_.folder.text();
    return path.substr(base.empty() ? 0 : base.size() + 1);
}

bool catalog_walk::wants_below(std::string_view folder) const
{
    if (!query_.recursive) return false;
    return query_.pattern.empty() || glob_may_match_below(query_.pattern, inner_part(folder));
}

result<void> catalog_walk::seek(std::string_view after)
{
    const auto& base = query_.folder.text();
    if (!base.empty()) {
        if (!after.starts_with(base + "/")) return fail(errc::bad_usage, "list", "bad position");
        after.remove_prefix(base.size() + 1);
    }
    started_ = true;
    const auto entered = enter(base);
    if (!entered) return entered.error();
    while (!after.empty()) {
        auto& here = *levels_.back();
        const auto slash = after.find('/');
        const std::string name(after.substr(0, slash));
        after.remove_prefix(slash == std::string_view::npos ? after.size() : slash + 1);
        const auto at = std::upper_bound(here.names.begin(), here.names.end(), name);
        here.next = static_cast<std::size_t>(at - here.names.begin());
        const auto path = joined(here.path, name);
        if (!wants_below(path)) break;
        // A folder's own entry comes before what it holds. One that has gone is passed over.
        const auto below = enter(path);
        if (!below) break;
    }
    return ok;
}

void catalog_walk::visit(const std::string& name, catalog_page& into, std::size_t& bytes)
{
    const auto& here = *levels_.back();
    const auto path = joined(here.path, name);
    // Also for what is left out: a page may end behind it.
    if (path.size() <= proto::max_path) last_ = path;
    struct ::stat found{};
    const bool there = ::fstatat(here.folder.get(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
    if (!there) return;
    const bool folder = S_ISDIR(found.st_mode);
    if ((!folder && !S_ISREG(found.st_mode)) || !check_path(path)) {
        ++into.skipped;
        return;
    }
    if (query_.pattern.empty() || glob_match(query_.pattern, inner_part(path))) {
        into.entries.push_back(entry_of(path, found));
        bytes += encoded_size(into.entries.back());
    }
    // A folder that cannot be entered (gone, no permission, too deep) is left out and counted.
    if (folder && wants_below(path) && !enter(path)) ++into.skipped;
}

result<catalog_page> catalog_walk::next_page(std::size_t most, std::size_t max_bytes)
{
    if (!started_) {
        started_ = true;
        const auto entered = enter(query_.folder.text());
        if (!entered) return entered.error();
    }
    catalog_page page;
    std::size_t bytes = 0;
    // Bounds a page that matches nothing, so that one request cannot keep a thread for long.
    constexpr std::size_t most_visits = 20'000;
    constexpr std::size_t largest_entry = proto::max_path + 40;
    std::size_t visits = 0;
    const auto before = last_;
    while (!levels_.empty()) {
        auto& here = *levels_.back();
        if (here.next == here.names.size()) {
            levels_.pop_back();
            continue;
        }
        const bool full = page.entries.size() >= most || bytes + largest_entry > max_bytes;
        if (full || (++visits > most_visits && last_ != before)) {
            page.next = last_;
            break;
        }
        const auto name = here.names[here.next++];
        visit(name, page, bytes);
    }
    return page;
}

} // namespace sluice::storage
