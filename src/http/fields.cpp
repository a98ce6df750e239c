#include "http/fields.hpp"

#include "http/text.hpp"

#include <algorithm>

namespace sluice::http {

void fields::add(std::string_view name, std::string_view value)
{
    field made{lower(name), std::string(value)};
    all_.push_back(std::move(made));
}

void fields::set(std::string_view name, std::string_view value)
{
    std::erase_if(all_, [name](const field& f) { return same_text(f.name, name); });
    add(name, value);
}

const std::string* fields::find(std::string_view name) const
{
    for (const auto& f : all_)
        if (same_text(f.name, name)) return &f.value;
    return nullptr;
}

std::optional<std::string> fields::joined(std::string_view name) const
{
    std::optional<std::string> all;
    for (const auto& f : all_) {
        if (!same_text(f.name, name)) continue;
        if (all)
            *all += ", " + f.value;
        else
            all = f.value;
    }
    return all;
}

std::size_t fields::count(std::string_view name) const
{
    return static_cast<std::size_t>(std::count_if(
        all_.begin(), all_.end(), [name](const field& f) { return same_text(f.name, name); }));
}

bool has_token(std::string_view list, std::string_view token)
{
    while (!list.empty()) {
        const auto comma = list.find(',');
        if (same_text(trimmed(list.substr(0, comma)), token)) return true;
        list = comma == list.npos ? std::string_view() : list.substr(comma + 1);
    }
    return false;
}

} // namespace sluice::http
