#include "base/settings_load.hpp"
#include "server/settings/server_settings.hpp"
#include "support/catch.hpp"
#include "support/settings_files.hpp"

using namespace sluice;
using namespace sluice::server;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

settings loaded(std::vector<std::string> arguments, std::map<std::string, std::string> files = {})
{
    auto got = load_settings(server_settings_table(),
                             play_inputs(std::move(arguments), {}, std::move(files)));
    if (!got) FAIL(got.error().detail());
    return *got;
}

} // namespace

TEST_CASE("the server's built-in settings are those of its predecessor and more",
          "[server][settings]")
{
    const auto typed = server_settings_from(loaded({}));

    REQUIRE(typed);
    CHECK(typed->directory == ".");
    CHECK(typed->address == "0.0.0.0");
    CHECK(typed->port == 8888);
    CHECK(typed->log == "server.log");
    CHECK(typed->verbosity == 20);
    CHECK(typed->threads == 0);
    CHECK(typed->max_connections == 16384);
    CHECK(typed->rate == 0);
    CHECK(typed->client_rate == 0);
    CHECK(typed->repl);
    CHECK(typed->drain == 30s);
    CHECK(typed->login_limit == 10s);
    CHECK(typed->idle_limit == 10min);
    CHECK(typed->stall_limit == 30s);
    CHECK(typed->digest_memory == 16U << 20U);
    CHECK(typed->blocking_threads == 0);
    CHECK_FALSE(typed->json);
}

TEST_CASE("the server's arguments reach the struct", "[server][settings]")
{
    const auto typed = server_settings_from(
        loaded({"-d", "/srv", "-a", "::1", "-p", "0", "-l", "none", "-v", "debug", "--threads", "4",
                "--max-connections", "9", "--rate", "10M", "--client-rate=1M", "--no-repl"}));

    REQUIRE(typed);
    CHECK(typed->directory == "/srv");
    CHECK(typed->address == "::1");
    CHECK(typed->port == 0);
    CHECK(typed->log == "none");
    CHECK(typed->verbosity == 10);
    CHECK(typed->threads == 4);
    CHECK(typed->max_connections == 9);
    CHECK(typed->rate == 10U << 20U);
    CHECK(typed->client_rate == 1U << 20U);
    CHECK_FALSE(typed->repl);
}

TEST_CASE("an INI file of the predecessor's server works and beats the arguments",
          "[server][settings]")
{
    const auto got =
        loaded({"-c", "old.ini", "-p", "1"},
               {{"old.ini", "[config]\ndirectory = ./files\nlog = s.log\nport = 9000\n"}});

    CHECK(got.text("directory") == "./files");
    CHECK(got.text("log") == "s.log");
    CHECK(got.integer("port") == 9000);
    CHECK(got.notes() == std::vector<std::string>{
                             "note: port = 9000 from old.ini:4 overrides 1 from the arguments"});
}

TEST_CASE("the server knows what it can reload", "[server][settings]")
{
    std::vector<std::string_view> keys;
    for (const auto& row : server_settings_table().rows)
        if (row.reloadable) keys.push_back(row.key);

    CHECK(keys == std::vector<std::string_view>{"max-upload",
                                                "quota",
                                                "upload-expiry",
                                                "library-extensions",
                                                "library-types",
                                                "tree-extensions",
                                                "array-quota",
                                                "array-json",
                                                "header-limit",
                                                "body-rate",
                                                "host-names",
                                                "cors-origins",
                                                "request-rate",
                                                "agent-heartbeat",
                                                "agent-dead",
                                                "tls-certificate",
                                                "tls-key",
                                                "tls-only",
                                                "log",
                                                "verbosity",
                                                "max-connections",
                                                "address-connections",
                                                "login-connections",
                                                "rate",
                                                "client-rate",
                                                "idle-limit",
                                                "stall-limit",
                                                "drain",
                                                "zip-entries",
                                                "pickup-settle",
                                                "pickup-lease",
                                                "pickup-proof"});
}

TEST_CASE("the server takes no words but config explain", "[server][settings]")
{
    const auto got = loaded({"config", "explain", "--json"});
    const auto refused = load_settings(server_settings_table(), play_inputs({"/srv"}));

    CHECK(got.chosen_verb()->name == "config explain");
    CHECK(server_settings_from(got)->json);
    REQUIRE_FALSE(refused);
    CHECK(refused.error() == errc::bad_usage);
}

TEST_CASE("the shipped server.ini shows every key with its built-in value", "[server][settings]")
{
    const auto text = shipped_text("configs/server.ini");
    const auto got = loaded({"-c", "server.ini"}, {{"server.ini", switched_on(text)}});

    CHECK(loaded({"-c", "server.ini"}, {{"server.ini", text}}).notes().empty());
    for (const auto& row : server_settings_table().rows) {
        if (row.reach == setting_reach::arguments_only) continue;
        INFO(row.key);
        CHECK(got.state(row.key).origin.source == setting_source::named_file);
        CHECK(got.state(row.key).written == row.initial);
    }
}

TEST_CASE("the shipped eval-server.ini loads", "[server][settings]")
{
    const auto got = loaded({"-c", "e.ini"}, {{"e.ini", shipped_text("configs/eval-server.ini")}});

    CHECK(got.text("address") == "127.0.0.1");
    CHECK_FALSE(got.boolean("repl"));
    // They differ from run to run, and the file would beat the arguments.
    CHECK_FALSE(got.is_given("directory"));
    CHECK_FALSE(got.is_given("log"));
    CHECK(got.notes().empty());
}

TEST_CASE("docs/configuration.md has the server's table", "[server][settings]")
{
    const auto text = shipped_text("docs/configuration.md");

    CHECK(rows_behind(text, "## Server settings") == wanted_rows(server_settings_table(), true));
}
