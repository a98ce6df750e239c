#include "eval/run/environment.hpp"

#include "eval/run/build_stamp.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>
#include <thread>

namespace sluice::eval {
namespace {

using json = nlohmann::ordered_json;

json first_line(const std::string& path)
{
    std::ifstream in(path);
    std::string line;
    if (!std::getline(in, line)) return nullptr;
    return line;
}

/// What follows the colon of the first line that begins so.
json field_of(const std::string& path, std::string_view name)
{
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        const auto colon = line.find(':');
        if (!line.starts_with(name) || colon == std::string::npos) continue;
        const auto start = line.find_first_not_of(" \t", colon + 1);
        return start == std::string::npos ? json(nullptr) : json(line.substr(start));
    }
    return nullptr;
}

/// The file system type and options of the mount that holds a folder: the longest mount point above
/// it (proc_pid_mountinfo(5)).
json file_system_of(const std::filesystem::path& folder)
{
    std::error_code ec;
    const auto whole = std::filesystem::weakly_canonical(folder, ec).string();
    std::ifstream in("/proc/self/mountinfo");
    json best = nullptr;
    std::size_t longest = 0;
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        std::vector<std::string> w;
        for (std::string word; words >> word;)
            w.push_back(word);
        const auto dash = std::find(w.begin(), w.end(), "-");
        if (w.size() < 6 || w.end() - dash < 3) continue;
        const auto& point = w[4];
        const bool above = whole == point || whole.starts_with(point == "/" ? point : point + "/");
        if (!above || point.size() < longest) continue;
        longest = point.size();
        best = json{{"type", *(dash + 1)}, {"options", w[5]}};
    }
    return best;
}

json sysctls()
{
    json made;
    for (const char* name :
         {"net/core/rmem_max", "net/core/wmem_max", "net/core/somaxconn", "net/ipv4/tcp_rmem",
          "net/ipv4/tcp_wmem", "net/ipv4/tcp_congestion_control",
          "net/ipv4/tcp_slow_start_after_idle", "vm/dirty_ratio", "vm/dirty_background_ratio",
          "vm/swappiness"})
        made[name] = first_line(std::string("/proc/sys/") + name);
    return made;
}

/// What a program says of its version.
json version_of(const std::filesystem::path& program)
{
    if (program.string().find('\'') != std::string::npos) return nullptr; // the shell's quotes
    const auto command = "timeout 2 '" + program.string() + "' --version 2>/dev/null";
    FILE* said = ::popen(command.c_str(), "re");
    if (!said) return nullptr;
    char line[256] = {};
    const bool any = std::fgets(line, sizeof line, said) != nullptr;
    ::pclose(said);
    std::string text = line;
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return any ? json(text) : json(nullptr);
}

std::string now_text()
{
    const auto now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[40];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

json build_facts()
{
    json made;
    made["version"] = SLUICE_VERSION;
    made["commit"] = build_commit;
    made["type"] = build_type;
    made["compiler"] =
        fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
    return made;
}

std::string text_or_unknown(const json& value)
{
    return value.is_string() ? value.get<std::string>() : "unknown";
}

} // namespace

run_environment look_around(const run_options& options, const std::string& command)
{
    run_environment made;
    made.date = now_text();
    made.command = command;
    utsname kernel{};
    ::uname(&kernel);
    const auto cpu = field_of("/proc/cpuinfo", "model name");
    const auto files = file_system_of(options.out);
    json all;
    all["schema"] = 1;
    all["date"] = made.date;
    all["command"] = command;
    all["seed"] = options.seed;
    all["kernel"] = fmt::format("{} {}", kernel.sysname, kernel.release);
    all["architecture"] = kernel.machine;
    all["cpu"] = cpu;
    all["cpus"] = std::thread::hardware_concurrency();
    all["governor"] = first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    all["memory"] = field_of("/proc/meminfo", "MemTotal");
    all["file_system"] = files;
    all["sysctls"] = sysctls();
    all["build"] = build_facts();
    all["server"] = version_of(options.programs.server);
    all["client"] = version_of(options.programs.client);
    made.json = all.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
    made.machine = fmt::format("{} CPUs ({}), {}, {}; {} {} build of {}", all["cpus"].dump(),
                               text_or_unknown(cpu), all["kernel"].get<std::string>(),
                               files.is_object() ? text_or_unknown(files["type"]) : "unknown",
                               text_or_unknown(all["build"]["version"]), build_type, build_commit);
    return made;
}

} // namespace sluice::eval
