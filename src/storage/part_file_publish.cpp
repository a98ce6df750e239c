#include "storage/part_file.hpp"

#include <fcntl.h>
#include <stdio.h>

namespace sluice::storage {

/// True: moved. False: the name is taken.
result<bool> part_file::move_to(const std::string& name, on_exists policy)
{
    const unsigned flags = policy == on_exists::overwrite ? 0 : RENAME_NOREPLACE;
    if (calls_.rename_at(folder(), names_.part.c_str(), name.c_str(), flags) == 0) return true;
    // File systems without RENAME_NOREPLACE: a link never replaces either.
    if (errno == EINVAL && flags != 0) {
        if (calls_.link_at(folder(), names_.part.c_str(), name.c_str()) == 0) {
            calls_.unlink_at(folder(), names_.part.c_str());
            return true;
        }
    }
    if (errno == EEXIST) return false;
    if (errno == EISDIR) return fail(errc::target_exists, "rename", name + " is a folder");
    return target_error("rename", name);
}

result<std::optional<std::string>> part_file::publish(on_exists policy)
{
    constexpr unsigned most_numbers = 100'000;
    auto name = target_.name;
    for (unsigned number = 1; number < most_numbers; ++number) {
        const auto moved = move_to(name, policy);
        if (!moved) return moved.error();
        if (*moved) {
            if (journal_) calls_.unlink_at(folder(), names_.journal.c_str());
            return std::optional<std::string>(name);
        }
        if (policy == on_exists::skip) {
            discard();
            return std::optional<std::string>();
        }
        if (policy == on_exists::fail) break;
        name = numbered_name(target_.name, number);
    }
    return fail(errc::target_exists, "rename", name);
}

void part_file::remove_orphan(file_calls& calls, int folder, const std::string& name,
                              const std::string& source_path)
{
    const auto names = part_names_for(name, source_path);
    struct ::stat found{};
    const bool has_part = ::fstatat(folder, names.part.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
    if (!has_part) calls.unlink_at(folder, names.journal.c_str());
}

void part_file::discard()
{
    calls_.unlink_at(folder(), names_.part.c_str());
    if (journal_) calls_.unlink_at(folder(), names_.journal.c_str());
}

} // namespace sluice::storage
