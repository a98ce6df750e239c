#include "support/strace.hpp"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>

namespace sluice::test {
namespace {

command_line before(command_line options, const command_line& command)
{
    // LeakSanitizer cannot work under ptrace; in other builds nobody reads the variable.
    options.insert(options.end(), {"-E", "LSAN_OPTIONS=detect_leaks=0"});
    options.emplace_back("--");
    options.insert(options.end(), command.begin(), command.end());
    return options;
}

/// "NAME(ARGUMENTS) = RESULT"
std::optional<traced_call> call_in(std::string_view line)
{
    const auto open = line.find('(');
    const auto equals = line.rfind(" = ");
    if (open == std::string_view::npos || equals == std::string_view::npos || equals < open)
        return std::nullopt;
    traced_call made;
    made.name = line.substr(0, open);
    made.arguments = line.substr(open + 1, line.rfind(')', equals) - open - 1);
    made.succeeded = line.substr(equals + 3, 1) != "-" && line.substr(equals + 3, 1) != "?";
    return made;
}

} // namespace

bool may_trace()
{
    static const bool may = [] {
        const int status = std::system("strace -f -qq -o /dev/null -e trace=none true 2>/dev/null");
        const bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        if (!good) std::cerr << "SKIPPED: strace is missing or may not watch programs here\n";
        return good;
    }();
    return may;
}

command_line with_injection(const std::string& call, const std::string& what,
                            const std::string& when, const command_line& command)
{
    return with_injection_on({}, call, what, when, command);
}

command_line with_injection_on(const std::vector<std::string>& files, const std::string& call,
                               const std::string& what, const std::string& when,
                               const command_line& command)
{
    command_line options{"/usr/bin/env", "strace", "-D", "-f", "-qq", "-o", "/dev/null"};
    for (const auto& file : files)
        options.insert(options.end(), {"-P", file});
    const auto rule = "inject=" + call + ":" + what + ":when=" + when;
    options.insert(options.end(), {"-e", "trace=" + call, "-e", rule});
    return before(std::move(options), command);
}

command_line with_trace(const std::string& calls, const std::string& file,
                        const command_line& command)
{
    return before({"/usr/bin/env", "strace", "-D", "-f", "-y", "-qq", "--seccomp-bpf", "-s", "4096",
                   "-o", file, "-e", "trace=" + calls, "-e", "signal=none"},
                  command);
}

std::string traced_call::descriptor_path() const
{
    const auto open = arguments.find('<');
    const auto close = arguments.find('>', open);
    if (open == std::string::npos || close == std::string::npos) return {};
    return arguments.substr(open + 1, close - open - 1);
}

std::string traced_call::text(std::size_t number) const
{
    std::size_t at = 0;
    while (true) {
        const auto open = arguments.find('"', at);
        const auto close = arguments.find('"', open + 1);
        if (open == std::string::npos || close == std::string::npos) return {};
        if (number-- == 0) return arguments.substr(open + 1, close - open - 1);
        at = close + 1;
    }
}

std::vector<traced_call> read_trace(const std::string& file)
{
    constexpr std::string_view cut = " <unfinished ...>";
    constexpr std::string_view resumed = " resumed>";
    struct first_half {
        std::string text;
        std::size_t line = 0;
    };
    std::map<std::string, first_half> halves; // by thread
    std::vector<traced_call> calls;
    std::ifstream in(file);
    std::string line;
    for (std::size_t number = 0; std::getline(in, line); ++number) {
        const auto space = line.find(' ');
        const auto thread = line.substr(0, space);
        auto text = line.substr(line.find_first_not_of(' ', space));
        auto begun = number;
        if (text.ends_with(cut)) {
            halves[thread] = {text.substr(0, text.size() - cut.size()), number};
            continue;
        }
        if (const auto rest = text.find(resumed);
            text.starts_with("<... ") && rest != std::string::npos) {
            text = halves[thread].text + text.substr(rest + resumed.size());
            begun = halves[thread].line;
        }
        auto call = call_in(text);
        if (!call) continue;
        call->begun = begun;
        call->ended = number;
        calls.push_back(std::move(*call));
    }
    return calls;
}

} // namespace sluice::test
