#include "base/settings.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace sluice {
namespace {

template <class Value>
const Value& value_of(const settings& from, std::string_view key)
{
    const auto* value = std::get_if<Value>(&from.state(key).value);
    if (!value) throw std::logic_error(fmt::format("setting '{}' is of another kind", key));
    return *value;
}

} // namespace

std::string_view source_name(setting_source source)
{
    switch (source) {
    case setting_source::built_in: return "built-in";
    case setting_source::system_file: return "system-file";
    case setting_source::user_file: return "user-file";
    case setting_source::environment: return "environment";
    case setting_source::arguments: return "arguments";
    case setting_source::named_file: return "named-file";
    case setting_source::set_option: return "set-option";
    }
    return "unknown";
}

std::string setting_origin::text() const
{
    if (source == setting_source::built_in) return "built-in";
    if (source == setting_source::arguments) return "the arguments";
    return escape(place);
}

settings::settings(const settings_table& table) : table_(&table)
{
    for (const auto& row : table.rows) {
        auto initial = row.rule.parse(row.initial);
        if (!initial)
            throw std::logic_error(fmt::format("built-in {}: {}", row.key, initial.error().text()));
        put(row.key, {std::string(row.initial), *initial, {}});
    }
}

const std::string& settings::text(std::string_view key) const
{
    return value_of<std::string>(*this, key);
}

std::int64_t settings::integer(std::string_view key) const
{
    return value_of<std::int64_t>(*this, key);
}

std::uint64_t settings::size(std::string_view key) const
{
    return value_of<std::uint64_t>(*this, key);
}

std::chrono::milliseconds settings::duration(std::string_view key) const
{
    return value_of<std::chrono::milliseconds>(*this, key);
}

bool settings::boolean(std::string_view key) const
{
    return value_of<bool>(*this, key);
}

const setting_state& settings::state(std::string_view key) const
{
    const auto found = states_.find(key);
    if (found == states_.end()) throw std::logic_error(fmt::format("no setting '{}'", key));
    return found->second;
}

bool settings::is_given(std::string_view key) const
{
    return state(key).origin.source != setting_source::built_in;
}

std::vector<std::string> settings::verb_arguments() const
{
    if (!verb_) return {};
    const auto named = 1 + std::count(verb_->name.begin(), verb_->name.end(), ' ');
    return {words_.begin() + named, words_.end()};
}

void settings::put(std::string_view key, setting_state state)
{
    states_.insert_or_assign(std::string(key), std::move(state));
}

void settings::take_words(std::vector<std::string> words, const verb* chosen)
{
    words_ = std::move(words);
    verb_ = chosen;
}

std::vector<std::string_view> changed_keys(const settings& before, const settings& after)
{
    std::vector<std::string_view> changed;
    for (const auto& row : before.table().rows)
        if (before.state(row.key).value != after.state(row.key).value) changed.push_back(row.key);
    return changed;
}

} // namespace sluice
