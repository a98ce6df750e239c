#pragma once

#include "storage/target_folder.hpp"

#include <string>
#include <vector>

namespace sluice::storage {

/// A file that stands below a target folder.
struct standing_file {
    safe_path folder;
    std::string name;
};

/// Files that were there already and shall count as durable: whoever put them there may have been
/// killed before they were. Holds a bounded number of names.
class standing_files {
public:
    /// Of more than so many the whole file system is synced.
    static constexpr std::size_t most_single = 64;

    void add(standing_file one);
    bool empty() const { return count_ == 0; }

    /// Puts them and their names on stable storage. Few files are synced one by one: those that are
    /// durable already cost next to nothing, while syncfs(2) also waits for what all other programs
    /// have written. One that has gone is passed over. Blocks. Errors:
    /// not_writable, no_space, io_failed.
    result<> sync(file_calls& calls, target_folder& target) const;

private:
    std::vector<standing_file> single_;
    std::size_t count_ = 0;
};

} // namespace sluice::storage
