#include "../fuzz/scratch_folder.hpp"
#include "zip/unpack.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

/// Whatever an archive holds: nothing outside of the target, and nothing at all after an error that
/// came before the first file had its name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace sluice;
    namespace fs = std::filesystem;
    const auto target = sluice::fuzz::scratch_folder::name() + "/in/target";
    const unique_fd file(::memfd_create("archive", MFD_CLOEXEC));
    if (!file || ::write(file.get(), data, size) != static_cast<ssize_t>(size)) return 0;
    const auto into = storage::target_folder::open(storage::system_file_calls(), target);
    if (!into) std::abort();
    zip::unpack_limits limits;
    limits.entries = 100;
    limits.bytes = 1U << 20U;
    limits.durable = false;
    const auto made = zip::unpack(storage::system_file_calls(), {file.get(), "a"}, **into, limits);
    std::uint64_t bytes = 0;
    for (const auto& one : fs::recursive_directory_iterator(sluice::fuzz::scratch_folder::name())) {
        if (one.is_symlink()) std::abort();
        if (!one.is_regular_file()) continue;
        if (!one.path().string().starts_with(target + "/")) std::abort();
        bytes += one.file_size();
    }
    if (bytes > limits.bytes) std::abort();
    if (made && bytes != made->bytes) std::abort();
    std::error_code ignored;
    fs::remove_all(sluice::fuzz::scratch_folder::name() + "/in", ignored);
    return 0;
}
