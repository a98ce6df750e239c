#include "http/percent.hpp"

#include "http/text.hpp"

#include <algorithm>

namespace sluice::http {
namespace {

bool is_unreserved(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || is_digit(c) || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

std::string encoded(std::string_view text, bool keep_slash)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string made;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_unreserved(c) || (keep_slash && c == '/')) {
            made += c;
        } else {
            made += '%';
            made += digits[byte >> 4U];
            made += digits[byte & 15U];
        }
    }
    return made;
}

std::optional<std::string> form_decoded(std::string_view text)
{
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), '+', ' ');
    return percent_decoded(plain);
}

/// Cuts "name=value" off the text.
std::pair<std::string_view, std::string_view> cut_pair(std::string_view& text)
{
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto equals = pair.find('=');
    if (equals == pair.npos) return {pair, {}};
    return {pair.substr(0, equals), pair.substr(equals + 1)};
}

/// The value as written of the first parameter of this name.
std::optional<std::string_view> find_raw(std::string_view query, std::string_view name)
{
    while (!query.empty()) {
        const auto [key, value] = cut_pair(query);
        if (form_decoded(key) == name) return value;
    }
    return {};
}

} // namespace

std::optional<std::string> percent_decoded(std::string_view text)
{
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        if (text.size() - i < 3) return {};
        const int high = hex_value(text[i + 1]);
        const int low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return {};
        plain += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return plain;
}

std::string percent_encoded(std::string_view text)
{
    return encoded(text, false);
}

std::string percent_encoded_path(std::string_view path)
{
    return encoded(path, true);
}

std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view text)
{
    std::vector<std::pair<std::string, std::string>> all;
    while (!text.empty()) {
        const auto [key, value] = cut_pair(text);
        auto plain_key = form_decoded(key);
        auto plain_value = form_decoded(value);
        if (!plain_key || !plain_value) return {};
        if (!plain_key->empty() || !plain_value->empty())
            all.emplace_back(std::move(*plain_key), std::move(*plain_value));
    }
    return all;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name)
{
    const auto raw = find_raw(query, name);
    return raw ? form_decoded(*raw) : std::nullopt;
}

bool query_has(std::string_view query, std::string_view name)
{
    return find_raw(query, name).has_value();
}

} // namespace sluice::http
