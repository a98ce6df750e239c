#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/test_client.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

std::string socket_of(const test_server& server)
{
    return server.state() + "/admin.sock";
}

/// `sluice-client admin` with these lines as its input.
finished_program attach(const std::vector<std::string>& arguments, const std::string& lines)
{
    program_options how;
    how.arguments = arguments;
    how.arguments.insert(how.arguments.begin(), "admin");
    how.arguments.insert(how.arguments.end(), {"-l", "none"});
    how.input = standard_input::pipe;
    program running(client_program(), how);
    running.write_input(lines);
    running.close_input();
    return running.wait(deadline::after(60s));
}

/// What curl gets through the socket: the status, on one line after the body.
std::string curl(const test_server& server, const std::string& what)
{
    program_options how;
    how.arguments = {"-c", "curl -sS -w '\\n%{http_code}' --unix-socket '" + socket_of(server) +
                               "' " + what};
    return program("/bin/sh", how).wait(deadline::after(60s)).out;
}

TEST_CASE("the admin socket is for its owner and goes with the server", "[system][admin]")
{
    test_server server;
    struct ::stat found{};

    REQUIRE(::lstat(socket_of(server).c_str(), &found) == 0);
    CHECK(S_ISSOCK(found.st_mode));
    CHECK((found.st_mode & 0777U) == 0600U);
    server.stop();
    CHECK(::lstat(socket_of(server).c_str(), &found) != 0);
}

TEST_CASE("through the socket everything is allowed, without a token", "[system][admin]")
{
    test_server server;
    run_server_alone({"token", "add", "ann", "-d", server.folder(), "-l", "none"});
    server.files().write("a.bin", "12345");

    CHECK_THAT(curl(server, "http://localhost/api/v1/admin/stats"),
               mentions("\"sessions_now\"") && mentions("\n200"));
    CHECK_THAT(curl(server, "http://localhost/api/v1/admin/files"), mentions("a.bin"));
    CHECK_THAT(curl(server, "-X PUT -d '{\"rate\":1048576}' http://any.name/api/v1/admin/rate"),
               mentions("1048576") && mentions("\n200"));
    CHECK_THAT(curl(server, "-X PUT -d '{}' http://localhost/api/v1/admin/rate"), mentions("400"));
    CHECK_THAT(curl(server, "-X DELETE http://localhost/api/v1/admin/sessions/99"),
               mentions("404"));
}

TEST_CASE("the same routes over the network want the right admin", "[system][admin]")
{
    test_server server;
    run_server_alone(
        {"token", "add", "ann", "--can", "read,write", "-d", server.folder(), "-l", "none"});
    program_options how;
    how.arguments = {"-c", "curl -sS -o /dev/null -w '%{http_code}' http://127.0.0.1:" +
                               std::to_string(server.port()) + "/api/v1/admin/stats"};
    const auto answered = [&] {
        return program("/bin/sh", how).wait(deadline::after(60s)).out == "401";
    };

    CHECK(eventually(answered, deadline::after(10s)));
}

TEST_CASE("a prompt is attached to a server that runs, and leaves it alone", "[system][admin]")
{
    test_server server;
    server.files().write("films/a.bin", "12345");

    const auto talked = attach({"-d", server.folder()}, "1\nstats\nlimit 1M\nsessions\nquit\n2\n");

    CHECK(talked.status == 0);
    CHECK_THAT(talked.out, mentions("films/a.bin") && mentions("sessions ever") &&
                               mentions("limit: 1.0 MiB/s") && mentions("no sessions"));
    CHECK_FALSE(server.running().has_ended());
}

TEST_CASE("an attached prompt stops the server, as SIGTERM does", "[system][admin]")
{
    test_server server;

    const auto talked = attach({"--socket", socket_of(server)}, "exit\nstats\n");

    CHECK(talked.status == 0);
    CHECK(server.running().wait(deadline::after(60s)).status == 0);
}

TEST_CASE("mistakes in an attached prompt show in its exit code", "[system][admin]")
{
    test_server server;

    CHECK(attach({"-d", server.folder()}, "kick 99\n").status == 4);
    CHECK(attach({"-d", server.folder()}, "nonsense\n").status == 2);
    CHECK(attach({"-d", "/nowhere"}, "").status == 4);
    server.stop();
    CHECK(attach({"-d", server.folder()}, "").status == 4);
}

TEST_CASE("the socket of a killed server is replaced", "[system][admin]")
{
    test_server server;
    server.kill();
    CHECK(attach({"-d", server.folder()}, "stats\n").status == 5);

    server.start_again();

    CHECK(attach({"-d", server.folder()}, "stats\n").status == 0);
}

TEST_CASE("a second server on the same folder takes nothing away", "[system][admin]")
{
    test_server first;
    {
        server_options how;
        how.folder = first.folder();
        test_server second(how);
        CHECK(attach({"-d", first.folder()}, "stats\n").status == 0);
    }

    CHECK(attach({"-d", first.folder()}, "stats\n").status == 0);
}

TEST_CASE("without a state folder the prompt works and there is no socket", "[system][admin]")
{
    const temp_folder folder;
    folder.write("served/a.bin", "12345");
    program_options how;
    how.arguments = {"-d", folder.at("served"), "-p", "0", "-l", "none", "--state", "none"};
    how.input = standard_input::pipe;
    program server(server_program(), how);
    server.write_input("ls\njobs\nexit\n");

    const auto ended = server.wait(deadline::after(60s));

    CHECK(ended.status == 0);
    CHECK_THAT(ended.out, mentions("a.bin") && mentions("keeps no jobs"));
    CHECK_FALSE(folder.has("served.sluice"));
}

/// What another user of this machine is told at a socket: bytes of the answer, or -errno.
std::string told_as_nobody(const std::string& path)
{
    int ends[2] = {};
    if (::pipe(ends) != 0) return "pipe";
    const auto child = ::fork();
    if (child == 0) {
        char text[512] = "no user\n";
        ssize_t size = 8;
        if (::setresgid(65534, 65534, 65534) == 0 && ::setresuid(65534, 65534, 65534) == 0) {
            sockaddr_un where{};
            where.sun_family = AF_UNIX;
            path.copy(where.sun_path, sizeof where.sun_path - 1);
            const int to = ::socket(AF_UNIX, SOCK_STREAM, 0);
            const char ask[] = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
            if (::connect(to, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0)
                size = std::snprintf(text, sizeof text, "errno %d", errno);
            else // the refusal may be there before the question
                size = ::send(to, ask, sizeof ask - 1, MSG_NOSIGNAL) >= 0 || errno == EPIPE
                           ? ::recv(to, text, sizeof text, MSG_WAITALL)
                           : -errno;
        }
        const auto ignored =
            ::write(ends[1], text, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        ::_exit(ignored < 0 ? 1 : 0);
    }
    ::close(ends[1]);
    std::string told(512, '\0');
    const auto got = ::read(ends[0], told.data(), told.size());
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    told.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return told;
}

TEST_CASE("another user of this machine is refused, even where the folder lets him in",
          "[system][admin]")
{
    if (::geteuid() != 0) return;
    test_server server;

    CHECK(told_as_nobody(socket_of(server)) == "errno " + std::to_string(EACCES));
    ::chmod(server.folder().c_str(), 0755);
    ::chmod(server.state().c_str(), 0755);
    ::chmod(socket_of(server).c_str(), 0666);
    CHECK_THAT(told_as_nobody(socket_of(server)), mentions("403") && mentions("permission_denied"));
    server.wait_for_log("admin socket: local:uid=65534", deadline::after(20s));
}

} // namespace
} // namespace sluice::test
