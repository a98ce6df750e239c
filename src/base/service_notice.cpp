#include "base/service_notice.hpp"

#include "base/parse.hpp"
#include "base/unique_fd.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <limits>

namespace sluice {
namespace {

std::string taken_from_environment(const char* name)
{
    const char* value = std::getenv(name);
    std::string taken(value ? value : "");
    ::unsetenv(name);
    return taken;
}

/// Half of what is allowed, so that a late beat is still in time.
std::optional<std::chrono::microseconds> beat_of(const std::string& limit, const std::string& pid)
{
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const auto microseconds = parse_integer(limit, 1, most);
    if (!microseconds) return {};
    const bool meant = pid.empty() || pid == std::to_string(::getpid());
    if (!meant) return {};
    return std::chrono::microseconds(std::max<std::int64_t>(1, *microseconds / 2));
}

} // namespace

service_notice::service_notice(std::string where, std::optional<std::chrono::microseconds> beat)
    : where_(std::move(where)),
      beat_(beat)
{
}

service_notice service_notice::from_environment()
{
    auto where = taken_from_environment("NOTIFY_SOCKET");
    const auto limit = taken_from_environment("WATCHDOG_USEC");
    const auto pid = taken_from_environment("WATCHDOG_PID");
    return service_notice(std::move(where), beat_of(limit, pid));
}

result<> service_notice::send(const std::string& lines) const
{
    if (where_.empty()) return ok;
    sockaddr_un to{};
    const bool local = where_.front() == '/' || where_.front() == '@';
    if (!local || where_.size() >= sizeof to.sun_path)
        return fail(errc::bad_configuration, "notify", where_);
    to.sun_family = AF_UNIX;
    std::copy(where_.begin(), where_.end(), to.sun_path);
    if (where_.front() == '@') to.sun_path[0] = '\0';
    const unique_fd from(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!from) return fail_errno("notify", where_);
    const auto length = offsetof(sockaddr_un, sun_path) + where_.size();
    const auto sent =
        ::sendto(from.get(), lines.data(), lines.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&to), static_cast<socklen_t>(length));
    if (sent < 0) return fail_errno("notify", where_);
    return ok;
}

} // namespace sluice
