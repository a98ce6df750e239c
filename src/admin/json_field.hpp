#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace sluice::admin {

/// A member of an object; `otherwise` where it is missing, null, or of another kind.
template <class T>
T field(const nlohmann::json& of, const char* name, T otherwise = {})
{
    if (!of.is_object()) return otherwise;
    const auto found = of.find(name);
    if (found == of.end()) return otherwise;
    if constexpr (std::is_same_v<T, std::string>)
        return found->is_string() ? found->template get<T>() : otherwise;
    else if constexpr (std::is_same_v<T, bool>)
        return found->is_boolean() ? found->template get<T>() : otherwise;
    else if constexpr (std::is_unsigned_v<T>)
        return found->is_number_integer() && *found >= 0 ? found->template get<T>() : otherwise;
    else
        return found->is_number() ? found->template get<T>() : otherwise;
}

/// An array in an object; an empty one where there is none.
inline nlohmann::json list_in(const nlohmann::json& of, const char* name)
{
    if (!of.is_object()) return nlohmann::json::array();
    const auto found = of.find(name);
    return found != of.end() && found->is_array() ? *found : nlohmann::json::array();
}

} // namespace sluice::admin
