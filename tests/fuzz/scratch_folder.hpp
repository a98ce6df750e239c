#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace sluice::fuzz {

/// A folder that lives as long as the program, in memory where there is some.
class scratch_folder {
public:
    scratch_folder()
    {
        if (!::mkdtemp(name_.data())) std::abort();
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    ~scratch_folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(name_, ignored);
    }
    static const std::string& name()
    {
        static const scratch_folder only;
        return only.name_;
    }

private:
    // mkdtemp(3) puts a name of its own in place of the last six letters.
    std::string name_ =
        ::access("/dev/shm", W_OK) == 0 ? "/dev/shm/sluice-fuzz-XXXXXX" : "/tmp/sluice-fuzz-XXXXXX";
};

} // namespace sluice::fuzz
