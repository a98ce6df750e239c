#include "base/settings_explain.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace sluice {
namespace {

constexpr std::string_view hidden = "***";

/// The rows that INI files may hold; the others say nothing about how a program is configured.
std::vector<const setting*> explained_rows(const settings& loaded)
{
    std::vector<const setting*> rows;
    for (const auto& row : loaded.table().rows)
        if (row.reach == setting_reach::everywhere) rows.push_back(&row);
    return rows;
}

nlohmann::ordered_json json_value(const setting_value& value)
{
    if (const auto* text = std::get_if<std::string>(&value)) return escape(*text);
    if (const auto* span = std::get_if<std::chrono::milliseconds>(&value)) {
        if (span->count() % 1000 == 0) return span->count() / 1000;
        return static_cast<double>(span->count()) / 1000;
    }
    if (const auto* yes = std::get_if<bool>(&value)) return *yes;
    if (const auto* bytes = std::get_if<std::uint64_t>(&value)) return *bytes;
    return std::get<std::int64_t>(value);
}

} // namespace

std::string explain(const settings& loaded)
{
    std::vector<std::array<std::string, 3>> lines{{"key", "value", "origin"}};
    for (const auto* row : explained_rows(loaded)) {
        const auto& now = loaded.state(row->key);
        const auto value = row->secret ? std::string(hidden) : escape(now.written);
        lines.push_back({std::string(row->key), value, now.origin.text()});
    }
    std::size_t key_width = 0;
    std::size_t value_width = 0;
    for (const auto& line : lines) {
        key_width = std::max(key_width, line[0].size());
        value_width = std::max(value_width, line[1].size());
    }
    std::string table;
    for (const auto& [key, value, origin] : lines)
        table += fmt::format("{:<{}}  {:<{}}  {}\n", key, key_width, value, value_width, origin);
    return table;
}

std::string explain_json(const settings& loaded)
{
    nlohmann::ordered_json document{{"schema", 1}, {"program", loaded.table().program}};
    auto& all = document["settings"] = nlohmann::ordered_json::array();
    for (const auto* row : explained_rows(loaded)) {
        const auto& now = loaded.state(row->key);
        nlohmann::ordered_json one;
        one["key"] = row->key;
        one["value"] = row->secret ? nlohmann::ordered_json(hidden) : json_value(now.value);
        one["written"] = row->secret ? std::string(hidden) : escape(now.written);
        one["source"] = source_name(now.origin.source);
        one["place"] = escape(now.origin.place);
        one["reloadable"] = row->reloadable;
        all.push_back(std::move(one));
    }
    return document.dump(2) + "\n";
}

} // namespace sluice
