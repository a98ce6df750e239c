#include "transfer/give/path_bound.hpp"

#include <algorithm>

namespace sluice::transfer {
namespace {

/// True if `path` lies below `folder`, the empty one being the root.
bool is_below(std::string_view path, std::string_view folder)
{
    if (folder.empty()) return !path.empty();
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

} // namespace

bool path_bound::covers(std::string_view path) const
{
    return prefix_.empty() || path == prefix_ || is_below(path, prefix_);
}

bool path_bound::leads_from(std::string_view path) const
{
    return is_below(prefix_, path);
}

std::vector<std::string> path_bound::steps_below(std::string_view folder) const
{
    std::vector<std::string> steps;
    auto at = folder.empty() ? 0 : folder.size() + 1;
    while (at < prefix_.size()) {
        const auto slash = std::min(prefix_.find('/', at), prefix_.size());
        steps.push_back(prefix_.substr(0, slash));
        at = slash + 1;
    }
    return steps;
}

} // namespace sluice::transfer
