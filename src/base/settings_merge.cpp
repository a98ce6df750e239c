#include "base/settings_merge.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice {
namespace {

constexpr int source_count = static_cast<int>(setting_source::set_option) + 1;

/// The source at a place in the order of precedence, from 0, the lowest.
setting_source source_at(int place, std::string_view precedence)
{
    const auto source = static_cast<setting_source>(place);
    if (precedence != "cli") return source;
    if (source == setting_source::arguments) return setting_source::named_file;
    if (source == setting_source::named_file) return setting_source::arguments;
    return source;
}

std::string shown(const given_value& given)
{
    return given.row->secret ? "***" : escape(given.state.written);
}

std::string override_note(const given_value& winner, const given_value& loser)
{
    return fmt::format("note: {} = {} from {} overrides {} from {}", winner.row->key, shown(winner),
                       winner.state.origin.text(), shown(loser), loser.state.origin.text());
}

/// The values given for one row, lowest first.
std::vector<given_value> given_for(const setting& row, const given_values& given,
                                   std::string_view precedence)
{
    std::vector<given_value> mine;
    for (int place = 0; place < source_count; ++place)
        for (const auto& one : given.values)
            if (one.row == &row && one.state.origin.source == source_at(place, precedence))
                mine.push_back(one);
    return mine;
}

const given_value* last_from(const std::vector<given_value>& mine, setting_source source)
{
    const auto found = std::find_if(mine.rbegin(), mine.rend(), [source](const auto& one) {
        return one.state.origin.source == source;
    });
    return found == mine.rend() ? nullptr : &*found;
}

/// What the highest source gave, one value behind the other.
setting_state joined(const std::vector<given_value>& mine)
{
    auto all = mine.back().state;
    all.written.clear();
    for (const auto& one : mine) {
        if (one.state.origin.source != all.origin.source) continue;
        all.written += (all.written.empty() ? "" : ";") + one.state.written;
    }
    all.value = all.written;
    return all;
}

result<> refuse_disagreement(const std::vector<given_value>& mine)
{
    const auto* filed = last_from(mine, setting_source::named_file);
    const auto* typed = last_from(mine, setting_source::arguments);
    if (!filed || !typed || filed->state.value == typed->state.value) return ok;
    auto detail = fmt::format("{} is {} in {} but {} in {} (--precedence strict)", filed->row->key,
                              shown(*filed), filed->state.origin.text(), shown(*typed),
                              typed->state.origin.text());
    return fail(errc::bad_configuration, "settings", std::move(detail));
}

} // namespace

result<> merge(settings& into, given_values given, std::string_view precedence)
{
    for (auto& note : given.notes)
        into.add_note(std::move(note));
    for (const auto& row : into.table().rows) {
        const auto mine = given_for(row, given, precedence);
        if (mine.empty()) continue;
        if (precedence == "strict") {
            auto agreed = refuse_disagreement(mine);
            if (!agreed) return agreed;
        }
        const auto& winner = mine.back();
        for (const auto& loser : mine) {
            const bool twice = loser.state.origin.source == winner.state.origin.source;
            if (twice && row.repeats) continue;
            if (&loser != &winner && (twice || loser.state.value != winner.state.value))
                into.add_note(override_note(winner, loser));
        }
        into.put(row.key, row.repeats ? joined(mine) : winner.state);
    }
    return ok;
}

} // namespace sluice
