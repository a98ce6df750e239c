#include "admin/local_socket.hpp"

#include "base/unique_fd.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <filesystem>

namespace sluice::admin {
namespace {

/// A listing of a large folder.
constexpr std::size_t most_body = std::size_t{256} << 20U;

} // namespace

result<std::string> socket_of(const std::string& named, const std::string& served_folder)
{
    if (!named.empty()) return named;
    std::error_code failed;
    const auto served = std::filesystem::canonical(served_folder, failed);
    if (failed) return fail_errno("admin", served_folder, failed.value());
    return served.string() + ".sluice/" + std::string(socket_name);
}

fetch::access access_by(const std::string& socket)
{
    fetch::access how;
    how.unix_socket = socket;
    how.most_body = most_body;
    return how;
}

result<> look_for_listener(const std::string& socket)
{
    sockaddr_un where{};
    where.sun_family = AF_UNIX;
    if (socket.size() >= sizeof where.sun_path) return fail(errc::too_large, "admin", socket);
    std::memcpy(where.sun_path, socket.data(), socket.size());
    const unique_fd trial(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!trial) return fail_errno("admin", socket);
    if (::connect(trial.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0)
        return ok;
    if (errno == ECONNREFUSED) return fail(errc::unreachable, "admin", socket);
    if (errno == EAGAIN) return ok; // many are waiting there
    return fail_errno("admin", socket);
}

} // namespace sluice::admin
