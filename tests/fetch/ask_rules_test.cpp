#include "fetch/fetch.hpp"
#include "support/catch.hpp"
#include "support/http_script.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

const fetch::stop_flag never_stopped = false;

result<fetch::answer> ask(const std::string& target, const fetch::access& how)
{
    fetch::request what;
    what.target = target;
    return fetch::ask(what, how, {deadline::after(std::chrono::seconds(20)), never_stopped});
}

fetch::access allowing(const std::vector<std::string>& words)
{
    fetch::access how;
    for (const auto& word : words)
        REQUIRE(how.rules.allow(word));
    return how;
}

http_script redirecting_to(std::string where)
{
    return http_script([where](script_peer& to, const std::string&) {
        to.send(http_text(302, "Location: " + where + "\r\n", ""));
    });
}

} // namespace

TEST_CASE("this machine is not asked without a rule, and hears nothing", "[fetch][rules]")
{
    const http_script peer(
        [](script_peer& to, const std::string&) { to.send(http_text(200, "", "secret")); });
    const auto port = std::to_string(peer.port());

    for (const auto& host :
         {"127.0.0.1", "0x7f.1", "[::ffff:127.0.0.1]", "localhost", "127.1", "127.0.0.1."}) {
        INFO(host);
        const auto came = ask("http://" + std::string(host) + ":" + port + "/", {});
        REQUIRE_FALSE(came);
        CHECK(came.error() == errc::permission_denied);
    }
    CHECK(peer.requests() == 0);
}

TEST_CASE("a name is judged by the address that it resolves to", "[fetch][rules]")
{
    const http_script peer(
        [](script_peer& to, const std::string&) { to.send(http_text(200, "", "here")); });
    const auto target = "http://localhost:" + std::to_string(peer.port()) + "/";

    const auto other = ask(target, allowing({"10.0.0.0/8", "other.example"}));
    const auto named = ask(target, allowing({"localhost"}));

    REQUIRE_FALSE(other);
    CHECK(other.error() == errc::permission_denied);
    REQUIRE(named);
    CHECK(named->body == "here");
}

TEST_CASE("every redirect is judged like the first address", "[fetch][rules]")
{
    const http_script metadata = redirecting_to("http://169.254.169.254/latest/meta-data/");
    const http_script other = redirecting_to("http://127.0.0.2:9/");
    const http_script file = redirecting_to("file:///etc/passwd");
    const auto how = allowing({"127.0.0.1"});

    const auto to_metadata = ask(metadata.url(), how);
    const auto to_other = ask(other.url(), how);
    const auto to_file = ask(file.url(), how);

    REQUIRE_FALSE(to_metadata);
    CHECK(to_metadata.error() == errc::permission_denied);
    REQUIRE_FALSE(to_other);
    CHECK(to_other.error() == errc::permission_denied);
    REQUIRE_FALSE(to_file);
    CHECK(to_file.error() == errc::malformed_message);
}

TEST_CASE("five redirects are followed and not one more", "[fetch][rules]")
{
    const http_script peer([](script_peer& to, const std::string& head) {
        const auto left = std::stoi(target_of(head).substr(1));
        const auto next = "Location: /" + std::to_string(left - 1) + "\r\n";
        to.send(left == 0 ? http_text(200, "", "arrived") : http_text(302, next, ""));
    });
    const auto how = allowing({"127.0.0.1"});

    const auto five = ask(peer.url("/5"), how);
    const auto six = ask(peer.url("/6"), how);

    REQUIRE(five);
    CHECK(five->body == "arrived");
    CHECK(five->from.path == "/0");
    REQUIRE_FALSE(six);
    CHECK(six.error() == errc::malformed_message);
}

TEST_CASE("a token reaches its origin and no other", "[fetch][rules]")
{
    const http_script other([](script_peer& to, const std::string& head) {
        to.send(http_text(200, "", "token: " + field_of(head, "authorization")));
    });
    const http_script first = redirecting_to(other.url());
    auto how = allowing({"127.0.0.1"});
    how.token = "secret";

    const auto direct = ask(other.url(), how);
    const auto through = ask(first.url(), how);

    REQUIRE(direct);
    CHECK(direct->body == "token: Bearer secret");
    REQUIRE(through);
    CHECK(through->body == "token: ");
}
