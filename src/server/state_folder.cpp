#include "server/state_folder.hpp"

#include <filesystem>

namespace sluice::server {
namespace {

bool is_inside(const std::string& path, const std::string& folder)
{
    if (folder == "/") return true;
    return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

} // namespace

result<std::optional<std::string>> state_folder_of(const std::string& state,
                                                   const std::string& served)
{
    if (state == "none") return std::optional<std::string>();
    if (state.empty()) {
        if (served == "/")
            return fail(errc::bad_configuration, "state",
                        "there is no folder beside /: name one with --state");
        return std::optional(served + ".sluice");
    }
    if (is_inside(state, served))
        return fail(errc::bad_configuration, "state",
                    state + " is inside the served folder " + served);
    return std::optional(state);
}

result<std::optional<std::string>> find_state_folder(const server_settings& settings)
{
    std::error_code failed;
    const auto served = std::filesystem::canonical(settings.directory, failed);
    if (failed) return fail_errno("state", settings.directory.string(), failed.value());
    if (settings.state.empty() || settings.state == "none")
        return state_folder_of(settings.state, served.string());
    auto named = std::filesystem::weakly_canonical(settings.state, failed);
    if (failed) return fail_errno("state", settings.state, failed.value());
    if (!named.has_filename()) named = named.parent_path(); // "state/" that is not there yet
    if (named.is_relative()) named = std::filesystem::absolute(named, failed);
    return state_folder_of(named.string(), served.string());
}

} // namespace sluice::server
