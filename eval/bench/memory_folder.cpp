#include "eval/bench/memory_folder.hpp"

#include "eval/bench/pairs.hpp"

#include <unistd.h>

#include <cstdlib>

namespace sluice::eval {

memory_folder::memory_folder()
{
    const std::filesystem::path memory = "/dev/shm";
    const bool writable = ::access(memory.c_str(), W_OK) == 0;
    const auto above = writable ? memory : std::filesystem::temp_directory_path();
    auto name = (above / "sluice-bench-XXXXXX").string();
    insist(::mkdtemp(name.data()) != nullptr, "no folder for the files of a benchmark");
    path_ = name;
}

memory_folder::~memory_folder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

} // namespace sluice::eval
