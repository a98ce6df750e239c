#pragma once

#include "base/result.hpp"
#include "base/unique_fd.hpp"

#include <string>

namespace sluice::state {

/// Makes the folder with mode 0700 if it is missing, and the folders above it. Errors:
/// not_writable, not_a_folder.
result<> make_state_folder(const std::string& folder);

/// The lock of a state folder: the file `lock` in it, held by flock(2) and so never left behind.
/// Its content tells whether the last owner ended cleanly: one byte while the store is open,
/// none after a clean close.
class folder_lock {
public:
    /// Errors: target_busy (another program has it), not_writable.
    static result<folder_lock> take(const std::string& folder);

    /// True if the last owner did not close the store.
    bool found_unclean() const { return unclean_; }

    /// On stable storage when it returns. Errors: io_failed, no_space.
    result<> mark_open();
    void mark_closed();

private:
    folder_lock(unique_fd held, bool unclean) : held_(std::move(held)), unclean_(unclean) {}

    unique_fd held_;
    bool unclean_ = false;
};

} // namespace sluice::state
