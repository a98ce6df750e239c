#pragma once

#include "base/result.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::transfer {

/// Where an export lies, for telling which absolute paths are in it.
struct export_place {
    std::string name;                 // under which it is shown
    std::vector<std::string> folders; // absolute: as it was named, and without links
};

/// What an agent may expand in front of a path that it is asked for.
struct expansion_rules {
    std::vector<std::string> allowed;             // "~" and names of variables
    std::map<std::string, std::string> variables; // of the agent's own environment
};

/// Where what was asked for may stand below the exports: paths (or patterns) that begin with the
/// name of one, the likeliest first; never empty. "NAME/x", "x" below the only export, an absolute
/// path in an export, or one of these forms after "~" or "$VARIABLE" was expanded as the rules
/// allow. The empty path is all that is shown. Says nothing about what is on disk. Pure.
/// Errors: outside_root (in no export, with "..", an expansion that is not allowed or leads
/// elsewhere), bad_name.
result<std::vector<std::string>> places_of(std::string_view asked,
                                           const std::vector<export_place>& exports,
                                           const expansion_rules& rules);

} // namespace sluice::transfer
