#include "client/settings/server_url.hpp"

#include "base/parse.hpp"

#include <algorithm>

namespace sluice::client {
namespace {

constexpr std::string_view plain = "ws://";
constexpr std::string_view secured = "wss://";

bool begins(std::string_view text, std::string_view scheme)
{
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    return text.size() >= scheme.size() && std::equal(scheme.begin(), scheme.end(), text.begin(),
                                                      [&](char b, char a) { return same(a, b); });
}

bool is_visible(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

error wrong(std::string_view text)
{
    return fail(errc::bad_usage, "address", std::string(text));
}

} // namespace

bool is_server_url(std::string_view text)
{
    return begins(text, plain) || begins(text, secured);
}

result<server_url> parse_server_url(std::string_view text)
{
    if (!is_server_url(text) || !is_visible(text)) return wrong(text);
    server_url made;
    made.secured = begins(text, secured);
    auto rest = text.substr(made.secured ? secured.size() : plain.size());
    auto place = rest.substr(0, rest.find_first_of("/?#"));
    rest.remove_prefix(place.size());
    // A password would stand in the list of running programs.
    if (place.find('@') != place.npos || rest.find('#') != rest.npos)
        return fail(errc::bad_usage, "address", "wanted: ws://HOST:PORT/ws");
    made.target = rest.starts_with('/') ? std::string(rest) : "/ws" + std::string(rest);
    const auto bracket = place.starts_with('[') ? place.find(']') : place.npos;
    const auto colon = place.find(':', bracket == place.npos ? 0 : bracket);
    made.host = place.substr(0, colon);
    if (bracket != place.npos) made.host = place.substr(1, bracket - 1);
    const bool strays =
        bracket != place.npos && colon != bracket + 1 && bracket + 1 != place.size();
    if (made.host.empty() || strays) return wrong(text);
    made.port = made.secured ? 443 : 80;
    if (colon == place.npos) return made;
    const auto port = parse_integer(place.substr(colon + 1), 1, 65535);
    if (!port) return wrong(text);
    made.port = static_cast<std::uint16_t>(*port);
    return made;
}

} // namespace sluice::client
