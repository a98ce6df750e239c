#include "transfer/agent/export_place.hpp"

#include "base/glob.hpp"
#include "storage/safe_path.hpp"

#include <algorithm>
#include <optional>

namespace sluice::transfer {
namespace {

constexpr std::size_t longest_asked = 4096;

error outside(std::string_view asked)
{
    return fail(errc::outside_root, "resolve", std::string(asked.substr(0, 300)));
}

bool is_identifier(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// What stands in front of a path to be expanded, and the rest; an empty variable: nothing does.
struct leading {
    std::string variable;
    std::string_view rest;
};

leading leading_of(std::string_view asked)
{
    if (asked == "~" || asked.starts_with("~/")) return {"~", asked.substr(1)};
    if (!asked.starts_with('$')) return {{}, asked};
    const bool braced = asked.starts_with("${");
    auto left = asked.substr(braced ? 2 : 1);
    const auto end = std::find_if_not(left.begin(), left.end(), is_identifier);
    const auto length = static_cast<std::size_t>(end - left.begin());
    const std::string name(left.substr(0, length));
    left.remove_prefix(length);
    if (braced && !left.starts_with('}')) return {{}, asked};
    if (braced) left.remove_prefix(1);
    const bool whole = left.empty() || left.starts_with('/');
    if (name.empty() || !whole) return {{}, asked};
    return {name, left};
}

/// The path with what is in front of it expanded, once: a value is not looked at again.
result<std::string> expanded(std::string_view asked, const expansion_rules& rules)
{
    const auto [variable, rest] = leading_of(asked);
    if (variable.empty()) return std::string(asked);
    const auto& allowed = rules.allowed;
    const bool may = std::find(allowed.begin(), allowed.end(), variable) != allowed.end();
    const auto value = rules.variables.find(variable == "~" ? "HOME" : variable);
    if (!may || value == rules.variables.end() || !value->second.starts_with('/'))
        return outside(asked);
    auto whole = value->second;
    while (whole.ends_with('/'))
        whole.pop_back();
    whole += rest;
    return whole.empty() ? "/" : whole;
}

/// What lies below a folder of the absolute path; nothing if it lies elsewhere.
std::optional<std::string_view> below(std::string_view path, std::string_view folder)
{
    if (!path.starts_with(folder)) return std::nullopt;
    path.remove_prefix(folder.size());
    if (path.empty() || folder.ends_with('/')) return path;
    if (!path.starts_with('/')) return std::nullopt;
    return path.substr(1);
}

std::string joined(const std::string& name, const std::string& inner)
{
    return inner.empty() ? name : name + "/" + inner;
}

bool goes_up(std::string_view path)
{
    while (!path.empty()) {
        const auto part = path.substr(0, path.find('/'));
        if (part == "..") return true;
        path.remove_prefix(std::min(path.size(), part.size() + 1));
    }
    return false;
}

/// In exports that lie within each other the innermost one counts.
result<std::vector<std::string>> places_of_absolute(std::string_view path, std::string_view asked,
                                                    const std::vector<export_place>& exports)
{
    std::size_t longest = 0;
    std::optional<std::string> found;
    for (const auto& one : exports) {
        for (const auto& folder : one.folders) {
            const auto inner = below(path, folder);
            if (!inner || folder.size() < longest) continue;
            const auto checked = storage::check_path(*inner);
            if (!checked) return fail(checked.error().code(), "resolve", checked.error().detail());
            longest = folder.size();
            found = joined(one.name, checked->text());
        }
    }
    if (!found) return outside(asked);
    return std::vector<std::string>{*found};
}

} // namespace

result<std::vector<std::string>> places_of(std::string_view asked,
                                           const std::vector<export_place>& exports,
                                           const expansion_rules& rules)
{
    if (asked.size() > longest_asked || asked.find('\0') != asked.npos)
        return fail(errc::bad_name, "resolve", std::string(asked.substr(0, 300)));
    const auto path = expanded(asked, rules);
    if (!path) return path.error();
    if (goes_up(*path)) return outside(asked);
    if (path->starts_with('/')) return places_of_absolute(*path, asked, exports);
    const auto checked = storage::check_path(*path);
    if (!checked) return fail(checked.error().code(), "resolve", checked.error().detail());
    const auto first = checked->text().substr(0, checked->text().find('/'));
    std::vector<std::string> places;
    const bool named = std::any_of(exports.begin(), exports.end(),
                                   [&first](const auto& one) { return one.name == first; });
    if (named || checked->is_root()) places.push_back(checked->text());
    if (!checked->is_root() && exports.size() == 1)
        places.push_back(joined(exports.front().name, checked->text()));
    const bool pattern = places.empty() && is_glob(first);
    if (pattern) places.push_back(checked->text());
    if (places.empty()) return outside(asked);
    return places;
}

} // namespace sluice::transfer
