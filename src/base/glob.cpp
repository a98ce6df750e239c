#include "base/glob.hpp"

#include <optional>
#include <vector>

namespace sluice {
namespace {

using components = std::vector<std::string_view>;

components split(std::string_view path)
{
    components parts;
    while (!path.empty()) {
        const auto slash = path.find('/');
        parts.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) break;
        path.remove_prefix(slash + 1);
    }
    return parts;
}

struct set_match {
    bool matched = false;
    std::size_t length = 0; // of the set in the pattern; 0: not a set
};

/// pattern starts with "[".
set_match match_set(std::string_view pattern, char c)
{
    std::size_t i = 1;
    const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
    if (negated) ++i;
    bool found = false;
    const auto first = i;
    const auto wanted = static_cast<unsigned char>(c);
    while (i < pattern.size() && (pattern[i] != ']' || i == first)) {
        const auto low = static_cast<unsigned char>(pattern[i]);
        const bool ranged =
            i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']';
        const auto high = ranged ? static_cast<unsigned char>(pattern[i + 2]) : low;
        found = found || (low <= wanted && wanted <= high);
        i += ranged ? 3 : 1;
    }
    if (i >= pattern.size()) return {}; // no closing bracket: an ordinary character
    return {found != negated, i + 1};
}

/// How many bytes of the pattern the first character of text uses up, or nothing.
std::optional<std::size_t> match_one(std::string_view pattern, char c)
{
    if (pattern.empty()) return std::nullopt;
    if (pattern[0] == '?') return 1;
    // Asked first, so that a row of open brackets is not searched to its end again and again.
    if (pattern[0] == '[' && pattern.find(']') != std::string_view::npos) {
        const auto set = match_set(pattern, c);
        if (set.length > 0) return set.matched ? std::optional(set.length) : std::nullopt;
    }
    return pattern[0] == c ? std::optional<std::size_t>(1) : std::nullopt;
}

/// One component: after a mismatch only the last star needs to take one byte more.
bool match_component(std::string_view pattern, std::string_view text)
{
    std::size_t p = 0, t = 0, star = std::string_view::npos, star_text = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            star_text = t;
            continue;
        }
        if (const auto used = match_one(pattern.substr(p), text[t])) {
            p += *used;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++star_text;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

/// reached[i]: the first i components of the pattern can match all of the path's components.
std::vector<bool> reachable(const components& pattern, const components& path)
{
    std::vector<bool> reached(pattern.size() + 1, false);
    reached[0] = true;
    const auto skip_empty_stars = [&] {
        for (std::size_t i = 0; i < pattern.size(); ++i)
            if (reached[i] && pattern[i] == "**") reached[i + 1] = true;
    };
    skip_empty_stars();
    for (const auto part : path) {
        std::vector<bool> next(pattern.size() + 1, false);
        for (std::size_t i = 0; i < pattern.size(); ++i) {
            if (!reached[i]) continue;
            if (pattern[i] == "**")
                next[i] = true;
            else if (match_component(pattern[i], part))
                next[i + 1] = true;
        }
        reached = std::move(next);
        skip_empty_stars();
    }
    return reached;
}

} // namespace

bool is_glob(std::string_view text)
{
    return text.find_first_of("*?[") != std::string_view::npos;
}

bool glob_match(std::string_view pattern, std::string_view path)
{
    return reachable(split(pattern), split(path)).back();
}

bool glob_may_match_below(std::string_view pattern, std::string_view folder)
{
    const auto parts = split(pattern);
    const auto reached = reachable(parts, split(folder));
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (reached[i]) return true;
    return false;
}

split_pattern split_glob(std::string_view text)
{
    const auto special = text.find_first_of("*?[");
    if (special == std::string_view::npos) return {std::string(text), {}};
    const auto slash = text.substr(0, special).rfind('/');
    if (slash == std::string_view::npos) return {{}, std::string(text)};
    return {std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

} // namespace sluice
