#include "fetch/url.hpp"

#include "http/percent.hpp"
#include "http/text.hpp"

#include <curl/curl.h>

#include <memory>

namespace sluice::fetch {
namespace {

using curl_url_handle = std::unique_ptr<CURLU, void (*)(CURLU*)>;

/// As browsers and curl itself read a Location: blanks in it are encoded.
constexpr unsigned reading = CURLU_URLENCODE;

constexpr std::size_t longest = 8192;

error not_a_url(std::string_view text, std::string_view why)
{
    return fail(errc::bad_usage, "url", std::string(text) + ": " + std::string(why));
}

/// A part of the URL; empty if it has none.
std::string part(CURLU* of, CURLUPart which, unsigned flags = 0)
{
    char* found = nullptr;
    if (curl_url_get(of, which, &found, flags) != CURLUE_OK || !found) return {};
    std::string text(found);
    curl_free(found);
    return text;
}

result<url> taken_apart(CURLU* of, std::string_view shown)
{
    url made;
    made.scheme = part(of, CURLUPART_SCHEME);
    if (made.scheme != "http" && made.scheme != "https")
        return not_a_url(shown, "only http and https are fetched");
    if (!part(of, CURLUPART_USER).empty() || !part(of, CURLUPART_PASSWORD).empty())
        return not_a_url(shown, "no name or password may stand in a URL");
    if (!part(of, CURLUPART_ZONEID).empty()) return not_a_url(shown, "an address with a zone");
    made.host = http::lower(part(of, CURLUPART_HOST));
    if (made.host.starts_with('[') && made.host.ends_with(']'))
        made.host = made.host.substr(1, made.host.size() - 2);
    const auto port = http::saturated_number(part(of, CURLUPART_PORT, CURLU_DEFAULT_PORT));
    if (made.host.empty()) return not_a_url(shown, "it names no host");
    if (!port || *port == 0 || *port > 65535) return not_a_url(shown, "its port is none");
    made.port = static_cast<std::uint16_t>(*port);
    curl_url_set(of, CURLUPART_FRAGMENT, nullptr, 0);
    made.path = part(of, CURLUPART_PATH);
    made.text = part(of, CURLUPART_URL);
    return made;
}

result<url> read_into(CURLU* of, std::string_view text)
{
    if (text.size() > longest || text.find('\0') != text.npos)
        return fail(errc::bad_usage, "url", "longer than 8192 bytes or with a NUL");
    const auto read = curl_url_set(of, CURLUPART_URL, std::string(text).c_str(), reading);
    if (read != CURLUE_OK) return not_a_url(text, curl_url_strerror(read));
    return taken_apart(of, text);
}

} // namespace

result<url> parse_url(std::string_view text)
{
    if (text.find("://") == text.npos) return not_a_url(text, "http:// or https:// is missing");
    const curl_url_handle handle(curl_url(), &curl_url_cleanup);
    return read_into(handle.get(), text);
}

result<url> resolve_url(const url& base, std::string_view location)
{
    const curl_url_handle handle(curl_url(), &curl_url_cleanup);
    const auto known = read_into(handle.get(), base.text);
    if (!known) return known.error();
    return read_into(handle.get(), location);
}

bool same_origin(const url& one, const url& other)
{
    return one.scheme == other.scheme && one.port == other.port &&
           compared_host(one.host) == compared_host(other.host);
}

std::string compared_host(std::string_view host)
{
    if (host.size() > 1 && host.ends_with('.')) host.remove_suffix(1);
    return http::lower(host);
}

std::string claimed_name(const url& from)
{
    const auto last = from.path.rfind('/');
    const auto name = last == from.path.npos ? from.path : from.path.substr(last + 1);
    return http::percent_decoded(name).value_or(name);
}

} // namespace sluice::fetch
