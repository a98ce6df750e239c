#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::transfer {

/// The part of the served folder that one peer may see: a file or folder with all below it. Of the
/// folders above it only the way there shows. Pure.
class path_bound {
public:
    /// The empty path: everything.
    explicit path_bound(std::string prefix = {}) : prefix_(std::move(prefix)) {}

    bool is_everything() const { return prefix_.empty(); }
    const std::string& prefix() const { return prefix_; }

    /// True if the path is the prefix or lies below it.
    bool covers(std::string_view path) const;

    /// True if the prefix lies below the path.
    bool leads_from(std::string_view path) const;

    /// The paths from below `folder`, which must lead to the prefix, down to the prefix itself.
    std::vector<std::string> steps_below(std::string_view folder) const;

private:
    std::string prefix_;
};

} // namespace sluice::transfer
