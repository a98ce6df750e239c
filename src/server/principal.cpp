#include "server/principal.hpp"

namespace sluice::server {

bool principal::covers(const std::string& path) const
{
    const auto& bound = prefix.text();
    if (bound.empty() || path == bound) return true;
    return path.size() > bound.size() && path.starts_with(bound) && path[bound.size()] == '/';
}

principal principal_of_peer(const std::string& peer)
{
    principal made;
    const bool here =
        peer.starts_with("127.") || peer.starts_with("[::1]:") || peer.starts_with("[::ffff:127.");
    made.rights = here ? state::right_set::all() : state::right_set(state::right::read);
    return made;
}

} // namespace sluice::server
