#include "server/security/web_origin.hpp"
#include "support/catch.hpp"

using namespace sluice::server;

TEST_CASE("addresses, localhost and listed names may call the server", "[server][web_origin]")
{
    const host_rule rule{false, {"files.example.org"}};
    for (const auto* host :
         {"127.0.0.1", "127.0.0.1:8888", "[::1]:8888", "[fe80::1]", "localhost", "LOCALHOST:80",
          "a.localhost", "files.example.org", "Files.Example.org:443", "files.example.org."}) {
        CAPTURE(host);
        CHECK(is_own_host(host, rule));
    }
}

TEST_CASE("a name that may be an attacker's is refused", "[server][web_origin]")
{
    const host_rule rule{false, {"files.example.org"}};
    for (const auto* host : {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example",
                             "files.example.org.evil.example", "xfiles.example.org", "999.1.1.1",
                             "notlocalhost", ""}) {
        CAPTURE(host);
        CHECK_FALSE(is_own_host(host, rule));
    }
    CHECK(is_own_host("evil.example", host_rule{true, {}}));
}

TEST_CASE("a page of another site is told from our own and from listed ones",
          "[server][web_origin]")
{
    const std::vector<std::string> allowed{"https://app.example"};

    CHECK_FALSE(is_foreign("", "", "127.0.0.1:8888", allowed));
    CHECK_FALSE(is_foreign("http://127.0.0.1:8888", "same-origin", "127.0.0.1:8888", allowed));
    CHECK_FALSE(is_foreign("https://app.example", "cross-site", "127.0.0.1:8888", allowed));
    CHECK(is_foreign("https://evil.example", "cross-site", "127.0.0.1:8888", allowed));
    CHECK(is_foreign("http://127.0.0.1:9999", "same-site", "127.0.0.1:8888", allowed));
    CHECK(is_foreign("null", "cross-site", "127.0.0.1:8888", allowed));
    CHECK(is_foreign("", "cross-site", "127.0.0.1:8888", allowed));
    CHECK(is_foreign("https://app.example.evil.example", "", "127.0.0.1:8888", allowed));
}
