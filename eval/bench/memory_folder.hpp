#pragma once

#include <filesystem>
#include <string>

namespace sluice::eval {

/// A folder of its own in /dev/shm, a tmpfs (shm_overview(7)), so that no disk is measured; where
/// that cannot be written, in the folder for temporary files. Removed with all it holds.
class memory_folder {
public:
    memory_folder();
    memory_folder(const memory_folder&) = delete;
    memory_folder& operator=(const memory_folder&) = delete;
    ~memory_folder();

    std::string path() const { return path_.string(); }
    std::string at(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

} // namespace sluice::eval
