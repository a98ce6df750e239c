#pragma once

#include "base/result.hpp"
#include "proto/agent_messages.hpp"
#include "server/security/principal.hpp"

namespace sluice::server {

/// Whether somebody may register as an agent: the right `agent` is needed, and an id that is the
/// name of the token; a token with the right `admin` may use any id. While no token is asked for,
/// whoever has the right (programs of this machine) may use any id. Pure.
/// Errors: permission_denied, bad_name (an id, or the name of an export, that cannot be one).
result<> may_register(const principal& who, const proto::agent_register& wanted);

} // namespace sluice::server
