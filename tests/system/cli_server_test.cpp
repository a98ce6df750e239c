#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/raw_peer.hpp"
#include "support/test_client.hpp"

#include <csignal>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

program start_server(const temp_folder& folder, std::vector<std::string> arguments,
                     standard_input input = standard_input::null)
{
    program_options how;
    how.folder = folder.path();
    how.arguments = std::move(arguments);
    how.environment = {{"CI", "true"}};
    how.input = input;
    return program(server_program(), std::move(how));
}

std::uint16_t port_in(const std::string& line)
{
    return static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind(':') + 1)));
}

TEST_CASE("the server's first line is the address with the port that it took", "[system][cli]")
{
    const temp_folder folder;
    auto server = start_server(folder, {"-a", "127.0.0.1", "-p", "0", "--no-repl"});

    const auto line = server.read_line(deadline::after(20s));

    CHECK_THAT(line, Catch::Matchers::StartsWith("listening on 127.0.0.1:"));
    CHECK(port_in(line) > 0);
}

TEST_CASE("the folder to serve may be named absolutely or relative to where it starts",
          "[system][cli]")
{
    const temp_folder folder;
    folder.write("sub/a.txt", "hello");
    for (const auto& name : {folder.at("sub"), std::string("sub"), std::string("./sub/")}) {
        auto server = start_server(folder, {"-d", name, "-p", "0", "--no-repl"});
        const auto port = port_in(server.read_line(deadline::after(20s)));

        const auto listed = run_client(port, folder, {"ls"});

        CHECK(listed.out == "a.txt\n");
    }
}

TEST_CASE("a folder that is not there or is no folder is an error that names it", "[system][cli]")
{
    const temp_folder folder;
    folder.write("file", "");

    const auto missing = run_server_alone({"-d", "/no/such/folder", "-p", "0", "--no-repl"});
    const auto file = run_server_alone({"-d", folder.at("file"), "-p", "0", "--no-repl"});

    CHECK(missing.status == 4);
    CHECK_THAT(missing.err, mentions("/no/such/folder"));
    CHECK(missing.out.empty());
    CHECK(file.status == 1);
    CHECK_THAT(file.err, mentions(folder.at("file")) && mentions("not a folder"));
}

TEST_CASE("a port that is taken or an address of another machine is an error", "[system][cli]")
{
    test_server first;
    const auto port = std::to_string(first.port());

    const auto taken = run_server_alone({"-a", "127.0.0.1", "-p", port, "--no-repl", "-l", "none"});
    const auto foreign = run_server_alone({"-a", "192.0.2.1", "-p", "0", "--no-repl"});

    CHECK(taken.status == 1);
    CHECK_THAT(taken.err, mentions("127.0.0.1:" + port) && mentions("in use"));
    CHECK(foreign.status != 0);
    CHECK_THAT(foreign.err, mentions("192.0.2.1"));
}

TEST_CASE("the end of standard input does not end the server", "[system][cli]")
{
    const temp_folder folder;
    folder.write("a.txt", "hello");
    for (const auto input : {standard_input::closed, standard_input::null}) {
        auto server = start_server(folder, {"-a", "127.0.0.1", "-p", "0"}, input);
        const auto port = port_in(server.read_line(deadline::after(20s)));

        const auto listed = run_client(port, folder, {"ls"});
        server.signal(SIGTERM);
        const auto ended = server.wait(deadline::after(20s));

        CHECK(listed.status == 0);
        CHECK(ended.status == 143);
        CHECK(ended.err.empty());
    }
}

TEST_CASE("a log that cannot be written is an error when it was asked for", "[system][cli]")
{
    const temp_folder folder;
    folder.write("file", "");

    const auto got = run_server_alone({"-p", "0", "--no-repl", "-l", folder.at("file/log")});

    CHECK(got.status != 0);
    CHECK_THAT(got.err, mentions(folder.at("file/log")));
}

TEST_CASE("the level of -v decides what the server logs", "[system][cli]")
{
    for (const std::string level : {"debug", "20", "warning"}) {
        test_server server(server_options{{"-v", level}, {}, 0, 0});
        const temp_folder out;

        run_client(server, out, {"-u", "somebody", "ping"});
        raw_peer(server.port()).send("nonsense\r\n\r\n1234567890");
        server.wait_for_log("event=refused", deadline::after(20s));

        const auto log = server.log();
        CHECK((log.find("event=request") != std::string::npos) == (level == "debug"));
        CHECK((log.find("user=somebody") != std::string::npos) == (level != "warning"));
    }
}

TEST_CASE("the server ends with the exit code of the signal", "[system][cli]")
{
    for (const auto& [number, status] : {std::pair(SIGTERM, 143), std::pair(SIGINT, 130)}) {
        test_server server;
        // Idle connections do not hold it up.
        auto idle = raw_peer::greeted(server.port());

        server.running().signal(number);
        const auto ended = server.running().wait(deadline::after(20s));

        CHECK(ended.status == status);
        CHECK(idle.closed_by_other(deadline::after(20s)));
    }
}

} // namespace
} // namespace sluice::test
