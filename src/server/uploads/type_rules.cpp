#include "server/uploads/type_rules.hpp"

#include "storage/file_type.hpp"

#include <strings.h>

#include <algorithm>

namespace sluice::server {
namespace {

bool holds(const std::vector<std::string>& list, const std::string& wanted)
{
    return std::any_of(list.begin(), list.end(), [&](const std::string& one) {
        return ::strcasecmp(one.c_str(), wanted.c_str()) == 0;
    });
}

std::string extension_of(const std::string& path)
{
    const auto dot = path.rfind('.');
    const auto slash = path.rfind('/');
    if (dot == path.npos || (slash != path.npos && dot < slash)) return {};
    return path.substr(dot + 1);
}

} // namespace

type_rules::lists type_rules::now() const
{
    const std::scoped_lock lock(mutex_);
    return allowed_;
}

void type_rules::set(lists allowed)
{
    const std::scoped_lock lock(mutex_);
    allowed_ = std::move(allowed);
}

result<> type_rules::admit(const std::string& path, std::uint64_t size)
{
    const auto allowed = now();
    if (size > allowed.most_bytes)
        return fail(errc::too_large, "upload", std::to_string(size) + " bytes");
    const auto extension = extension_of(path);
    if (!allowed.extensions.empty() && !holds(allowed.extensions, extension))
        return fail(errc::type_refused, "upload", "the extension '" + extension + "'");
    return ok;
}

result<> type_rules::inspect(const std::string&, int file)
{
    const auto allowed = now();
    if (allowed.types.empty()) return ok;
    const auto type = storage::media_type_of(file);
    if (!type) return type.error();
    if (!holds(allowed.types, *type)) return fail(errc::type_refused, "upload", *type);
    return ok;
}

} // namespace sluice::server
