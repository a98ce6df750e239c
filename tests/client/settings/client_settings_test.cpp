#include "base/settings_load.hpp"
#include "client/settings/client_settings.hpp"
#include "support/catch.hpp"
#include "support/settings_files.hpp"

using namespace sluice;
using namespace sluice::client;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

settings loaded(std::vector<std::string> arguments, std::map<std::string, std::string> files = {})
{
    auto got = load_settings(client_settings_table(),
                             play_inputs(std::move(arguments), {}, std::move(files)));
    if (!got) FAIL(got.error().detail());
    return *got;
}

} // namespace

TEST_CASE("the client's built-in settings are those of its predecessor and more",
          "[client][settings]")
{
    const auto typed = client_settings_from(loaded({}));

    REQUIRE(typed);
    CHECK(typed->address == "127.0.0.1");
    CHECK(typed->port == 8888);
    CHECK(typed->directory == ".");
    CHECK(typed->log == "client.log");
    CHECK(typed->retries == 3);
    CHECK(typed->timeout == 60s);
    CHECK(typed->user.empty());
    CHECK(typed->verbosity == 20);
    CHECK(typed->workers == 2);
    CHECK(typed->on_exists == exists_choice::rename);
    CHECK(typed->durability == durability_choice::file);
    CHECK(typed->digest == digest_choice::xxh3);
    CHECK(typed->progress == progress_choice::automatic);
    CHECK(typed->connect_limit == 10s);
    CHECK(typed->stall_limit == 30s);
    CHECK(typed->output.empty());
    CHECK_FALSE(typed->quiet);
}

TEST_CASE("the client's arguments reach the struct", "[client][settings]")
{
    const auto typed = client_settings_from(loaded({"-a",         "h",
                                                    "-p",         "1",
                                                    "get",        "x",
                                                    "-d",         "out",
                                                    "-r0",        "-t",
                                                    "5m",         "-u",
                                                    "me",         "-v",
                                                    "40",         "-w",
                                                    "64",         "--on-exists",
                                                    "overwrite",  "--durability",
                                                    "none",       "--digest=sha256",
                                                    "--progress", "json",
                                                    "-o",         "y",
                                                    "-q",         "--json-stream",
                                                    "--long",     "--recursive"}));

    REQUIRE(typed);
    CHECK(typed->address == "h");
    CHECK(typed->port == 1);
    CHECK(typed->directory == "out");
    CHECK(typed->retries == 0);
    CHECK(typed->timeout == 5min);
    CHECK(typed->user == "me");
    CHECK(typed->verbosity == 40);
    CHECK(typed->workers == 64);
    CHECK(typed->on_exists == exists_choice::overwrite);
    CHECK(typed->durability == durability_choice::none);
    CHECK(typed->digest == digest_choice::sha256);
    CHECK(typed->progress == progress_choice::json);
    CHECK(typed->output == "y");
    CHECK(typed->quiet);
    CHECK(typed->json_stream);
    CHECK(typed->long_listing);
    CHECK(typed->recursive);
}

TEST_CASE("every word of a choice has its value", "[client][settings]")
{
    const auto exists = [](const char* word) {
        return client_settings_from(loaded({"--on-exists", word}))->on_exists;
    };
    const auto progress = [](const char* word) {
        return client_settings_from(loaded({"--progress", word}))->progress;
    };

    CHECK(exists("rename") == exists_choice::rename);
    CHECK(exists("skip") == exists_choice::skip);
    CHECK(exists("fail") == exists_choice::fail);
    CHECK(progress("auto") == progress_choice::automatic);
    CHECK(progress("bar") == progress_choice::bar);
    CHECK(progress("plain") == progress_choice::plain);
    CHECK(progress("none") == progress_choice::none);
}

TEST_CASE("the two kinds of JSON exclude each other", "[client][settings]")
{
    const auto both = client_settings_from(loaded({"--json", "--json-stream", "ping"}));

    REQUIRE_FALSE(both);
    CHECK(both.error() == errc::bad_usage);
}

TEST_CASE("an INI file of the predecessor's client works", "[client][settings]")
{
    const auto typed = client_settings_from(loaded(
        {"-c", "old.ini"}, {{"old.ini", "[config]\naddress = 10.0.0.1\ndirectory = d\nlog = l\n"
                                        "port = 9000\nretries = 5\ntimeout = 10\nuser = u\n"
                                        "verbosity = 10\nworkers = 4\n"}}));

    REQUIRE(typed);
    CHECK(typed->address == "10.0.0.1");
    CHECK(typed->directory == "d");
    CHECK(typed->log == "l");
    CHECK(typed->port == 9000);
    CHECK(typed->retries == 5);
    CHECK(typed->timeout == 10s);
    CHECK(typed->user == "u");
    CHECK(typed->verbosity == 10);
    CHECK(typed->workers == 4);
}

TEST_CASE("the client's verbs want their words", "[client][settings]")
{
    for (const auto& good : {std::vector<std::string>{"ls"},
                             {"ls", "a"},
                             {"stat", "a", "b"},
                             {"get", "a"},
                             {"verify", "a"},
                             {"journal", "show"},
                             {"journal", "show", "d"},
                             {"ping"},
                             {"config", "explain"}})
        CHECK(loaded(good).chosen_verb() != nullptr);
    for (const auto& bad : {std::vector<std::string>{"ls", "a", "b"},
                            {"stat"},
                            {"get"},
                            {"verify"},
                            {"journal"},
                            {"ping", "x"},
                            {"config"},
                            {"config", "explain", "x"},
                            {"GET", "a"}})
        CHECK_FALSE(load_settings(client_settings_table(), play_inputs(bad)));
}

TEST_CASE("the shipped client.ini shows every key with its built-in value", "[client][settings]")
{
    const auto text = shipped_text("configs/client.ini");
    const auto got = loaded({"-c", "client.ini"}, {{"client.ini", switched_on(text)}});

    CHECK(loaded({"-c", "client.ini"}, {{"client.ini", text}}).notes().empty());
    for (const auto& row : client_settings_table().rows) {
        if (row.reach == setting_reach::arguments_only) continue;
        INFO(row.key);
        CHECK(got.state(row.key).origin.source == setting_source::named_file);
        CHECK(got.state(row.key).written == row.initial);
    }
}

TEST_CASE("the shipped eval-client.ini loads", "[client][settings]")
{
    const auto got = loaded({"-c", "e.ini"}, {{"e.ini", shipped_text("configs/eval-client.ini")}});

    CHECK(got.text("progress") == "none");
    // They differ from client to client, and the file would beat the arguments.
    CHECK_FALSE(got.is_given("directory"));
    CHECK_FALSE(got.is_given("log"));
    CHECK(got.notes().empty());
}

TEST_CASE("docs/configuration.md has the client's table", "[client][settings]")
{
    const auto text = shipped_text("docs/configuration.md");

    CHECK(rows_behind(text, "## Client settings") == wanted_rows(client_settings_table(), false));
}
