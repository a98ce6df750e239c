#include "net/peer_address.hpp"
#include "server/first_byte.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::server;

namespace {

entrance made(spoken what, port_use port, bool secured, bool newest, bool tls_only)
{
    entrance at;
    at.what = what;
    at.port = port;
    at.secured = secured;
    at.newest_version = newest;
    at.tls_only = tls_only;
    return at;
}

} // namespace

TEST_CASE("the first byte tells TLS and HTTP; all else is for the native protocol to judge",
          "[server][door]")
{
    for (int byte = 0; byte < 256; ++byte) {
        auto wanted = spoken::native;
        if (byte == 0x16) wanted = spoken::tls;
        if (byte >= 'A' && byte <= 'Z') wanted = spoken::http;
        CAPTURE(byte);
        CHECK(told_by(static_cast<std::byte>(byte)) == wanted);
    }
}

TEST_CASE("without TLS nothing passes where TLS is wanted", "[server][door]")
{
    for (const auto what : {spoken::native, spoken::http}) {
        CHECK(judge(made(what, port_use::any, false, false, true)).error() ==
              errc::permission_denied);
        CHECK(judge(made(what, port_use::any, true, true, true)));
        CHECK(judge(made(what, port_use::any, false, false, false)));
    }
}

TEST_CASE("the native protocol wants TLS 1.3, HTTP takes 1.2 too", "[server][door]")
{
    CHECK(judge(made(spoken::native, port_use::any, true, false, false)).error() ==
          errc::unsupported_version);
    CHECK(judge(made(spoken::http, port_use::any, true, false, false)));
}

TEST_CASE("with a port for HTTP each port takes its own protocol only", "[server][door]")
{
    CHECK(judge(made(spoken::native, port_use::http, false, false, false)).error() ==
          errc::unsupported);
    CHECK(judge(made(spoken::http, port_use::native, false, false, false)).error() ==
          errc::unsupported);
    CHECK(judge(made(spoken::http, port_use::http, true, false, false)));
    CHECK(judge(made(spoken::native, port_use::native, true, true, false)));
}

TEST_CASE("an address is the same however a peer writes it", "[server][door]")
{
    CHECK(net::address_of("127.0.0.1:80") == "127.0.0.1");
    CHECK(net::address_of("[::1]:80") == "::1");
    CHECK(net::address_of("[::ffff:10.0.0.1]:80") == "10.0.0.1");
    CHECK(net::is_loopback("127.9.9.9"));
    CHECK(net::is_loopback("::1"));
    CHECK_FALSE(net::is_loopback("10.0.0.1"));
    CHECK_FALSE(net::is_loopback("localhost.example"));
}
