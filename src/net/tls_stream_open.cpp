#include "net/peer_address.hpp"
#include "net/tls_error.hpp"
#include "net/tls_stream.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace sluice::net {
namespace {

using opened = result<std::unique_ptr<tls_stream>>;

bool is_address(const std::string& host)
{
    std::error_code bad;
    static_cast<void>(asio::ip::make_address(host, bad));
    return !bad;
}

} // namespace

tls_stream::tls_stream(std::unique_ptr<tcp_stream> on, std::shared_ptr<const tls_context> how,
                       ssl_st* ssl)
    : socket_(std::move(on)),
      how_(std::move(how)),
      ssl_(ssl)
{
}

opened tls_stream::make(std::unique_ptr<tcp_stream> on, std::shared_ptr<const tls_context> how)
{
    forget_tls_errors();
    auto* ssl = how->make_ssl();
    if (!ssl) return fail(errc::internal, "tls", tls_reason());
    const int descriptor = on->descriptor();
    std::unique_ptr<tls_stream> made(new tls_stream(std::move(on), std::move(how), ssl));
    if (SSL_set_fd(ssl, descriptor) != 1) return fail(errc::internal, "tls", tls_reason());
    return made;
}

task<result<>> tls_stream::shake_hands(deadline limit)
{
    while (true) {
        forget_tls_errors();
        errno = 0;
        const int good = SSL_do_handshake(ssl_.get());
        if (good == 1) break;
        const int code = SSL_get_error(ssl_.get(), good);
        const bool waits = code == SSL_ERROR_WANT_READ || code == SSL_ERROR_WANT_WRITE;
        if (!waits) co_return tls_failure(code, "TLS handshake", peer());
        const auto ready = co_await wait_for(code, limit);
        if (!ready && ready.error() == errc::timed_out)
            co_return fail(errc::timed_out, "TLS handshake", peer());
        if (!ready) co_return ready.error();
    }
    usable_ = true;
    co_return ok;
}

/// Names the server, for it (SNI) and for the judgement of its certificate.
result<> tls_stream::expect(const std::string& host)
{
    auto* verified = SSL_get0_param(ssl_.get());
    const bool known = is_address(host)
                           ? X509_VERIFY_PARAM_set1_ip_asc(verified, host.c_str()) == 1
                           : SSL_set1_host(ssl_.get(), host.c_str()) == 1 &&
                                 SSL_set_tlsext_host_name(ssl_.get(), host.c_str()) == 1;
    if (!known) return fail(errc::bad_usage, "tls", host + ": not a name or address");
    return ok;
}

result<> tls_stream::judge_certificate(const std::string& host) const
{
    const X509* shown = SSL_get0_peer_certificate(ssl_.get());
    if (!shown) return fail(errc::untrusted, "TLS handshake", host + " showed no certificate");
    const auto print = fingerprint_of(*shown);
    if (!print) return print.error();
    const auto came = host + " showed " + to_text(*print);
    const auto& pin = how_->trust().pin;
    if (pin && same(*pin, *print)) return ok;
    if (pin) return fail(errc::untrusted, "TLS handshake", came + ", not the pinned one");
    const auto verdict = SSL_get_verify_result(ssl_.get());
    if (verdict == X509_V_OK) return ok;
    return fail(errc::untrusted, "TLS handshake",
                came + ": " + X509_verify_cert_error_string(verdict));
}

task<opened> tls_stream::accept(std::unique_ptr<tcp_stream> on,
                                std::shared_ptr<const tls_context> how, deadline limit)
{
    auto made = make(std::move(on), std::move(how));
    if (!made) co_return made;
    SSL_set_accept_state((*made)->ssl_.get());
    const auto shaken = co_await (*made)->shake_hands(limit);
    if (!shaken) co_return shaken.error();
    co_return made;
}

task<opened> tls_stream::connect(std::unique_ptr<tcp_stream> on,
                                 std::shared_ptr<const tls_context> how, std::string host,
                                 deadline limit)
{
    auto made = make(std::move(on), std::move(how));
    if (!made) co_return made;
    SSL_set_connect_state((*made)->ssl_.get());
    const auto named = (*made)->expect(host);
    if (!named) co_return named.error();
    const auto shaken = co_await (*made)->shake_hands(limit);
    if (!shaken) co_return shaken.error();
    const auto judged = (*made)->judge_certificate(host);
    if (!judged) co_return judged.error();
    co_return made;
}

bool tls_stream::is_newest_version() const
{
    return SSL_version(ssl_.get()) == TLS1_3_VERSION;
}

std::string_view tls_stream::agreed_name() const
{
    const unsigned char* name = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &length);
    return {reinterpret_cast<const char*>(name), length};
}

bool tls_stream::kernel_sends() const
{
    return BIO_get_ktls_send(SSL_get_wbio(ssl_.get())) != 0;
}

} // namespace sluice::net
