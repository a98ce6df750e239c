#include "storage/adopt_file.hpp"

#include "storage/read_file.hpp"

#include <fcntl.h>
#include <stdio.h>

#include <fstream>

namespace sluice::storage {
namespace {

constexpr std::size_t copy_buffer = std::size_t{1} << 20U;

/// True: moved. False: the name is taken.
result<bool> move_once(file_calls& calls, name_at from, name_at to, on_exists policy)
{
    const unsigned flags = policy == on_exists::overwrite ? 0 : RENAME_NOREPLACE;
    if (calls.rename_between(from, to, flags) == 0) return true;
    // File systems without RENAME_NOREPLACE: a link never replaces either.
    if (errno == EINVAL && flags != 0 && calls.link_between(from, to) == 0) {
        calls.unlink_at(from.folder, from.name);
        return true;
    }
    if (errno == EEXIST) return false;
    // Not translated as for paths, where it means a way out of the root.
    if (errno == EXDEV) return fail(std::make_error_code(std::errc::cross_device_link), "rename");
    if (errno == EISDIR) return fail(errc::target_exists, "rename", std::string(to.name));
    return target_error("rename", to.name);
}

result<void> copy_bytes(file_calls& calls, const finished_file& from, int into)
{
    byte_buffer buffer(copy_buffer);
    for (std::uint64_t at = 0; at < from.size;) {
        const auto got = read_at(from.descriptor, at, buffer);
        if (!got) return got.error();
        if (*got == 0) return fail(errc::io_failed, "copy", from.name);
        auto left = byte_view(buffer).first(*got);
        while (!left.empty()) {
            const auto wrote =
                calls.write_at(into, left.data(), left.size(), static_cast<off_t>(at));
            if (wrote < 0 && errno == EINTR) continue;
            if (wrote < 0) return target_error("copy", from.name);
            left = left.subspan(static_cast<std::size_t>(wrote));
            at += static_cast<std::uint64_t>(wrote);
        }
    }
    return ok;
}

result<void> copy_to_part(file_calls& calls, const finished_file& from, name_at part)
{
    const unique_fd file(calls.open_at(
        part.folder, part.name, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, from.mode));
    if (!file) return target_error("create", part.name);
    const auto copied = copy_bytes(calls, from, file.get());
    if (!copied) return copied.error();
    if (calls.change_mode(file.get(), from.mode) != 0) return target_error("mode", part.name);
    if (calls.sync_data(file.get()) != 0) return target_error("sync", part.name);
    return ok;
}

result<std::string> copy_over(file_calls& calls, const finished_file& from, const part_target& to,
                              on_exists policy)
{
    const auto part = part_names_for(to.name, from.name).part;
    const name_at beside{to.folder->get(), part.c_str()};
    const auto copied = copy_to_part(calls, from, beside);
    auto named =
        copied ? take_name(calls, beside, to, policy) : result<std::string>(copied.error());
    if (!named) calls.unlink_at(beside.folder, beside.name);
    return named;
}

} // namespace

result<std::string> take_name(file_calls& calls, name_at from, const part_target& to,
                              on_exists policy)
{
    constexpr unsigned most_numbers = 100'000;
    auto name = to.name;
    for (unsigned number = 1; number < most_numbers; ++number) {
        const auto moved = move_once(calls, from, {to.folder->get(), name.c_str()}, policy);
        if (!moved) return moved.error();
        if (*moved) return name;
        if (policy != on_exists::rename) break;
        name = numbered_name(to.name, number);
    }
    return fail(errc::target_exists, "rename", name);
}

bool sync_names(file_calls& calls, const shared_folder& folder)
{
    if (calls.sync_folder(folder->get()) != 0) return false;
    if (!folder->above || !folder->fresh) return true;
    if (!sync_names(calls, folder->above)) return false;
    folder->fresh = false;
    return true;
}

result<std::string> adopt_file(file_calls& calls, const finished_file& from, const part_target& to,
                               on_exists policy)
{
    if (calls.change_mode(from.descriptor, from.mode) != 0) return target_error("mode", to.name);
    auto named = take_name(calls, {from.folder, from.name.c_str()}, to, policy);
    if (!named && named.error().code() == std::errc::cross_device_link)
        named = copy_over(calls, from, to, policy);
    if (!named) return named.error();
    if (!sync_names(calls, to.folder)) return target_error("sync folder", *named);
    return named;
}

mode_t new_file_mode()
{
    // umask(2) can only be read by changing it, which other threads would notice.
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "Umask:" && status >> word)
            return 0666 & ~static_cast<mode_t>(std::strtoul(word.c_str(), nullptr, 8));
    return 0644;
}

} // namespace sluice::storage
