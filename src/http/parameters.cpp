#include "http/parameters.hpp"

#include "http/text.hpp"

namespace sluice::http {
namespace {

std::optional<std::string> parse_value(std::string_view text)
{
    if (!text.starts_with('"'))
        return is_token(text) ? std::optional(std::string(text)) : std::nullopt;
    if (text.size() < 2 || text.back() != '"') return {};
    text = text.substr(1, text.size() - 2);
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escapes =
            text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\');
        if (escapes)
            ++i;
        else if (text[i] == '"')
            return {};
        plain += text[i];
    }
    return plain;
}

} // namespace

const std::string* parameterized::find(std::string_view name) const
{
    for (const auto& [key, content] : parameters)
        if (key == name) return &content;
    return nullptr;
}

std::optional<parameterized> parse_parameters(std::string_view text)
{
    parameterized made;
    made.value = lower(cut_element(text, ';'));
    while (!text.empty()) {
        const auto element = cut_element(text, ';');
        if (element.empty()) continue;
        const auto equals = element.find('=');
        if (equals == element.npos || !is_token(element.substr(0, equals))) return {};
        auto name = lower(element.substr(0, equals));
        auto content = parse_value(element.substr(equals + 1));
        if (!content || made.find(name) != nullptr) return {};
        made.parameters.emplace_back(std::move(name), std::move(*content));
    }
    return made;
}

} // namespace sluice::http
