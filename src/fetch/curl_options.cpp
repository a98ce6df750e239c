#include "fetch/curl_call.hpp"

#include <new>

namespace sluice::fetch {

template <class Value>
void curl_call::set(CURLoption option, Value value)
{
    const auto set = curl_easy_setopt(easy_, option, value);
    if (set == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
    // An option that was not understood must not be left out in silence.
    if (set != CURLE_OK) fail_with(fail(errc::internal, "fetch", curl_easy_strerror(set)));
}

void curl_call::set_up()
{
    set_target();
    set_trust();
    set_body();
    set_fields();
    set_callbacks();
}

void curl_call::set_target()
{
    set(CURLOPT_URL, where_.text.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, words_);
    set(CURLOPT_USERAGENT, "sluice/" SLUICE_VERSION);
    // The empty text also switches off what the environment says.
    set(CURLOPT_PROXY, how_.proxy.c_str());
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(how_.connect_limit.count()));
    // The path as it was written: the server shall see what was judged.
    set(CURLOPT_PATH_AS_IS, 1L);
    if (!how_.unix_socket.empty()) set(CURLOPT_UNIX_SOCKET_PATH, how_.unix_socket.c_str());
}

void curl_call::set_trust()
{
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    // A pinned certificate is the right one whatever name it bears.
    set(CURLOPT_SSL_VERIFYHOST, how_.pin ? 0L : 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!how_.ca.empty()) set(CURLOPT_CAINFO, how_.ca.c_str());
}

void curl_call::set_body()
{
    if (what_.method == "GET") return;
    if (what_.method == "HEAD") return set(CURLOPT_NOBODY, 1L);
    if (what_.method != "DELETE" || !what_.body.empty()) {
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what_.body.size()));
        set(CURLOPT_POSTFIELDS, what_.body.data());
    }
    set(CURLOPT_CUSTOMREQUEST, what_.method.c_str());
}

void curl_call::set_fields()
{
    const auto add = [this](const std::string& line) {
        auto* longer = curl_slist_append(sent_fields_, line.c_str());
        if (!longer) throw std::bad_alloc();
        sent_fields_ = longer;
    };
    // Without waiting for leave to send, and without a type that nobody named.
    add("Expect:");
    if (!what_.fields.find("content-type")) add("Content-Type:");
    if (!what_.fields.find("accept")) add("Accept: */*");
    for (const auto& one : what_.fields.all())
        add(one.value.empty() ? one.name + ";" : one.name + ": " + one.value);
    set(CURLOPT_HTTPHEADER, sent_fields_);
}

} // namespace sluice::fetch
