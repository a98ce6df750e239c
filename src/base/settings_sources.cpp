#include "base/settings_sources.hpp"

#include "base/escape.hpp"
#include "base/ini.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sluice {
namespace {

constexpr std::string_view prefix = "SLUICE_";

std::string did_you_mean(std::string_view name)
{
    return name.empty() ? "" : fmt::format(", did you mean '{}'?", name);
}

/// The row that a source outside the options may set under this key, or why there is none.
struct found_row {
    const setting* row = nullptr;
    std::string complaint;
};

found_row find_row(const settings_table& table, std::string_view key)
{
    const auto* row = table.find(key);
    if (!row) {
        const auto hint = did_you_mean(nearest_key(table, key));
        return {nullptr, fmt::format("unknown key '{}'{}", key, hint)};
    }
    if (row->reach == setting_reach::arguments_only)
        return {nullptr, fmt::format("'{}' can be given as the argument --{} only", key, row->key)};
    return {row, {}};
}

error refusal(setting_source source, std::string detail)
{
    const bool typed = source == setting_source::arguments || source == setting_source::set_option;
    return typed ? fail(errc::bad_usage, "arguments", std::move(detail))
                 : fail(errc::bad_configuration, "settings", std::move(detail));
}

result<given_value> read_value(const setting& row, std::string written, setting_origin origin)
{
    auto value = row.rule.parse(written);
    if (!value) {
        const auto why = row.secret ? "not an acceptable value" : value.error().detail();
        // For a variable and an argument the place names the key already.
        const bool named = origin.source == setting_source::environment ||
                           origin.source == setting_source::arguments;
        const auto key = named ? std::string() : fmt::format("{}: ", row.key);
        return refusal(origin.source, fmt::format("{}: {}{}", origin.place, key, why));
    }
    return given_value{&row, {std::move(written), std::move(*value), std::move(origin)}};
}

/// SLUICE_MAX_CONNECTIONS is max-connections.
std::string key_of_variable(std::string_view name)
{
    std::string key = with_dashes(name.substr(prefix.size()));
    for (auto& c : key)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return key;
}

/// True for the name of a further variable of some row.
bool is_further_variable(const settings_table& table, std::string_view name)
{
    return std::any_of(table.rows.begin(), table.rows.end(), [name](const setting& row) {
        const auto& all = row.variables;
        return std::find(all.begin(), all.end(), name) != all.end();
    });
}

std::string variable_of_key(std::string_view key)
{
    std::string name(prefix);
    for (const char c : key)
        name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return name;
}

std::string unknown_variable(const settings_table& table, std::string_view name)
{
    const auto key = key_of_variable(name);
    if (table.find(key))
        return fmt::format("note: {} is ignored, use the argument --{}", escape(name), key);
    const auto nearest = nearest_key(table, key);
    const auto hint = nearest.empty() ? "" : did_you_mean(variable_of_key(nearest));
    return fmt::format("note: unknown variable {} is ignored{}", escape(name), hint);
}

result<given_value> value_of_pair(const settings_table& table, const std::string& pair)
{
    const auto equals = pair.find('=');
    if (equals == std::string::npos)
        return refusal(setting_source::set_option,
                       fmt::format("--set: '{}' is not KEY=VALUE", pair));
    const auto found = find_row(table, std::string_view(pair).substr(0, equals));
    if (!found.row) return refusal(setting_source::set_option, "--set: " + found.complaint);
    return read_value(*found.row, pair.substr(equals + 1), {setting_source::set_option, "--set"});
}

result<> values_of_further_variables(const settings_table& table,
                                     const std::map<std::string, std::string>& environment,
                                     given_values& given)
{
    for (const auto& row : table.rows) {
        if (row.variables.empty() || environment.contains(variable_of_key(row.key))) continue;
        for (const auto variable : row.variables) {
            const auto found = environment.find(std::string(variable));
            if (found == environment.end()) continue;
            auto value =
                read_value(row, found->second, {setting_source::environment, found->first});
            if (!value) return value.error();
            given.values.push_back(std::move(*value));
            break;
        }
    }
    return ok;
}

} // namespace

void given_values::append(given_values more)
{
    std::move(more.values.begin(), more.values.end(), std::back_inserter(values));
    std::move(more.notes.begin(), more.notes.end(), std::back_inserter(notes));
}

result<given_values> values_of_file(const settings_table& table, std::string_view text,
                                    std::string_view name, setting_source source)
{
    auto entries = parse_ini(text, name);
    if (!entries) return entries.error();
    given_values given;
    for (auto& entry : *entries) {
        const auto place = fmt::format("{}:{}", name, entry.line);
        const auto found = find_row(table, entry.key);
        if (!found.row) return refusal(source, fmt::format("{}: {}", place, found.complaint));
        auto value = read_value(*found.row, std::move(entry.value), {source, place});
        if (!value) return value.error();
        given.values.push_back(std::move(*value));
    }
    return given;
}

result<given_values> values_of_environment(const settings_table& table,
                                           const std::map<std::string, std::string>& environment)
{
    given_values given;
    for (auto at = environment.lower_bound(std::string(prefix)); at != environment.end(); ++at) {
        const auto& [name, text] = *at;
        if (!name.starts_with(prefix)) break;
        if (is_further_variable(table, name)) continue;
        const auto found = find_row(table, key_of_variable(name));
        if (!found.row) {
            given.notes.push_back(unknown_variable(table, name));
            continue;
        }
        auto value = read_value(*found.row, text, {setting_source::environment, name});
        if (!value) return value.error();
        given.values.push_back(std::move(*value));
    }
    const auto further = values_of_further_variables(table, environment, given);
    if (!further) return further.error();
    return given;
}

result<given_values> values_of_arguments(const settings_table& table,
                                         const parsed_arguments& arguments)
{
    given_values given;
    for (const auto& [row, written] : arguments.values) {
        if (row->key == "set") {
            auto value = value_of_pair(table, written);
            if (!value) return value.error();
            given.values.push_back(std::move(*value));
            continue;
        }
        auto value =
            read_value(*row, written, {setting_source::arguments, fmt::format("--{}", row->key)});
        if (!value) return value.error();
        given.values.push_back(std::move(*value));
    }
    return given;
}

} // namespace sluice
