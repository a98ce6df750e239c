#include "support/program.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace sluice::test {

std::uint64_t program::status_bytes(std::string_view key) const
{
    std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(key)) return std::stoull(line.substr(key.size())) * 1024;
    return 0;
}

std::uint64_t program::resident_bytes() const
{
    return status_bytes("VmRSS:");
}

std::uint64_t program::peak_resident_bytes() const
{
    return status_bytes("VmHWM:");
}

double program::cpu_seconds() const
{
    std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
    std::string all;
    std::getline(file, all);
    const auto end_of_name = all.rfind(')');
    if (end_of_name == std::string::npos) return 0;
    // utime and stime are the fields 14 and 15; the name is field 2.
    std::istringstream fields(all.substr(end_of_name + 2));
    std::string skipped;
    for (int field = 3; field < 14; ++field)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::size_t program::open_descriptors() const
{
    const std::filesystem::path folder("/proc/" + std::to_string(pid_) + "/fd");
    std::error_code ignored;
    const std::filesystem::directory_iterator all(folder, ignored);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace sluice::test
