#pragma once

#include "server/agents/agent_link.hpp"

/// Where the result of a job goes. Pure.
namespace sluice::server {

/// The places that a result may take below the downloads folder, one after the other: AGENT/PATH,
/// then with a number in the component that somebody else has: "x(1).bin" for a file, "data(1)"
/// for a folder.
class target_candidates {
public:
    /// The path is what the agent resolved, a peer's text: checked here. A pattern's place is the
    /// folder in front of it; where that is no folder at all, "all". Errors: outside_root,
    /// bad_name.
    static result<target_candidates> of(const std::string& agent, const resolved_path& from);

    std::string current() const;

    /// Goes on to the next one because of a target that is the present one, holds it or lies in it.
    void avoid(const std::string& taken);

private:
    target_candidates(std::vector<std::string> components, bool is_file);

    std::vector<std::string> components_; // the agent first
    std::vector<unsigned> numbers_;       // one for each component, 0: none
    bool is_file_;
};

/// 1 to 64 of A-Z a-z 0-9 . _ -, not beginning with a dot: what an agent may be called.
bool is_agent_id(std::string_view text);

} // namespace sluice::server
