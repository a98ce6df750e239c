#include "eval/peers/tree_figures.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace sluice::eval {
namespace {

namespace fs = std::filesystem;

/// A size of /proc/PID/status in bytes.
std::uint64_t status_bytes(pid_t pid, std::string_view field)
{
    std::ifstream in(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with(field)) continue;
        std::istringstream rest(line.substr(field.size() + 1));
        std::uint64_t kib = 0;
        rest >> kib;
        return kib * 1024;
    }
    return 0;
}

std::vector<pid_t> children_of(pid_t pid)
{
    std::vector<pid_t> all;
    std::error_code gone;
    fs::directory_iterator threads(fmt::format("/proc/{}/task", pid), gone);
    while (!gone && threads != fs::directory_iterator()) {
        std::ifstream in(threads->path() / "children");
        for (pid_t child = 0; in >> child;)
            all.push_back(child);
        threads.increment(gone);
    }
    return all;
}

double ticks_of(pid_t pid)
{
    std::ifstream in(fmt::format("/proc/{}/stat", pid));
    std::string text;
    std::getline(in, text);
    const auto name_end = text.rfind(')'); // the name may hold anything
    if (name_end == std::string::npos) return 0;
    std::istringstream words(text.substr(name_end + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        words >> skipped;
    double sum = 0;
    double ticks = 0;
    for (int i = 0; i < 4 && words >> ticks; ++i)
        sum += ticks;
    return sum;
}

} // namespace

std::vector<pid_t> tree_of(pid_t top)
{
    if (::kill(top, 0) != 0) return {};
    std::vector<pid_t> all{top};
    for (std::size_t i = 0; i < all.size(); ++i)
        for (const auto child : children_of(all[i]))
            all.push_back(child);
    return all;
}

double cpu_seconds_of(const std::vector<pid_t>& pids)
{
    double ticks = 0;
    for (const auto pid : pids)
        ticks += ticks_of(pid);
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::uint64_t peak_bytes_of(const std::vector<pid_t>& pids)
{
    std::uint64_t sum = 0;
    for (const auto pid : pids)
        sum += status_bytes(pid, "VmHWM");
    return sum;
}

std::uint64_t resident_bytes_of(pid_t pid)
{
    return status_bytes(pid, "VmRSS");
}

void reset_peaks(const std::vector<pid_t>& pids)
{
    for (const auto pid : pids)
        std::ofstream(fmt::format("/proc/{}/clear_refs", pid)) << 5;
}

void end_tree(pid_t top)
{
    for (const auto pid : tree_of(top))
        ::kill(pid, SIGKILL);
}

std::uint64_t loopback_bytes()
{
    std::ifstream in("/proc/net/dev");
    for (std::string line; std::getline(in, line);) {
        const auto name = line.find("lo:");
        if (name == std::string::npos || line.find_first_not_of(' ') != name) continue;
        std::istringstream rest(line.substr(name + 3));
        std::uint64_t received = 0;
        rest >> received;
        return received;
    }
    return 0;
}

} // namespace sluice::eval
