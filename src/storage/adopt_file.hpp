#pragma once

#include "storage/part_file.hpp"

namespace sluice::storage {

/// A finished file in a folder that nobody sees, its bytes synced.
struct finished_file {
    int folder = -1;
    std::string name;
    int descriptor = -1; // for reading, where it must be copied
    std::uint64_t size = 0;
    mode_t mode = 0644; // it shall have
};

/// Gives a finished file its place in another folder, atomically and durably; returns the name it
/// got. On another file system it is copied to a hidden part beside the place first; the original
/// then stays and is the caller's to remove. Blocks. Errors: target_exists (policies `fail` and
/// `skip`), no_space, not_writable, io_failed; with the stage "sync folder" the file has its name
/// already, and whether it keeps it through a power cut is not known.
result<std::string> adopt_file(file_calls& calls, const finished_file& from, const part_target& to,
                               on_exists policy);

/// Moves a file on one file system to its name, or by the policy `rename` to the next free numbered
/// one; returns the name it got. The folder is not synced. Errors: target_exists (policies `fail`
/// and `skip`), cross_device_link, not_writable, io_failed.
result<std::string> take_name(file_calls& calls, name_at from, const part_target& to,
                              on_exists policy);

/// Makes the names in a folder durable, and its own name where nobody has yet (open_folder::fresh).
/// False with errno where a sync fails. Blocks.
bool sync_names(file_calls& calls, const shared_folder& folder);

/// The mode of new files by this program's umask.
mode_t new_file_mode();

} // namespace sluice::storage
