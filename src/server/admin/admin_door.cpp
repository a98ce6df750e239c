#include "server/admin/admin_door.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sluice::server {
namespace {

constexpr std::string_view refusal =
    "HTTP/1.1 403 Forbidden\r\nContent-Type: application/problem+json\r\n"
    "Content-Length: 30\r\nConnection: close\r\n\r\n"
    "{\"code\":\"permission_denied\"}\r\n";

void refuse(const unique_fd& connected)
{
    // A few bytes fit into any socket's buffer: this does not block.
    const auto ignored = ::send(connected.get(), refusal.data(), refusal.size(), MSG_NOSIGNAL);
    static_cast<void>(ignored);
    ::shutdown(connected.get(), SHUT_WR);
}

} // namespace

bool may_administer(uid_t caller, uid_t server)
{
    return caller == server || caller == 0;
}

result<std::string> admit_admin(const unique_fd& connected, event_log& log)
{
    const auto peer = net::local_peer_of(connected.get());
    if (!peer) return peer.error();
    auto name = fmt::format("local:uid={}:pid={}", peer->user, peer->program);
    if (may_administer(peer->user, ::geteuid())) return name;
    refuse(connected);
    log_event what;
    what.level = log_level::warning;
    what.event = "refused";
    what.code = "permission_denied";
    what.detail = "admin socket: " + name;
    log.write(what);
    return fail(errc::permission_denied, "admin", std::move(name));
}

} // namespace sluice::server
