#include "server/agents/agent_identity.hpp"

#include "transfer/agent/export_spec.hpp"

namespace sluice::server {

result<> may_register(const principal& who, const proto::agent_register& wanted)
{
    if (!who.may(state::right::agent))
        return fail(errc::permission_denied, "agent", "the right 'agent' is needed");
    if (!transfer::is_agent_id(wanted.id)) return fail(errc::bad_name, "agent", wanted.id);
    for (const auto& name : wanted.exports) {
        const auto checked = storage::check_path(name);
        const bool sound = checked && !checked->is_root() && name.find('/') == name.npos;
        if (!sound) return fail(errc::bad_name, "agent", name);
    }
    const bool bound = !who.name.empty() && !who.may(state::right::admin);
    if (bound && who.name != wanted.id)
        return fail(errc::permission_denied, "agent", "the token is for the id " + who.name);
    return ok;
}

} // namespace sluice::server
