#include "eval/peers/candidates.hpp"

#include "eval/peers/peer_servers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace sluice::eval {
namespace {

/// The first line that a program says of its version, on either stream.
std::string ask_version(const std::string& program, std::string_view argument)
{
    if (program.find('\'') != std::string::npos) return {}; // the shell's quotes
    const auto command = fmt::format("'{}' {} 2>&1 </dev/null", program, argument);
    FILE* said = ::popen(command.c_str(), "re");
    if (!said) return {};
    char line[256] = {};
    static_cast<void>(std::fgets(line, sizeof line, said));
    ::pclose(said);
    std::string text = line;
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

/// OpenSSH tells its version by ssh only.
std::string version_line(const std::string& name, const std::string& path)
{
    if (name == "nginx") return ask_version(path, "-v");
    if (name == "scp" || name == "sshd") return ask_version("ssh", "-V");
    return ask_version(path, "--version");
}

bool is_wanted(const peer_options& options, const peer& who)
{
    const auto& wanted = options.peers;
    return wanted.empty() || who.server == peer_server::sluice ||
           std::find(wanted.begin(), wanted.end(), who.key) != wanted.end();
}

/// What is missing for a candidate; notes the paths of what is there.
std::string missing_for(const peer& who, peer_ground& ground)
{
    const auto server = program_of(who.server);
    for (const auto& [name, package] : {std::pair(who.program, who.package), server}) {
        if (ground.programs.contains(name)) continue;
        const auto found = find_in_path(name);
        if (!found)
            return fmt::format("{}: {} is not installed (Debian package {})", who.key, name,
                               package);
        ground.programs[name] = *found;
    }
    return {};
}

} // namespace

std::string candidates::version_of(const std::string& program) const
{
    for (const auto& line : versions)
        if (line.starts_with(program + ": ")) return line.substr(program.size() + 2);
    return {};
}

result<candidates> find_candidates(const peer_options& options, peer_ground& ground)
{
    const auto known = peer_names();
    for (const auto& name : options.peers)
        if (std::find(known.begin(), known.end(), name) == known.end())
            return fail(errc::bad_usage, "peers", fmt::format("'{}' is no peer", name));
    // Candidates run in folders of their own.
    ground.programs["sluice-client"] = std::filesystem::absolute(options.programs.client).string();
    ground.programs["sluice-server"] = std::filesystem::absolute(options.programs.server).string();
    candidates made;
    for (const auto& who : all_peers()) {
        if (!is_wanted(options, who)) continue;
        const auto missing = missing_for(who, ground);
        if (missing.empty())
            made.present.push_back(&who);
        else
            made.skipped.push_back(missing);
    }
    for (const auto& [name, path] : ground.programs)
        made.versions.push_back(name + ": " + version_line(name, path));
    return made;
}

} // namespace sluice::eval
