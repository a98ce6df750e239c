#include "base/settings_load.hpp"

#include "base/settings_arguments.hpp"
#include "base/settings_merge.hpp"
#include "base/settings_sources.hpp"
#include "base/settings_verb.hpp"

#include <fmt/format.h>

namespace sluice {
namespace {

bool is_yes(std::string_view written)
{
    return written != "false";
}

asked_for asked_in(const parsed_arguments& arguments)
{
    for (const auto& [row, written] : arguments.values) {
        if (!is_yes(written)) continue;
        if (row->key == "help") return asked_for::help;
        if (row->key == "version") return asked_for::version;
        if (row->key == "man") return asked_for::man;
    }
    return asked_for::work;
}

/// The user's file by the XDG rules; empty when there is no home. A relative XDG_CONFIG_HOME is
/// to be ignored, they say.
std::string user_file(const settings_table& table, const settings_inputs& inputs)
{
    const auto variable = [&](const char* name) {
        const auto found = inputs.environment.find(name);
        return found == inputs.environment.end() ? std::string() : found->second;
    };
    auto folder = variable("XDG_CONFIG_HOME");
    if (!folder.starts_with('/')) {
        folder = variable("HOME");
        if (folder.empty()) return {};
        folder += "/.config";
    }
    return fmt::format("{}/sluice/{}.ini", folder, table.program);
}

error unreadable(const std::string& path, const error& why)
{
    return fail(errc::bad_configuration, "settings",
                fmt::format("cannot read {}: {}", path, why.code().message()));
}

/// A file that need not be there.
result<given_values> values_of_standard_file(const settings_table& table,
                                             const settings_inputs& inputs, const std::string& path,
                                             setting_source source)
{
    if (path.empty()) return given_values();
    const auto text = inputs.read_file(path);
    if (text) return values_of_file(table, *text, path, source);
    if (text.error() == errc::not_found || text.error() == errc::not_a_folder)
        return given_values();
    // A service that changed its user may still have a home that it cannot enter.
    if (source == setting_source::user_file && text.error() == errc::permission_denied) {
        given_values nothing;
        nothing.notes.push_back("note: " + unreadable(path, text.error()).detail());
        return nothing;
    }
    return unreadable(path, text.error());
}

result<given_values> values_of_named_file(const settings_table& table,
                                          const settings_inputs& inputs,
                                          const given_values& arguments)
{
    const std::string* path = nullptr;
    for (const auto& given : arguments.values)
        if (given.row->key == "config") path = &given.state.written;
    if (!path) return given_values();
    const auto text = inputs.read_file(*path);
    if (!text) return unreadable(*path, text.error());
    return values_of_file(table, *text, *path, setting_source::named_file);
}

std::string precedence_in(const given_values& arguments)
{
    std::string precedence = "file";
    for (const auto& given : arguments.values)
        if (given.row->key == "precedence") precedence = std::get<std::string>(given.state.value);
    return precedence;
}

/// Every source in turn; the first that fails ends it.
result<given_values> collect(const settings_table& table, const settings_inputs& inputs,
                             given_values arguments)
{
    given_values all;
    auto system =
        values_of_standard_file(table, inputs, fmt::format("/etc/sluice/{}.ini", table.program),
                                setting_source::system_file);
    if (!system) return system.error();
    all.append(std::move(*system));
    auto user =
        values_of_standard_file(table, inputs, user_file(table, inputs), setting_source::user_file);
    if (!user) return user.error();
    all.append(std::move(*user));
    auto environment = values_of_environment(table, inputs.environment);
    if (!environment) return environment.error();
    all.append(std::move(*environment));
    auto named = values_of_named_file(table, inputs, arguments);
    if (!named) return named.error();
    all.append(std::move(*named));
    all.append(std::move(arguments));
    return all;
}

} // namespace

result<settings> load_settings(const settings_table& table, const settings_inputs& inputs)
{
    auto parsed = parse_arguments(table, inputs.arguments);
    if (!parsed) return parsed.error();
    settings loaded(table);
    loaded.ask(asked_in(*parsed));
    if (loaded.asked() != asked_for::work) return loaded;

    const auto chosen = find_verb(table, parsed->words);
    if (!chosen) return chosen.error();
    auto arguments = values_of_arguments(table, *parsed);
    if (!arguments) return arguments.error();
    loaded.take_words(std::move(parsed->words), *chosen);
    const auto precedence = precedence_in(*arguments);
    auto all = collect(table, inputs, std::move(*arguments));
    if (!all) return all.error();
    const auto merged = merge(loaded, std::move(*all), precedence);
    if (!merged) return merged.error();
    return loaded;
}

} // namespace sluice
