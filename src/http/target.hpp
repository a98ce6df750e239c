#pragma once

#include "http/refusal.hpp"
#include "http/request.hpp"

namespace sluice::http {

/// Takes request.target apart into path and query (RFC 9112, 3.2). The absolute form sets Host; '*'
/// is for OPTIONS alone; CONNECT is refused. The path is decoded; an escape that is broken or
/// stands for NUL or '/' is refused. Nothing: all is well.
std::optional<refusal> read_target(request& of);

/// Whether text can stand in a Host field: a name or an address, and perhaps a port.
bool is_host(std::string_view text);

} // namespace sluice::http
