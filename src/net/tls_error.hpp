#pragma once

#include "base/result.hpp"

struct ssl_st;

namespace sluice::net {

/// What OpenSSL last complained of on this thread, in words; takes all of its complaints.
std::string tls_reason();

/// Drops what earlier calls left: SSL_get_error(3) wants the queue of the thread empty.
void forget_tls_errors();

/// Translates the failure of a call that returned `code` from SSL_get_error: peer_closed (with a
/// detail of its own when the end was not announced, as in a truncation attack), bad_magic (the
/// other side does not speak TLS), unsupported_version, malformed_message. Call it at once.
error tls_failure(int code, std::string_view stage, const std::string& peer);

} // namespace sluice::net
