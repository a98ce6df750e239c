#include "http/accept.hpp"

#include "http/text.hpp"

namespace sluice::http {
namespace {

/// "0.5" as 500 (RFC 9110, 12.4.2).
std::optional<int> parse_quality(std::string_view text)
{
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return {};
    int value = (text[0] - '0') * 1000;
    if (text.size() > 1 && text[1] != '.') return {};
    int weight = 100;
    for (const char c : text.substr(text.size() > 1 ? 2 : 1)) {
        if (!is_digit(c)) return {};
        value += (c - '0') * weight;
        weight /= 10;
    }
    if (value > 1000) return {};
    return value;
}

/// 3 for the type itself, 2 for "text/*", 1 for "*/*", 0 for no match.
int closeness(std::string_view range, std::string_view media_type)
{
    if (range == "*/*") return 1;
    if (range.ends_with("/*")) {
        const auto front = range.substr(0, range.size() - 1);
        return same_text(front, media_type.substr(0, front.size())) ? 2 : 0;
    }
    return same_text(range, media_type) ? 3 : 0;
}

/// The weight among the parameters of a media range; nothing if it cannot be read.
std::optional<int> quality_among(std::string_view parameters)
{
    int quality = 1000;
    while (!parameters.empty()) {
        const auto parameter = cut_element(parameters, ';');
        if (parameter.size() < 2 || lower(parameter[0]) != 'q' || parameter[1] != '=') continue;
        const auto read = parse_quality(parameter.substr(2));
        if (!read) return {};
        quality = *read;
    }
    return quality;
}

} // namespace

int quality_of(std::string_view accept, std::string_view media_type)
{
    if (trimmed(accept).empty()) return 1000;
    auto rest = media_type;
    const auto bare = cut_element(rest, ';');
    int best = 0;
    int quality = 0;
    while (!accept.empty()) {
        auto element = cut_element(accept, ',');
        const auto range = cut_element(element, ';');
        const int close = closeness(range, bare);
        const auto weight = quality_among(element);
        if (!weight || close <= best) continue;
        best = close;
        quality = *weight;
    }
    return quality;
}

std::optional<std::string_view> choose_media_type(std::string_view accept,
                                                  std::span<const std::string_view> offered)
{
    std::optional<std::string_view> chosen;
    int best = 0;
    for (const auto type : offered) {
        const int quality = quality_of(accept, type);
        if (quality <= best) continue;
        best = quality;
        chosen = type;
    }
    return chosen;
}

} // namespace sluice::http
