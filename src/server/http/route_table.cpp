#include "server/http/route_table.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

/// Lower is more specific.
int rank_of(std::string_view component)
{
    if (takes_the_rest(component)) return 2;
    return parameter_name(component).empty() ? 0 : 1;
}

bool is_more_specific(const route& a, const route& b)
{
    const auto left = components_of(a.path);
    const auto right = components_of(b.path);
    const auto before = [](std::string_view x, std::string_view y) {
        if (rank_of(x) != rank_of(y)) return rank_of(x) < rank_of(y);
        return rank_of(x) == 0 && x < y;
    };
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                        before);
}

std::string_view without_first(std::string_view path)
{
    return path.starts_with('/') ? path.substr(1) : path;
}

/// Takes the next component and the slash behind it off the front.
std::string_view next_component(std::string_view& rest)
{
    const auto component = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), component.size() + 1));
    return component;
}

bool fits(const std::vector<std::string_view>& components, std::string_view path)
{
    auto rest = without_first(path);
    bool more = true;
    for (const auto component : components) {
        if (takes_the_rest(component)) return true;
        if (!more) return false;
        more = rest.find('/') != rest.npos;
        const auto given = next_component(rest);
        const bool named = !parameter_name(component).empty();
        if (named ? given.empty() : given != component) return false;
    }
    return !more;
}

std::map<std::string, std::string> parameters_in(const std::vector<std::string_view>& components,
                                                 std::string_view path)
{
    std::map<std::string, std::string> all;
    auto rest = without_first(path);
    for (const auto component : components) {
        const auto name = parameter_name(component);
        if (takes_the_rest(component)) {
            all.emplace(name, rest);
            break;
        }
        const auto given = next_component(rest);
        if (!name.empty()) all.emplace(name, given);
    }
    return all;
}

std::string allowed_by(const std::vector<const route*>& rows)
{
    std::string all;
    const auto has = [&rows](std::string_view method) {
        return std::any_of(rows.begin(), rows.end(),
                           [method](const route* r) { return r->method == method; });
    };
    for (const auto* row : rows) {
        all += std::string(row->method) + ", ";
        if (row->method == "GET" && !has("HEAD")) all += "HEAD, ";
    }
    if (has("OPTIONS")) return all.substr(0, all.size() - 2);
    return all + "OPTIONS";
}

const route* row_of(const std::vector<const route*>& rows, std::string_view method)
{
    const auto at = std::find_if(rows.begin(), rows.end(),
                                 [method](const route* r) { return r->method == method; });
    return at == rows.end() ? nullptr : *at;
}

} // namespace

std::string_view parameter_name(std::string_view component)
{
    if (!component.starts_with('{') || !component.ends_with('}')) return {};
    component = component.substr(1, component.size() - 2);
    if (component.ends_with("...")) component.remove_suffix(3);
    return component;
}

bool takes_the_rest(std::string_view component)
{
    return component.starts_with('{') && component.ends_with("...}");
}

std::vector<std::string_view> components_of(std::string_view path)
{
    std::vector<std::string_view> all;
    auto rest = without_first(path);
    while (true) {
        const auto slash = rest.find('/');
        all.push_back(rest.substr(0, slash));
        if (slash == rest.npos) return all;
        rest.remove_prefix(slash + 1);
    }
}

route_table::route_table(std::vector<route> rows)
{
    rows_.reserve(rows.size());
    for (auto& row : rows) {
        const auto at = std::upper_bound(rows_.begin(), rows_.end(), row, is_more_specific);
        rows_.insert(at, std::move(row));
    }
    for (const auto& row : rows_) {
        // Rows of one shape follow each other, whatever they call their parameters.
        const auto* last = patterns_.empty() ? nullptr : patterns_.back().rows.front();
        if (!last || is_more_specific(*last, row))
            patterns_.push_back({components_of(row.path), {}, {}});
        patterns_.back().rows.push_back(&row);
    }
    for (auto& one : patterns_)
        one.allow = allowed_by(one.rows);
}

const route_table::pattern* route_table::find(std::string_view path) const
{
    auto rest = without_first(path);
    const auto begin = next_component(rest);
    for (const auto& one : patterns_) {
        // Most patterns are told apart by how they begin.
        const auto first = one.components.front();
        if (!first.starts_with('{') && first != begin) continue;
        if (fits(one.components, path)) return &one;
    }
    return nullptr;
}

route_match route_table::match(const route_question& asked) const
{
    route_match made;
    const auto* here = find(asked.path);
    if (!here) return made;
    made.allow = here->allow;
    if (asked.method == "POST" && !asked.override_method.empty()) {
        const auto* meant = row_of(here->rows, asked.override_method);
        if (meant && meant->tag == "tus") made.found = meant;
    }
    if (!made.found) made.found = row_of(here->rows, asked.method);
    if (!made.found && asked.method == "HEAD") {
        made.found = row_of(here->rows, "GET");
        made.head = made.found != nullptr;
    }
    made.options = !made.found && asked.method == "OPTIONS";
    if (!made.found) return made;
    // Rows of one shape may call their parameters differently.
    if (made.found->path == here->rows.front()->path)
        made.parameters = parameters_in(here->components, asked.path);
    else
        made.parameters = parameters_in(components_of(made.found->path), asked.path);
    return made;
}

} // namespace sluice::server
