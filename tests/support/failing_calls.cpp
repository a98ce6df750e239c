#include "support/failing_calls.hpp"

#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

namespace sluice::test {
namespace {

using storage::file_calls;

std::string name_of(int file)
{
    std::array<char, 4096> path{};
    const auto link = "/proc/self/fd/" + std::to_string(file);
    if (::readlink(link.c_str(), path.data(), path.size() - 1) < 0) return "?";
    return std::filesystem::path(path.data()).filename().string();
}

} // namespace

bool failing_calls::strikes(std::string note)
{
    if (before_) before_(note);
    made_.push_back(std::move(note));
    if (made_.size() != number_) return false;
    if (what_ == mishap::dies) ::_exit(9);
    errno = error_;
    return true;
}

std::string failing_calls::struck_call() const
{
    if (!struck()) return {};
    const auto& note = made_.at(number_ - 1);
    return note.substr(0, note.find(' '));
}

std::size_t failing_calls::count(std::string_view start) const
{
    const auto fits = [&](const std::string& note) { return note.starts_with(start); };
    return static_cast<std::size_t>(std::count_if(made_.begin(), made_.end(), fits));
}

std::size_t failing_calls::first(std::string_view start) const
{
    const auto fits = [&](const std::string& note) { return note.starts_with(start); };
    const auto at = std::find_if(made_.begin(), made_.end(), fits);
    return static_cast<std::size_t>(at - made_.begin());
}

std::size_t failing_calls::last(std::string_view start) const
{
    for (std::size_t at = made_.size(); at-- > 0;)
        if (made_[at].starts_with(start)) return at;
    return made_.size();
}

std::size_t failing_calls::written(std::size_t count) const
{
    return short_writes_ && count > 1 ? count - 1 : count;
}

int failing_calls::open_at(int folder, const char* name, int flags, mode_t mode)
{
    if (strikes("open_at " + std::string(name))) return -1;
    return file_calls::open_at(folder, name, flags, mode);
}

int failing_calls::lock(int file)
{
    if (strikes("lock " + name_of(file))) return -1;
    return file_calls::lock(file);
}

ssize_t failing_calls::write_at(int file, const void* from, std::size_t count, off_t where)
{
    if (strikes("write_at " + name_of(file))) return -1;
    return file_calls::write_at(file, from, written(count), where);
}

ssize_t failing_calls::append(int file, const void* from, std::size_t count)
{
    if (strikes("append " + name_of(file))) return -1;
    return file_calls::append(file, from, written(count));
}

int failing_calls::truncate(int file, off_t size)
{
    if (strikes("truncate " + name_of(file))) return -1;
    return file_calls::truncate(file, size);
}

int failing_calls::start_writing(int file, off_t, off_t)
{
    return strikes("start_writing " + name_of(file)) ? -1 : 0;
}

int failing_calls::sync_data(int file)
{
    return strikes("sync_data " + name_of(file)) ? -1 : 0;
}

int failing_calls::sync_folder(int folder)
{
    return strikes("sync_folder " + name_of(folder)) ? -1 : 0;
}

int failing_calls::sync_file_system(int file)
{
    return strikes("sync_file_system " + name_of(file)) ? -1 : 0;
}

int failing_calls::rename_at(int folder, const char* from, const char* to, unsigned flags)
{
    if (strikes("rename_at " + std::string(from) + " " + to)) return -1;
    if (!noreplace_ && (flags & RENAME_NOREPLACE) != 0) {
        errno = EINVAL;
        return -1;
    }
    return file_calls::rename_at(folder, from, to, flags);
}

int failing_calls::link_at(int folder, const char* from, const char* to)
{
    if (strikes("link_at " + std::string(from) + " " + to)) return -1;
    return file_calls::link_at(folder, from, to);
}

int failing_calls::unlink_at(int folder, const char* name)
{
    if (strikes("unlink_at " + std::string(name))) return -1;
    return file_calls::unlink_at(folder, name);
}

int failing_calls::make_folder(int folder, const char* name)
{
    if (strikes("make_folder " + std::string(name))) return -1;
    return file_calls::make_folder(folder, name);
}

int failing_calls::allocate(int file, off_t size)
{
    if (strikes("allocate " + name_of(file))) return -1;
    return file_calls::allocate(file, size);
}

int failing_calls::change_mode(int file, mode_t mode)
{
    if (strikes("change_mode " + name_of(file))) return -1;
    return file_calls::change_mode(file, mode);
}

int failing_calls::rename_between(storage::name_at from, storage::name_at to, unsigned flags)
{
    if (strikes("rename_between " + std::string(from.name) + " " + to.name)) return -1;
    if (!together_ && from.folder != to.folder) {
        errno = EXDEV;
        return -1;
    }
    if (!noreplace_ && (flags & RENAME_NOREPLACE) != 0) {
        errno = EINVAL;
        return -1;
    }
    return file_calls::rename_between(from, to, flags);
}

int failing_calls::link_between(storage::name_at from, storage::name_at to)
{
    if (strikes("link_between " + std::string(from.name) + " " + to.name)) return -1;
    if (!together_ && from.folder != to.folder) {
        errno = EXDEV;
        return -1;
    }
    return file_calls::link_between(from, to);
}

} // namespace sluice::test
