#include "fetch/curl_call.hpp"
#include "http/text.hpp"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sluice::fetch {

constexpr std::size_t most_head = std::size_t{64} << 10U;

/// What libcurl calls; each hands over to its curl_call. Nothing may throw through C code but
/// bad_alloc, which ends the program anyway.
struct curl_callbacks {
    static std::size_t header(char* bytes, std::size_t one, std::size_t count, void* call)
    {
        auto& self = *static_cast<curl_call*>(call);
        return self.take_line({bytes, one * count}) ? one * count : 0;
    }

    static std::size_t body(char* bytes, std::size_t one, std::size_t count, void* call)
    {
        auto& self = *static_cast<curl_call*>(call);
        const byte_view view(reinterpret_cast<const std::byte*>(bytes), one * count);
        return self.take_body(view) ? one * count : CURL_WRITEFUNC_ERROR;
    }

    static int moved(void* call, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up)
    {
        auto& self = *static_cast<curl_call*>(call);
        if (down + up != self.moved_bytes_) self.moved_ = deadline::clock::now();
        self.moved_bytes_ = down + up;
        return self.terms_.stop ? 1 : 0;
    }

    static curl_socket_t open(void* call, curlsocktype, curl_sockaddr* to)
    {
        auto& self = *static_cast<curl_call*>(call);
        if (!self.judge_address(to->addr)) return CURL_SOCKET_BAD;
        return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
    }

    static CURLcode tls(CURL*, void* context, void* call)
    {
        auto* made = static_cast<SSL_CTX*>(context);
        SSL_CTX_set_cert_verify_callback(made, &curl_callbacks::judge_certificate, call);
        return CURLE_OK;
    }

    static int judge_certificate(X509_STORE_CTX* chain, void* call)
    {
        auto& self = *static_cast<curl_call*>(call);
        const auto* shown = X509_STORE_CTX_get0_cert(chain);
        const auto print = shown ? net::fingerprint_of(*shown) : net::fingerprint{};
        if (!shown || !print) return 0;
        self.shown_ = *print;
        const auto& pin = self.how_.pin;
        if (!pin) return X509_verify_cert(chain);
        const bool good = net::same(*pin, *print);
        X509_STORE_CTX_set_error(chain, good ? X509_V_OK : X509_V_ERR_CERT_UNTRUSTED);
        return good ? 1 : 0;
    }
};

void curl_call::set_callbacks()
{
    const auto put = [this](CURLoption option, auto value) {
        if (curl_easy_setopt(easy_, option, value) != CURLE_OK)
            fail_with(fail(errc::internal, "fetch", "libcurl lacks what is needed"));
    };
    put(CURLOPT_HEADERFUNCTION, &curl_callbacks::header);
    put(CURLOPT_HEADERDATA, this);
    put(CURLOPT_WRITEFUNCTION, &curl_callbacks::body);
    put(CURLOPT_WRITEDATA, this);
    put(CURLOPT_NOPROGRESS, 0L);
    put(CURLOPT_XFERINFOFUNCTION, &curl_callbacks::moved);
    put(CURLOPT_XFERINFODATA, this);
    put(CURLOPT_OPENSOCKETFUNCTION, &curl_callbacks::open);
    put(CURLOPT_OPENSOCKETDATA, this);
    if (!where_.is_secure()) return;
    put(CURLOPT_SSL_CTX_FUNCTION, &curl_callbacks::tls);
    put(CURLOPT_SSL_CTX_DATA, this);
}

bool curl_call::take_line(std::string_view line)
{
    moved_ = deadline::clock::now();
    head_bytes_ += line.size();
    if (head_bytes_ > most_head)
        return fail_with(fail(errc::too_large, "fetch", where_.text + ": its head"));
    if (head_ended_) return true; // fields behind a body in chunks
    while (line.ends_with('\n') || line.ends_with('\r'))
        line.remove_suffix(1);
    if (line.empty()) return end_head();
    if (line.starts_with("HTTP/")) {
        came_.fields = {};
        const auto blank = line.find(' ');
        const auto code = blank == line.npos ? line : line.substr(blank + 1, 3);
        came_.status = static_cast<int>(http::saturated_number(code).value_or(0));
        return true;
    }
    const auto colon = line.find(':');
    if (colon == line.npos || !http::is_token(line.substr(0, colon)))
        return fail_with(fail(errc::malformed_message, "fetch", where_.text + ": its head"));
    came_.fields.add(line.substr(0, colon), http::trimmed(line.substr(colon + 1)));
    return true;
}

bool curl_call::end_head()
{
    // 100 and its kind come before the answer.
    head_ended_ = came_.status >= 200;
    return true;
}

bool curl_call::take_body(byte_view bytes)
{
    moved_ = deadline::clock::now();
    const bool taken = terms_.sink && came_.status >= 200 && came_.status < 300;
    if (!body_begun_ && taken) {
        const auto begun = terms_.sink->begin(came_);
        if (!begun) return fail_with(begun.error());
    }
    body_begun_ = true;
    if (bytes.empty()) return true;
    if (taken) {
        const auto went = terms_.sink->take(bytes);
        return went ? true : fail_with(went.error());
    }
    if (came_.body.size() + bytes.size() > how_.most_body)
        return fail_with(
            fail(errc::too_large, "fetch", where_.text + ": more than is kept in memory"));
    came_.body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return true;
}

bool curl_call::judge_address(const sockaddr& address)
{
    if (!how_.unix_socket.empty() || !how_.proxy.empty()) return true;
    const auto known = address_of(address);
    if (!known) return fail_with(fail(errc::permission_denied, "address", where_.host));
    const bool secret = what_.fields.find("authorization") != nullptr;
    if (secret && !where_.is_secure() && kind_of(*known) != address_kind::loopback)
        return fail_with(fail(errc::bad_usage, "login",
                              "a token is sent to another machine only through TLS (https)"));
    const auto judged = how_.rules.judge(where_.host, *known);
    return judged ? true : fail_with(judged.error());
}

} // namespace sluice::fetch
