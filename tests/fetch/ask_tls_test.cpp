#include "fetch/fetch.hpp"
#include "net/self_signed.hpp"
#include "support/catch.hpp"
#include "support/program.hpp"
#include "support/temp_folder.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

const fetch::stop_flag never_stopped = false;

/// openssl s_server with a certificate of its own for localhost.
class tls_peer {
public:
    tls_peer()
    {
        const auto pair = net::make_self_signed({{"localhost"}});
        REQUIRE(pair);
        folder.write("cert.pem", pair->certificate);
        folder.write("key.pem", pair->key);
        program_options how;
        how.arguments = {"openssl",
                         "s_server",
                         "-accept",
                         "127.0.0.1:0",
                         "-www",
                         "-cert",
                         folder.at("cert.pem"),
                         "-key",
                         folder.at("key.pem")};
        running.emplace("/usr/bin/env", std::move(how));
        // "ACCEPT 127.0.0.1:PORT"
        const auto line = running->read_line(deadline::after(std::chrono::seconds(10)));
        const auto accept = line.starts_with("ACCEPT")
                                ? line
                                : running->read_line(deadline::after(std::chrono::seconds(10)));
        port = accept.substr(accept.rfind(':') + 1);
    }

    std::string url(const std::string& host) const { return "https://" + host + ":" + port + "/"; }

    temp_folder folder;
    std::optional<program> running;
    std::string port;
};

result<fetch::answer> ask(const std::string& target, fetch::access how)
{
    how.rules = fetch::address_rules::everything();
    fetch::request what;
    what.target = target;
    return fetch::ask(what, how, {deadline::after(std::chrono::seconds(20)), never_stopped});
}

} // namespace

TEST_CASE("a certificate is believed by pin or authority, else not", "[fetch][tls]")
{
    const tls_peer peer;
    fetch::access pinned;
    pinned.pin = *net::fingerprint_of_file(peer.folder.at("cert.pem"));
    fetch::access other_pin;
    other_pin.pin = net::fingerprint{std::byte{1}};
    fetch::access authority;
    authority.ca = peer.folder.at("cert.pem");

    const auto by_pin = ask(peer.url("127.0.0.1"), pinned);
    const auto by_authority = ask(peer.url("localhost"), authority);
    const auto by_nobody = ask(peer.url("localhost"), {});
    const auto by_other_pin = ask(peer.url("localhost"), other_pin);
    const auto other_name = ask(peer.url("127.0.0.1"), authority);

    REQUIRE(by_pin);
    CHECK(by_pin->status == 200);
    REQUIRE(by_authority);
    REQUIRE_FALSE(by_nobody);
    CHECK(by_nobody.error() == errc::untrusted);
    REQUIRE_FALSE(by_other_pin);
    CHECK(by_other_pin.error() == errc::untrusted);
    CHECK(by_other_pin.error().detail().find("not the pinned one") != std::string::npos);
    REQUIRE_FALSE(other_name);
    CHECK(other_name.error() == errc::untrusted);
}
