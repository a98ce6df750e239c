#include "transfer/agent/export_spec.hpp"

#include "storage/safe_path.hpp"

namespace sluice::transfer {
namespace {

error refused(std::string_view text, std::string_view why)
{
    return fail(errc::bad_usage, "export", std::string(text) + ": " + std::string(why));
}

} // namespace

result<export_spec> parse_export(std::string_view text)
{
    const auto whole = text;
    if (text.ends_with(":rw")) return refused(whole, "exports are read-only (:ro)");
    if (text.ends_with(":ro")) text.remove_suffix(3);
    export_spec made;
    const auto equals = text.find('=');
    // A '/' in front of the '=' means that the '=' belongs to the folder.
    const bool named = equals != text.npos && text.substr(0, equals).find('/') == text.npos;
    if (named) {
        made.name = text.substr(0, equals);
        text.remove_prefix(equals + 1);
        const auto checked = storage::check_path(made.name);
        if (!checked || checked->is_root()) return refused(whole, "not a name for an export");
    }
    if (text.empty() || text.find('\0') != text.npos) return refused(whole, "no folder");
    made.folder = text;
    return made;
}

bool is_agent_id(std::string_view id)
{
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return !id.empty() && id.size() <= 64 && id.front() != '.' &&
           id.find_first_not_of(letters) == id.npos;
}

} // namespace sluice::transfer
