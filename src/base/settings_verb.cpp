#include "base/settings_verb.hpp"

#include "base/parse.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sluice {
namespace {

std::size_t word_count(std::string_view name)
{
    return 1 + static_cast<std::size_t>(std::count(name.begin(), name.end(), ' '));
}

std::string first_words(const std::vector<std::string>& words, std::size_t count)
{
    return fmt::format("{}",
                       fmt::join(words.begin(), words.begin() + static_cast<long>(count), " "));
}

std::string_view nearest_verb(const settings_table& table, std::string_view word)
{
    std::vector<std::string_view> names;
    for (const auto& known : table.verbs)
        names.push_back(known.name);
    return nearest_name(word, names);
}

/// For "job": "'job show ID', 'job wait ID'"; empty if no verb of two words begins so.
std::string verbs_that_begin_with(const settings_table& table, std::string_view word)
{
    std::string all;
    for (const auto& known : table.verbs) {
        if (!known.name.starts_with(fmt::format("{} ", word))) continue;
        const auto* space = known.arguments.empty() ? "" : " ";
        all +=
            fmt::format("{}'{}{}{}'", all.empty() ? "" : ", ", known.name, space, known.arguments);
    }
    return all;
}

error usage(std::string detail)
{
    return fail(errc::bad_usage, "arguments", std::move(detail));
}

} // namespace

result<const verb*> find_verb(const settings_table& table, const std::vector<std::string>& words)
{
    if (words.empty()) return nullptr;
    for (const auto& known : table.verbs) {
        const auto length = word_count(known.name);
        if (words.size() < length || first_words(words, length) != known.name) continue;
        const auto behind = words.size() - length;
        if (behind < known.least)
            return usage(fmt::format("'{}' needs {}", known.name, known.arguments));
        if (behind > known.most)
            return usage(fmt::format("'{}' is one word too many for '{}'",
                                     words[length + known.most], known.name));
        return &known;
    }
    const auto begun = verbs_that_begin_with(table, words.front());
    if (!begun.empty() && words.size() == 1)
        return usage(fmt::format("'{}' needs one more word: {}", words.front(), begun));
    if (!begun.empty())
        return usage(fmt::format("unknown verb '{}', there are: {}", first_words(words, 2), begun));
    const auto nearest = nearest_verb(table, words.front());
    const auto hint = nearest.empty() ? "" : fmt::format(", did you mean '{}'?", nearest);
    return usage(fmt::format("unknown verb '{}'{}", words.front(), hint));
}

} // namespace sluice
