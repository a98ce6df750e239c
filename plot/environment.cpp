#include "plot/environment.hpp"

#include "plot/output_file.hpp"

#include <nlohmann/json.hpp>

namespace sluice::plot {
namespace {

using nlohmann::json;

std::string text_at(const json& from, const char* key)
{
    const auto found = from.find(key);
    return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string cpu_text(const json& from)
{
    const auto model = text_at(from, "cpu");
    const auto count = from.find("cpus");
    if (count == from.end() || !count->is_number_unsigned()) return model;
    return count->dump() + (model.empty() ? " CPUs" : " x " + model);
}

} // namespace

std::string environment_text(const std::filesystem::path& path)
{
    const auto content = read_input(path);
    if (!content) return {};
    const auto from = json::parse(*content, nullptr, false);
    if (!from.is_object()) return {};
    std::string made;
    for (const auto& text : {text_at(from, "date"), text_at(from, "machine"), cpu_text(from),
                             text_at(from, "kernel")}) {
        if (!made.empty() && !text.empty()) made += ", ";
        made += text;
    }
    return made;
}

} // namespace sluice::plot
