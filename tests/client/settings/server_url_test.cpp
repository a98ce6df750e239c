#include "base/settings_load.hpp"
#include "client/settings/client_settings.hpp"
#include "client/settings/server_url.hpp"
#include "support/catch.hpp"
#include "support/settings_files.hpp"

using namespace sluice;
using namespace sluice::client;
using namespace sluice::test;

namespace {

result<client_settings> with(std::vector<std::string> arguments)
{
    auto got = load_settings(client_settings_table(), play_inputs(std::move(arguments), {}, {}));
    if (!got) return got.error();
    return client_settings_from(*got);
}

} // namespace

TEST_CASE("the URL of a WebSocket is read", "[client][server_url]")
{
    struct row {
        std::string_view text;
        bool secured;
        std::string_view host;
        int port;
        std::string_view target;
    };
    const auto one = GENERATE(
        as<row>{}, row{"ws://h:8000/ws", false, "h", 8000, "/ws"},
        row{"wss://files.example", true, "files.example", 443, "/ws"},
        row{"ws://h", false, "h", 80, "/ws"}, row{"ws://h/", false, "h", 80, "/"},
        row{"WSS://h:1/a/b?c=d", true, "h", 1, "/a/b?c=d"},
        row{"ws://[::1]:8888/ws", false, "::1", 8888, "/ws"},
        row{"ws://[::1]", false, "::1", 80, "/ws"}, row{"ws://h?x", false, "h", 80, "/ws?x"});

    const auto got = parse_server_url(one.text);

    REQUIRE(got);
    CHECK(got->secured == one.secured);
    CHECK(got->host == one.host);
    CHECK(got->port == one.port);
    CHECK(got->target == one.target);
}

TEST_CASE("what is no URL of a WebSocket is refused", "[client][server_url]")
{
    const auto text = GENERATE(as<std::string>{}, "h", "http://h", "ws://", "ws://:1", "ws://h:0",
                               "ws://h:70000", "ws://h:x", "ws://h:", "ws://u:p@h/ws", "ws://h/#f",
                               "ws://h /ws", "ws://[::1]x", "ws://h/\r\nX: y", "ws://[]:1");

    CHECK_FALSE(parse_server_url(text));
}

TEST_CASE("an address may be the URL of a WebSocket", "[client][server_url]")
{
    const auto plain = with({"-a", "ws://h:81/ws"});
    const auto secured = with({"-a", "wss://h/x", "--pin", "sha256:00"});

    REQUIRE((plain && secured));
    CHECK(plain->address == "h");
    CHECK(plain->port == 81);
    CHECK(plain->websocket == "/ws");
    CHECK_FALSE(plain->tls);
    CHECK(secured->port == 443);
    CHECK(secured->tls);
    CHECK(with({"-a", "h"})->websocket.empty());
    CHECK_FALSE(with({"-a", "ws://h", "--tls"}));
    CHECK_FALSE(with({"-a", "ws://h:81", "-p", "82"}));
    CHECK(with({"-a", "ws://h:81", "-p", "81"}));
}
