#pragma once

#include "http/refusal.hpp"
#include "http/request.hpp"

namespace sluice::http {

/// Judges the fields of a request that say how it is framed and where it goes, and fills in what
/// they mean: Host, Content-Length, Transfer-Encoding, Connection, Expect (RFC 9112, 3.2, 6 and 9;
/// RFC 9110, 10.1.1). Whatever two readers could understand differently is refused. Nothing: all is
/// well.
std::optional<refusal> apply_head_rules(request& of);

} // namespace sluice::http
