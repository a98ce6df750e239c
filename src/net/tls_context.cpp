#include "net/tls_context.hpp"

#include "net/tls_error.hpp"

#include <openssl/ssl.h>

#include <array>

namespace sluice::net {
namespace {

using raw_context = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;

/// Each name behind a byte with its length, as ALPN wants it.
std::string wire_names(std::initializer_list<std::string_view> names)
{
    std::string wire;
    for (const auto name : names) {
        wire += static_cast<char>(name.size());
        wire += name;
    }
    return wire;
}

/// A peer that offers none of ours is served without a name: the first byte tells anyway.
int choose_name(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* length,
                const unsigned char* offered, unsigned offered_length, void* /*unused*/)
{
    static const std::string ours = wire_names({alpn_native, alpn_http});
    unsigned char* found = nullptr;
    const int match =
        SSL_select_next_proto(&found, length, reinterpret_cast<const unsigned char*>(ours.data()),
                              static_cast<unsigned>(ours.size()), offered, offered_length);
    *chosen = found;
    return match == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

/// A key with a password would be asked for on the terminal.
int no_password(char* /*into*/, int /*size*/, int /*writing*/, void* /*unused*/)
{
    return -1;
}

raw_context make_context(const SSL_METHOD* method, int lowest_version)
{
    raw_context made(SSL_CTX_new(method), &SSL_CTX_free);
    if (!made) return made;
    SSL_CTX_set_min_proto_version(made.get(), lowest_version);
    SSL_CTX_set_options(made.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                        SSL_OP_NO_TICKET | SSL_OP_ENABLE_KTLS |
                                        SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(made.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(made.get(), 0);
    // Partial writes, because what is left is kept by the caller; buffers go while nothing moves.
    SSL_CTX_set_mode(made.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                     SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(made.get(), 1);
    SSL_CTX_set_default_passwd_cb(made.get(), &no_password);
    return made;
}

error bad_file(const std::string& path, std::string_view what)
{
    return fail(errc::bad_configuration, "tls",
                path + ": " + std::string(what) + " (" + tls_reason() + ")");
}

} // namespace

tls_context::tls_context(ssl_ctx_st* context, tls_trust trust)
    : context_(context),
      trust_(std::move(trust))
{
}

tls_context::~tls_context()
{
    SSL_CTX_free(context_);
}

ssl_st* tls_context::make_ssl() const
{
    return SSL_new(context_);
}

result<std::shared_ptr<const tls_context>> tls_context::server(const std::string& certificate,
                                                               const std::string& key)
{
    forget_tls_errors();
    auto made = make_context(TLS_server_method(), TLS1_2_VERSION);
    if (!made) return fail(errc::internal, "tls", tls_reason());
    if (SSL_CTX_use_certificate_chain_file(made.get(), certificate.c_str()) != 1)
        return bad_file(certificate, "no certificate");
    if (SSL_CTX_use_PrivateKey_file(made.get(), key.c_str(), SSL_FILETYPE_PEM) != 1)
        return bad_file(key, "no key for " + certificate);
    if (SSL_CTX_check_private_key(made.get()) != 1)
        return bad_file(key, "not the key of " + certificate);
    SSL_CTX_set_alpn_select_cb(made.get(), &choose_name, nullptr);
    return std::shared_ptr<const tls_context>(new tls_context(made.release(), {}));
}

result<std::shared_ptr<const tls_context>> tls_context::client(tls_trust trust,
                                                               std::string_view speaks)
{
    forget_tls_errors();
    auto made = make_context(TLS_client_method(), TLS1_3_VERSION);
    if (!made) return fail(errc::internal, "tls", tls_reason());
    // The chain is judged after the handshake, by tls_stream: an error can then name what came.
    SSL_CTX_set_verify(made.get(), SSL_VERIFY_NONE, nullptr);
    if (!trust.pin) {
        const bool loaded = trust.ca.empty()
                                ? SSL_CTX_set_default_verify_paths(made.get()) == 1
                                : SSL_CTX_load_verify_file(made.get(), trust.ca.c_str()) == 1;
        if (!loaded) return fail(errc::bad_usage, "ca", trust.ca + ": no certificates");
    }
    const auto names = wire_names({speaks});
    SSL_CTX_set_alpn_protos(made.get(), reinterpret_cast<const unsigned char*>(names.data()),
                            static_cast<unsigned>(names.size()));
    return std::shared_ptr<const tls_context>(new tls_context(made.release(), std::move(trust)));
}

} // namespace sluice::net
