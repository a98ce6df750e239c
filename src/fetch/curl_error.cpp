#include "fetch/curl_call.hpp"

#include <new>

namespace sluice::fetch {
namespace {

errc code_of(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return errc::unreachable;
    case CURLE_OPERATION_TIMEDOUT: return errc::timed_out;
    case CURLE_PEER_FAILED_VERIFICATION: return errc::untrusted;
    case CURLE_SSL_CONNECT_ERROR: return errc::bad_magic;
    case CURLE_SSL_CACERT_BADFILE: return errc::bad_configuration;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR: return errc::peer_closed;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return errc::bad_usage;
    case CURLE_ABORTED_BY_CALLBACK: return errc::cancelled;
    default: return errc::malformed_message;
    }
}

} // namespace

error error_of(CURLcode code, const url& where, std::string_view words)
{
    if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
    const auto said = words.empty() ? std::string_view(curl_easy_strerror(code)) : words;
    const bool named = code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT;
    return fail(code_of(code), named ? "connect" : "fetch", where.text + ": " + std::string(said));
}

} // namespace sluice::fetch
