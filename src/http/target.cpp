#include "http/target.hpp"

#include "http/percent.hpp"
#include "http/text.hpp"

#include <algorithm>

namespace sluice::http {
namespace {

/// Visible ASCII but what no client leaves unescaped.
bool is_target_char(char c)
{
    return c > ' ' && c < 0x7f && std::string_view("\"<>\\#").find(c) == std::string_view::npos;
}

/// RFC 3986, 3.2.2: unreserved, escapes and sub-delims.
bool is_name_char(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || is_digit(c) ||
           std::string_view("-._~%!$&'()*+,;=").find(c) != std::string_view::npos;
}

bool is_address_char(char c)
{
    return hex_value(c) >= 0 || c == ':' || c == '.';
}

bool is_port(std::string_view text)
{
    const auto number = saturated_number(text);
    return text.size() <= 5 && number && *number <= 65535;
}

/// An escaped '/' would hide in a name, and NUL ends one early.
std::optional<std::string> decode_path(std::string_view raw)
{
    auto path = percent_decoded(raw);
    if (!path || path->find('\0') != path->npos) return {};
    const auto slashes = std::count(path->begin(), path->end(), '/');
    if (slashes != std::count(raw.begin(), raw.end(), '/')) return {};
    return path;
}

} // namespace

bool is_host(std::string_view text)
{
    const bool v6 = text.starts_with('[');
    const auto end = v6 ? text.find(']') : std::min(text.find(':'), text.size());
    if (end == text.npos) return false;
    const auto name = v6 ? text.substr(1, end - 1) : text.substr(0, end);
    const auto rest = text.substr(v6 ? end + 1 : end);
    if (name.empty() || !std::all_of(name.begin(), name.end(), v6 ? is_address_char : is_name_char))
        return false;
    return rest.empty() || (rest.front() == ':' && (rest.size() == 1 || is_port(rest.substr(1))));
}

std::optional<refusal> read_target(request& of)
{
    constexpr refusal bad = {.detail = "request target"};
    std::string_view rest = of.target;
    if (of.method == "CONNECT") return refusal{.detail = "CONNECT is not offered"};
    if (!std::all_of(rest.begin(), rest.end(), is_target_char)) return bad;
    if (rest == "*") {
        if (of.method != "OPTIONS") return bad;
        of.path = "*";
        return {};
    }
    const auto scheme = rest.substr(0, std::min(rest.find("://"), rest.size()));
    if (same_text(scheme, "http") || same_text(scheme, "https")) {
        rest.remove_prefix(scheme.size() + 3);
        const auto end = std::min(rest.find_first_of("/?"), rest.size());
        if (!is_host(rest.substr(0, end))) return bad;
        of.fields.set("host", rest.substr(0, end));
        rest.remove_prefix(end);
    } else if (!rest.starts_with('/')) {
        return bad;
    }
    const auto question = std::min(rest.find('?'), rest.size());
    auto path = decode_path(rest.substr(0, question));
    if (!path) return bad;
    of.path = path->empty() ? "/" : std::move(*path);
    of.query = rest.substr(std::min(question + 1, rest.size()));
    return {};
}

} // namespace sluice::http
