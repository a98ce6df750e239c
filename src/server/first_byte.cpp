#include "server/first_byte.hpp"

namespace sluice::server {

spoken told_by(std::byte first)
{
    constexpr std::byte tls_handshake{0x16};
    if (first == tls_handshake) return spoken::tls;
    if (first >= std::byte{'A'} && first <= std::byte{'Z'}) return spoken::http;
    return spoken::native;
}

result<> judge(const entrance& at)
{
    const bool native = at.what == spoken::native;
    if (at.tls_only && !at.secured)
        return fail(errc::permission_denied, "login", "this server wants TLS");
    if (native && at.port == port_use::http)
        return fail(errc::unsupported, "login", "this port is for HTTP");
    if (!native && at.port == port_use::native)
        return fail(errc::unsupported, "login", "this port is not for HTTP");
    if (native && at.secured && !at.newest_version)
        return fail(errc::unsupported_version, "login", "TLS 1.3 is wanted");
    return ok;
}

} // namespace sluice::server
