#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What the lines of an operator mean (docs/prompt.md).
namespace sluice::admin::menu {

/// An empty line.
struct nothing {};
/// One line for the operator about what was typed.
struct remark {
    std::string text;
};
struct show_help {};
struct show_files {
    std::string path; // empty: the root
};
struct show_sessions {};
struct show_stats {};
struct kick {
    std::uint64_t id = 0;
};
struct limit {
    std::uint64_t rate = 0; // bytes per second, 0: no limit
};
struct show_agents {};
struct show_jobs {};
struct cancel_job {
    std::string id;
};
struct pull {
    std::string agent; // an id, a pattern or "all"
    std::string path;
};
/// Leaves the prompt; the server goes on.
struct leave {};
struct stop {};

/// One of the structs above.
using action = std::variant<nothing, remark, show_help, show_files, show_sessions, show_stats, kick,
                            limit, show_agents, show_jobs, cancel_job, pull, leave, stop>;

/// Never fails: a line that means nothing is a remark.
action read(std::string_view line);

/// The menu and the list of all words, several lines each.
std::string text();
std::string help();

/// All words, for completion.
std::vector<std::string> words();

} // namespace sluice::admin::menu
