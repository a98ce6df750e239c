#include "http/text.hpp"

#include <algorithm>
#include <limits>

namespace sluice::http {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(std::string_view text)
{
    std::string made(text);
    for (auto& c : made)
        c = lower(c);
    return made;
}

bool same_text(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_token_char(char c)
{
    if ((lower(c) >= 'a' && lower(c) <= 'z') || is_digit(c)) return true;
    return c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

int hex_value(char c)
{
    if (is_digit(c)) return c - '0';
    const char small = lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::optional<std::uint64_t> saturated_number(std::string_view digits)
{
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) return {};
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t number = 0;
    for (const char c : digits) {
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (number > (most - digit) / 10) return most;
        number = number * 10 + digit;
    }
    return number;
}

std::string_view cut_element(std::string_view& text, char separator)
{
    bool quoted = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (quoted && text[at] == '\\')
            ++at;
        else if (text[at] == '"')
            quoted = !quoted;
        else if (!quoted && text[at] == separator)
            break;
    }
    at = std::min(at, text.size());
    const auto element = trimmed(text.substr(0, at));
    text.remove_prefix(std::min(at + 1, text.size()));
    return element;
}

std::optional<std::string> unquoted(std::string_view text)
{
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return {};
    text = text.substr(1, text.size() - 2);
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') return {};
        if (text[i] == '\\' && ++i == text.size()) return {};
        plain += text[i];
    }
    return plain;
}

} // namespace sluice::http
