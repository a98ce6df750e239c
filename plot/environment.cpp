#include "plot/environment.hpp"

#include "plot/output_file.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <string_view>

namespace sluice::plot {
namespace {

using nlohmann::json;
using keys = std::array<std::string_view, 5>;

// Every row is one thing to tell, by the names it may have; the first that is there counts.
constexpr std::array<keys, 4> told{{
    {"date", "started", "start", "time", "when"},
    {"machine", "hostname", "host", "node", "name"},
    {"cpu", "cpu_model", "processor", "model", "model_name"},
    {"kernel", "system", "os", "uname", "release"},
}};

std::string text_of(const json& value)
{
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number()) return value.dump();
    if (!value.is_object()) return {};
    for (const auto* key : {"model", "model_name", "name", "release"})
        if (const auto found = value.find(key); found != value.end() && found->is_string())
            return found->get<std::string>();
    return {};
}

std::string first_of(const json& from, const keys& names)
{
    for (const auto name : names) {
        const auto found = from.find(name);
        if (found == from.end()) continue;
        auto text = text_of(*found);
        if (!text.empty()) return text;
    }
    return {};
}

} // namespace

std::string environment_text(const std::filesystem::path& path)
{
    const auto content = read_input(path);
    if (!content) return {};
    const auto from = json::parse(*content, nullptr, false);
    if (!from.is_object()) return {};
    std::string made;
    for (const auto& names : told) {
        const auto text = first_of(from, names);
        if (text.empty()) continue;
        if (!made.empty()) made += ", ";
        made += text;
    }
    return made;
}

} // namespace sluice::plot
