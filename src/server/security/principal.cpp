#include "server/security/principal.hpp"

namespace sluice::server {

bool principal::covers(const std::string& path) const
{
    const auto& bound = prefix.text();
    if (bound.empty() || path == bound) return true;
    return path.size() > bound.size() && path.starts_with(bound) && path[bound.size()] == '/';
}

} // namespace sluice::server
