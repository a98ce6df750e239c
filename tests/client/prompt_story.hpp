#pragma once

#include "client/settings/client_settings.hpp"
#include "client/settings/menu.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <string>
#include <vector>

namespace sluice::test {

/// One word per action: "run ls -l", "get(a.bin b.bin) parallel", "say(...)".
inline std::string told(const client::menu::action& what)
{
    if (const auto* note = std::get_if<client::menu::remark>(&what))
        return fmt::format("say({}){}", note->text, static_cast<int>(note->fault));
    if (const auto* verb = std::get_if<client::menu::run_verb>(&what))
        return fmt::format("run({})", fmt::join(verb->words, "|"));
    if (const auto* files = std::get_if<client::menu::download>(&what))
        return fmt::format("get({}){}", fmt::join(files->names, " "),
                           files->parallel ? " parallel" : "");
    constexpr std::array plain{"", "menu", "help", "list", "choose", "", "", "leave"};
    return plain.at(what.index());
}

inline std::string told(const client::menu::actions& what)
{
    std::vector<std::string> words;
    for (const auto& one : what)
        words.push_back(told(one));
    return fmt::format("{}", fmt::join(words, ", "));
}

/// Plays lines against a server that offers the files, and tells what was carried out.
inline std::string play(const std::vector<std::string>& lines,
                        const std::vector<std::string>& offered, bool interactive = false)
{
    client::menu asked(client::client_settings_table());
    std::string story;
    const auto note = [&](const client::menu::actions& what) {
        for (const auto& one : what) {
            if (std::holds_alternative<client::menu::show_menu>(one)) continue;
            story += (story.empty() ? "" : ", ") + told(one);
            if (std::holds_alternative<client::menu::choose_files>(one)) asked.offer(offered);
            if (std::holds_alternative<client::menu::leave>(one)) return true;
        }
        return false;
    };
    for (const auto& line : lines)
        if (note(asked.take(line))) return story;
    note(asked.end(interactive));
    return story + " at the end";
}

} // namespace sluice::test
