#include "storage/safe_path.hpp"
#include "zip/layout.hpp"

#include <unordered_set>

namespace sluice::zip {
namespace {

/// "a/b" of "a/b/", and of itself.
std::string_view bare(const member& of)
{
    std::string_view name = of.name;
    if (of.is_folder()) name.remove_suffix(1);
    return name;
}

} // namespace

result<> judge_names(const std::vector<member>& members)
{
    std::unordered_set<std::string_view> names;
    std::unordered_set<std::string_view> files;
    for (const auto& one : members) {
        const auto path = storage::check_path(one.name);
        if (!path) return path.error();
        if (path->is_root()) return fail(errc::bad_name, "zip", one.name);
        if (!names.insert(bare(one)).second) return fail(errc::target_exists, "zip", one.name);
        if (!one.is_folder()) files.insert(bare(one));
    }
    for (const auto& one : members) {
        const auto name = bare(one);
        for (auto slash = name.rfind('/'); slash != name.npos; slash = name.rfind('/', slash - 1)) {
            const auto above = name.substr(0, slash);
            if (files.contains(above)) return fail(errc::target_exists, "zip", std::string(above));
        }
    }
    return ok;
}

} // namespace sluice::zip
