#include "server/readiness.hpp"

#include <sys/statvfs.h>

namespace sluice::server {
namespace {

/// Below this an upload could not even begin.
constexpr std::uint64_t least_space = 1U << 20U;

std::string name_of(const result<>& outcome)
{
    return outcome ? "ok" : code_name(outcome.error().code());
}

result<> check_folder(const host& shared)
{
    struct ::stat found{};
    const int folder = shared.files.descriptor();
    if (::fstat(folder, &found) != 0) return fail_errno("folder");
    if (found.st_nlink == 0) return fail(errc::not_found, "folder");
    const auto top = storage::check_path("");
    const auto opened = shared.files.open_folder(*top);
    if (!opened) return opened.error();
    return ok;
}

result<> check_state(const host& shared)
{
    if (!shared.state) return fail(errc::unsupported, "state");
    const auto read = shared.state->reserved_bytes({});
    if (!read) return read.error();
    return ok;
}

result<> check_space(const host& shared)
{
    struct ::statvfs found{};
    if (::fstatvfs(shared.files.descriptor(), &found) != 0) return fail_errno("space");
    const auto free = std::uint64_t{found.f_bavail} * found.f_frsize;
    if (free < least_space) return fail(errc::no_space, "space");
    return ok;
}

} // namespace

readiness readiness_of(const host& shared)
{
    readiness found;
    found.checks["folder"] = name_of(check_folder(shared));
    found.checks["state"] = name_of(check_state(shared));
    found.checks["space"] = name_of(check_space(shared));
    // Without a state folder the server only gives, and that it can.
    const bool only_gives = found.checks["state"] == "unsupported";
    found.ready = found.checks["folder"] == "ok" &&
                  (only_gives || (found.checks["state"] == "ok" && found.checks["space"] == "ok"));
    return found;
}

nlohmann::json to_json(const readiness& found)
{
    return {{"ready", found.ready}, {"checks", found.checks}};
}

} // namespace sluice::server
