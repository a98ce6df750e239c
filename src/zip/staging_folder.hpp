#pragma once

#include "storage/target_folder.hpp"

#include <memory>

namespace sluice::zip {

/// A hidden folder inside of another in which files come into being before they get their names:
/// ".unpack.<8 hex>.part", which nobody is ever shown. Removed at the end with all that is left in
/// it, and emptied at the beginning of what a killed program left.
class staging_folder {
public:
    /// The 8 hex digits come from `source`, so that the same source finds the same folder again.
    /// Errors: target_busy (another program has it), not_writable, no_space.
    static result<std::unique_ptr<staging_folder>>
    open(storage::file_calls& calls, storage::shared_folder in, std::string_view source);
    ~staging_folder();
    staging_folder(const staging_folder&) = delete;
    staging_folder& operator=(const staging_folder&) = delete;

    int descriptor() const { return folder_.get(); }
    const std::string& name() const { return name_; }

private:
    staging_folder(storage::file_calls& calls, storage::shared_folder in, std::string name);

    void clear();

    storage::file_calls& calls_;
    storage::shared_folder in_;
    std::string name_;
    unique_fd folder_;
};

} // namespace sluice::zip
