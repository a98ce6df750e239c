#include "client/settings/menu_choice.hpp"

#include "base/escape.hpp"
#include "base/glob.hpp"
#include "base/parse.hpp"
#include "terminal/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace sluice::client {
namespace {

using names = std::vector<std::string>;

error no_file(std::string text)
{
    return fail(errc::not_found, "choose", std::move(text));
}

/// A number, whatever it counts: digits only.
bool is_number(std::string_view word)
{
    return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

error unknown_name(std::span<const std::string> offered, std::string_view word)
{
    if (is_number(word))
        return no_file(fmt::format("there is no number {}, the list has {} file{}", word,
                                   offered.size(), offered.size() == 1 ? "" : "s"));
    const std::vector<std::string_view> views(offered.begin(), offered.end());
    const auto nearest = nearest_name(word, views);
    const auto hint = nearest.empty() ? "" : fmt::format(", did you mean '{}'?", escape(nearest));
    return no_file(fmt::format("there is no file '{}'{}", escape(word), hint));
}

/// What is below a folder or matches a pattern.
names several(std::span<const std::string> offered, std::string_view word)
{
    const auto folder = std::string(word) + (word.ends_with('/') ? "" : "/");
    names found;
    for (const auto& name : offered)
        if (name.starts_with(folder) || (is_glob(word) && glob_match(word, name)))
            found.push_back(name);
    return found;
}

result<names> choose_word(std::span<const std::string> offered, const std::string& word)
{
    const auto last = static_cast<std::int64_t>(offered.size());
    if (const auto number = parse_integer(word, 1, last); number && is_number(word))
        return names{offered[static_cast<std::size_t>(*number) - 1]};
    if (std::find(offered.begin(), offered.end(), word) != offered.end()) return names{word};
    auto found = several(offered, word);
    if (found.empty()) return unknown_name(offered, word);
    return found;
}

} // namespace

result<names> choose_names(std::span<const std::string> offered, std::string_view line)
{
    if (!is_number(line) && std::find(offered.begin(), offered.end(), line) != offered.end())
        return names{std::string(line)};
    const auto words = terminal::split_words(line);
    if (!words) return words.error();
    names chosen;
    for (const auto& word : *words) {
        auto found = choose_word(offered, word);
        if (!found) return found.error();
        chosen.insert(chosen.end(), found->begin(), found->end());
    }
    if (chosen.empty()) return no_file("nothing chosen");
    return chosen;
}

} // namespace sluice::client
