#include "net/tls_error.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace sluice::net {
namespace {

/// Which of our codes an OpenSSL reason is. What nobody but a wrong or flipped byte causes counts
/// as malformed, which a client tries again.
errc code_of(int reason)
{
    switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
    case SSL_R_UNKNOWN_PROTOCOL: return errc::bad_magic;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_NO_PROTOCOLS_AVAILABLE:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: return errc::unsupported_version;
    default: return errc::malformed_message;
    }
}

} // namespace

std::string tls_reason()
{
    const auto first = ERR_get_error();
    forget_tls_errors();
    const char* words = first == 0 ? nullptr : ERR_reason_error_string(first);
    return words ? words : "no reason given";
}

void forget_tls_errors()
{
    ERR_clear_error();
}

error tls_failure(int code, std::string_view stage, const std::string& peer)
{
    const int number = errno;
    if (code == SSL_ERROR_ZERO_RETURN) return fail(errc::peer_closed, stage, peer);
    if (code == SSL_ERROR_SYSCALL && number != 0) {
        forget_tls_errors();
        return fail_errno(stage, peer, number);
    }
    const int reason = ERR_GET_REASON(ERR_peek_error());
    const bool cut = code == SSL_ERROR_SYSCALL || reason == SSL_R_UNEXPECTED_EOF_WHILE_READING;
    if (cut) {
        forget_tls_errors();
        return fail(errc::peer_closed, stage, peer + ": TLS was cut off without its end");
    }
    const auto mine = code_of(reason);
    return fail(mine, stage, peer + ": TLS: " + tls_reason());
}

} // namespace sluice::net
