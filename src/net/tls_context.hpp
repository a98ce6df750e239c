#pragma once

#include "net/tls_trust.hpp"

#include <memory>
#include <optional>

struct ssl_ctx_st;
struct ssl_st;

namespace sluice::net {

/// Names in ALPN (RFC 7301) of what is spoken inside TLS.
inline constexpr std::string_view alpn_native = "sluice/1";
inline constexpr std::string_view alpn_http = "http/1.1";

/// What a client believes: the certificate with this fingerprint and no other, whoever issued it
/// and whatever names it carries; or a chain up to a certificate of the file, or of the system when
/// there is none, for the name that was dialled.
struct tls_trust {
    std::optional<fingerprint> pin;
    std::string ca; // PEM file; empty: the certificates that the system trusts
};

/// How TLS is spoken: keys, versions, trust. Immutable, safe from any thread, shared by all
/// streams made with it. No compression, no renegotiation, no tickets and no cache of sessions:
/// every connection proves itself anew.
class tls_context {
public:
    /// For listening: a certificate with its chain, and its key, PEM files. TLS 1.2 and 1.3.
    /// Errors: bad_configuration names the file.
    static result<std::shared_ptr<const tls_context>> server(const std::string& certificate,
                                                             const std::string& key);

    /// For dialling: TLS 1.3. speaks: what will be spoken inside, by its name in ALPN.
    /// Errors: bad_usage (unreadable ca).
    static result<std::shared_ptr<const tls_context>> client(tls_trust trust,
                                                             std::string_view speaks = alpn_native);

    ~tls_context();
    tls_context(const tls_context&) = delete;
    tls_context& operator=(const tls_context&) = delete;

    /// A new connection state, owned by the caller. Null: out of memory.
    ssl_st* make_ssl() const;

    const tls_trust& trust() const { return trust_; }

private:
    tls_context(ssl_ctx_st* context, tls_trust trust);

    ssl_ctx_st* context_;
    tls_trust trust_;
};

} // namespace sluice::net
