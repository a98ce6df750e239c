#include "server/pickup/fresh_files.hpp"

#include "storage/part_name.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <csignal>
#include <set>

namespace sluice::server {
namespace {

struct dir_closer {
    void operator()(DIR* d) const { ::closedir(d); }
};

bool has_extension(std::string_view name, std::string_view extension)
{
    return name.size() > extension.size() + 1 && name.ends_with(extension) &&
           name[name.size() - extension.size() - 1] == '.';
}

/// The sorted names that may be offered.
result<std::vector<std::string>> names_with(unique_fd folder, std::string_view extension)
{
    std::unique_ptr<DIR, dir_closer> all(::fdopendir(folder.get()));
    if (!all) return fail_errno("list");
    static_cast<void>(folder.release());
    std::vector<std::string> names;
    while (const auto* found = ::readdir(all.get())) {
        const std::string_view name = found->d_name;
        // Writers that rename a finished file write it under a hidden name.
        if (name.starts_with('.') || !has_extension(name, extension)) continue;
        names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool is_settled(const storage::file_stamp& stamp, const fresh_query& query)
{
    // A clock that was set back must not hold files up for as long; a difference either way counts.
    const auto [early, late] = std::minmax(query.now_ns, stamp.changed_ns);
    return late - early >= query.settle.count() && storage::unsettled_ns(stamp, query.now_ns) == 0;
}

} // namespace

bool is_open_for_writing(int file)
{
    // Who opens the file for writing meanwhile causes this signal, which is ignored by default.
    ::fcntl(file, F_SETSIG, SIGURG);
    if (::fcntl(file, F_SETLEASE, F_RDLCK) != 0) return errno == EAGAIN;
    ::fcntl(file, F_SETLEASE, F_UNLCK);
    return false;
}

result<std::vector<fresh_file>> fresh_files(const storage::root& files, const fresh_query& query)
{
    const auto project = storage::check_path(query.project);
    if (!project) return project.error();
    const auto known = files.open_folder(*project);
    if (!known) return fail(errc::not_found, "pick-up", "No project " + query.project);
    const auto bar = storage::check_path(query.project + "/bar");
    auto folder = files.open_folder(*bar);
    if (!folder && folder.error() == errc::not_found) return std::vector<fresh_file>();
    if (!folder) return folder.error();
    const auto names = names_with(std::move(*folder), query.extension);
    if (!names) return names.error();
    std::vector<fresh_file> all;
    for (const auto& name : *names) {
        auto path = storage::check_path(bar->text() + "/" + name);
        if (!path) continue;
        const auto opened = files.open_file(*path);
        if (!opened && opened.error() == errc::out_of_descriptors) return opened.error();
        if (!opened || !is_settled(opened->stamp, query)) continue;
        if (is_open_for_writing(opened->file.get())) continue;
        all.push_back({name, std::move(*path), opened->stamp});
        if (all.size() >= query.most) break;
    }
    return all;
}

void keep_only(std::vector<fresh_file>& fresh, const std::vector<std::string>& names)
{
    const std::set<std::string_view> kept(names.begin(), names.end());
    std::erase_if(fresh, [&](const fresh_file& one) { return !kept.contains(one.name); });
}

} // namespace sluice::server
