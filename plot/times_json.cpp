#include "plot/times_json.hpp"

#include "eval/stats/summary.hpp"

#include <nlohmann/json.hpp>

namespace sluice::plot {
namespace {

using json = nlohmann::ordered_json;

json times_of(const all_series& all)
{
    auto made = json::object();
    for (const auto& one : all) {
        // Configurations that differ in the number of files only have one label.
        auto& times = made[eval::label_of(one.what)];
        for (const auto& file : one.files)
            times.push_back(file.seconds);
    }
    return made;
}

// The name of a link may hold anything.
std::string text_of(const json& from)
{
    return from.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace

std::string raw_times_json(const all_series& all)
{
    // One line per configuration stays readable with thousands of times.
    std::string text;
    const auto all_times = times_of(all);
    for (const auto& [label, times] : all_times.items()) {
        text += text.empty() ? "{\n  " : ",\n  ";
        text += json(label).dump(-1, ' ', false, json::error_handler_t::replace) + ": ";
        text += times.is_null() ? "[]" : times.dump();
    }
    return text.empty() ? "{}\n" : text + "\n}\n";
}

std::string averages_json(const all_series& all)
{
    auto made = json::object();
    const auto all_times = times_of(all);
    for (const auto& [label, times] : all_times.items())
        if (!times.is_null()) made[label] = eval::summarize(times.get<std::vector<double>>()).mean;
    return text_of(made);
}

} // namespace sluice::plot
