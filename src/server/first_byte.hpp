#pragma once

#include "base/result.hpp"

#include <cstddef>

namespace sluice::server {

/// What the first byte of a connection tells (docs/protocol.md, "The connection").
enum class spoken { native, tls, http };

/// 16 (hex) is TLS, a capital letter HTTP; everything else is left to the native protocol to judge.
/// Pure.
spoken told_by(std::byte first);

/// What a port is for, inside or outside of TLS.
enum class port_use { any, native, http };

/// What is known of a connection whose protocol was told.
struct entrance {
    spoken what = spoken::native;
    port_use port = port_use::any;
    bool secured = false;        // inside TLS
    bool newest_version = false; // TLS 1.3
    bool tls_only = false;
};

/// Whether it may go on. Errors: permission_denied (without TLS where it is wanted),
/// unsupported_version (the native protocol in TLS below 1.3), unsupported (not on this port).
/// Pure.
result<> judge(const entrance& at);

} // namespace sluice::server
