#include "client/report/document_text.hpp"

#include <fmt/format.h>

namespace sluice::client {

std::string text_at(const json& from, const char* key)
{
    const auto found = from.is_object() ? from.find(key) : from.end();
    if (found == from.end() || found->is_null()) return {};
    return found->is_string() ? found->get<std::string>() : found->dump();
}

std::string shape_at(const json& from)
{
    std::string made;
    const auto found = from.is_object() ? from.find("shape") : from.end();
    if (found == from.end() || !found->is_array()) return "?";
    for (const auto& length : *found)
        made += (made.empty() ? "" : " x ") + length.dump();
    return made.empty() ? "single" : made;
}

std::string number_at(const json& from, const char* key)
{
    const auto found = from.is_object() ? from.find(key) : from.end();
    if (found == from.end() || !found->is_number()) return {};
    return fmt::format("{:.1f}", found->get<double>());
}

} // namespace sluice::client
