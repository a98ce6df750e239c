#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/test_client.hpp"

#include <nlohmann/json.hpp>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("an unknown verb or option is named with the nearest known one", "[system][cli]")
{
    const auto verb = run_client_alone({"gett", "a"});
    const auto option = run_client_alone({"--worker", "3", "ls"});
    const auto server_option = run_server_alone({"--direktory", "x"});

    CHECK(verb.status == 2);
    CHECK_THAT(verb.err, mentions("'gett'") && mentions("'get'"));
    CHECK(option.status == 2);
    CHECK_THAT(option.err, mentions("--worker") && mentions("--workers"));
    CHECK(server_option.status == 2);
    CHECK_THAT(server_option.err, mentions("--direktory") && mentions("--directory"));
}

TEST_CASE("a value that cannot be one is refused with what can be", "[system][cli]")
{
    const auto port = run_client_alone({"-p", "99999", "ls"});
    const auto choice = run_client_alone({"--on-exists", "ask", "ls"});
    const auto missing = run_client_alone({"get"});
    const auto both = run_client_alone({"--json", "--json-stream", "ls"});

    CHECK(port.status == 2);
    CHECK_THAT(port.err, mentions("99999") && mentions("65535"));
    CHECK(choice.status == 2);
    CHECK_THAT(choice.err, mentions("rename, overwrite, skip or fail"));
    CHECK(missing.status == 2);
    CHECK_THAT(missing.err, mentions("NAME"));
    CHECK(both.status == 2);
}

TEST_CASE("an unknown key of an INI file is named with file, line and the nearest key",
          "[system][cli]")
{
    const temp_folder folder;
    folder.write("bad.ini", "[client]\nport = 1\nadress = here\n");

    const auto client = run_client_alone({"-c", folder.at("bad.ini"), "ls"});
    const auto server = run_server_alone({"-c", folder.at("bad.ini")});

    CHECK(client.status == 3);
    CHECK_THAT(client.err, mentions("bad.ini:3") && mentions("adress") && mentions("address"));
    CHECK(server.status == 3);
    CHECK_THAT(server.err, mentions("bad.ini:3"));
}

TEST_CASE("a bad value in an INI file is named with file and line", "[system][cli]")
{
    const temp_folder folder;
    folder.write("bad.ini", "[server]\n\nport = many\n");

    const auto server = run_server_alone({"-c", folder.at("bad.ini")});

    CHECK(server.status == 3);
    CHECK_THAT(server.err, mentions("bad.ini:3") && mentions("port") && mentions("many"));
}

TEST_CASE("a configuration file that is not there is an error", "[system][cli]")
{
    const auto client = run_client_alone({"-c", "/no/such.ini", "ls"});
    const auto server = run_server_alone({"-c", "/no/such.ini"});

    CHECK(client.status == 3);
    CHECK_THAT(client.err, mentions("/no/such.ini"));
    CHECK(server.status == 3);
    CHECK_THAT(server.err, mentions("/no/such.ini"));
}

TEST_CASE("the file named with -c beats the arguments and says so", "[system][cli]")
{
    test_server server;
    server.files().write("a.txt", "hello");
    const temp_folder out;
    out.write("c.ini", "[client]\nport = " + std::to_string(server.port()) + "\n");

    const auto got =
        run_client_alone({"-p", "1", "-c", out.at("c.ini"), "-d", out.path(), "-l", "none", "ls"});

    CHECK(got.status == 0);
    CHECK(got.out == "a.txt\n");
    CHECK_THAT(got.err, mentions("note: port") && mentions("c.ini:2"));
}

TEST_CASE("the option --precedence lets the arguments win or refuses to choose", "[system][cli]")
{
    const temp_folder folder;
    folder.write("c.ini", "port = 2\n");
    const std::vector<std::string> words{"-p", "3", "-c", folder.at("c.ini"), "--precedence"};
    const auto explained = [&words](const std::string& how) {
        auto arguments = words;
        arguments.insert(arguments.end(), {how, "--json", "config", "explain"});
        return run_client_alone(arguments);
    };

    const auto cli = explained("cli");
    const auto file = explained("file");
    const auto strict = explained("strict");

    CHECK_THAT(cli.out, mentions("\"value\": 3"));
    CHECK_THAT(file.out, mentions("\"value\": 2"));
    CHECK(strict.status == 3);
    CHECK_THAT(strict.err,
               mentions("port is 2 in " + folder.at("c.ini:1")) && mentions("3 in the arguments"));
}

TEST_CASE("config explain tells every value with its origin", "[system][cli]")
{
    const auto text = run_server_alone({"-p", "0", "config", "explain"});
    const auto json = run_server_alone({"-p", "0", "--json", "config", "explain"});

    CHECK(text.status == 0);
    CHECK_THAT(text.out, mentions("directory") && mentions("built-in") && mentions("arguments"));
    REQUIRE(json.status == 0);
    const auto document = nlohmann::json::parse(json.out);
    CHECK(document["program"] == "server");
    CHECK(document["settings"].size() > 10);
    for (const auto& row : document["settings"])
        if (row["key"] == "port") CHECK(row["source"] == "arguments");
}

TEST_CASE("settings come from the environment too", "[system][cli]")
{
    program_options how;
    how.arguments = {"--json", "config", "explain"};
    how.environment = {{"SLUICE_WORKERS", "7"}, {"SLUICE_WORKRES", "8"}};

    const auto got = program(client_program(), how).wait(deadline::after(20s));

    CHECK(got.status == 0);
    CHECK_THAT(got.out, mentions("SLUICE_WORKERS"));
    CHECK_THAT(got.err, mentions("SLUICE_WORKRES") && mentions("SLUICE_WORKERS"));
}

TEST_CASE("the options --help, --version and --man answer at once", "[system][cli]")
{
    for (const auto& run : {run_client_alone, run_server_alone}) {
        const auto help = run({"--help"});
        const auto version = run({"--version"});
        const auto man = run({"--man"});

        CHECK(help.status == 0);
        CHECK_THAT(help.out, mentions("Usage: sluice-") && mentions("--directory"));
        CHECK(help.err.empty());
        CHECK(version.status == 0);
        CHECK_THAT(version.out, mentions("sluice-"));
        CHECK(man.status == 0);
        CHECK_THAT(man.out, mentions(".TH"));
    }
}

TEST_CASE("a host that does not exist or refuses is a network error that names it", "[system][cli]")
{
    const auto unknown = run_client_alone({"-a", "no.such.host.invalid", "-l", "none", "ls"});
    const auto refused = run_client_alone({"-p", "1", "-l", "none", "ls"});
    const auto get = run_client_alone({"-p", "1", "-r", "0", "-l", "none", "get", "a"});

    CHECK(unknown.status == 5);
    CHECK_THAT(unknown.err, mentions("no.such.host.invalid"));
    CHECK(refused.status == 5);
    CHECK_THAT(refused.err, mentions("127.0.0.1:1"));
    CHECK(get.status == 5);
}

TEST_CASE("the client works without standard input and in a CI", "[system][cli]")
{
    test_server server;
    server.files().write("a.txt", "hello");
    const auto port = std::to_string(server.port());
    for (const auto input : {standard_input::closed, standard_input::null}) {
        const temp_folder out;
        program_options how;
        how.arguments = {"-p", port, "get", "a.txt"};
        how.environment = {{"CI", "true"}};
        how.folder = out.path();
        how.input = input;

        const auto got = program(client_program(), how).wait(deadline::after(20s));

        CHECK(got.status == 0);
        CHECK(got.err.empty());
        CHECK(out.read("a.txt") == "hello");
    }
}

TEST_CASE("the client's log names every file with its seconds", "[system][cli]")
{
    test_server server;
    server.files().write("a.txt", "hello");
    const temp_folder out;
    const auto port = std::to_string(server.port());

    const auto got = run_client_alone(
        {"-p", port, "-d", out.path(), "-l", out.at("c.log"), "get", "a.txt", "nope"});

    CHECK(got.status == 14);
    CHECK_THAT(out.read("c.log"),
               mentions("file=a.txt bytes=5 seconds=0.") && mentions("code=not_found file=nope"));
}

} // namespace
} // namespace sluice::test
