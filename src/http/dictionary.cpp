#include "http/dictionary.hpp"

#include "http/text.hpp"

#include <algorithm>

namespace sluice::http {
namespace {

bool is_key(std::string_view text)
{
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || is_digit(c) ||
               std::string_view("_-.*").find(c) != std::string_view::npos;
    };
    if (text.empty() || is_digit(text.front()) || text.front() == '-' || text.front() == '.' ||
        text.front() == '_')
        return false;
    return std::all_of(text.begin(), text.end(), fits);
}

bool is_value(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c > ' ' && c < 0x7f && c != '(' && c != ',';
    });
}

std::optional<dictionary_member> parse_member(std::string_view text)
{
    const auto bare = cut_element(text, ';');
    const auto equals = bare.find('=');
    dictionary_member made;
    made.key = bare.substr(0, equals);
    made.value = equals == bare.npos ? std::string_view("?1") : bare.substr(equals + 1);
    const bool is_string = made.value.starts_with('"') && unquoted(made.value);
    if (!is_key(made.key) || !(is_string || is_value(made.value))) return {};
    return made;
}

} // namespace

std::optional<std::vector<dictionary_member>> parse_dictionary(std::string_view text)
{
    std::vector<dictionary_member> all;
    text = trimmed(text);
    if (text.ends_with(',')) return {};
    while (!text.empty()) {
        auto member = parse_member(cut_element(text, ','));
        if (!member) return {};
        std::erase_if(all, [&](const dictionary_member& m) { return m.key == member->key; });
        all.push_back(std::move(*member));
    }
    return all;
}

} // namespace sluice::http
