#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/test_client.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

/// What get must refuse: nothing appears in the folder, the name and the reason are told.
void check_refused(const test_server& server, const std::string& name, int status,
                   const std::string& shown)
{
    const temp_folder out;

    const auto got = run_client(server, out, {"get", name});

    INFO(name << "\n" << got.out << got.err);
    CHECK(got.status == status);
    CHECK_THAT(got.err, mentions(shown));
    CHECK(out.names().empty());
    CHECK(std::count(got.err.begin(), got.err.end(), '\n') == 1);
}

TEST_CASE("names that lead out of the served folder are refused", "[system][get]")
{
    const temp_folder above;
    above.write("secret", "secret");
    above.write("served/a.txt", "hello");
    test_server server(server_options{{}, above.at("served"), 0, 0});

    check_refused(server, "../secret", 10, "../secret");
    check_refused(server, "x/../../secret", 10, "outside the served folder");
    check_refused(server, "a.txt/../../secret", 10, "outside the served folder");
    check_refused(server, "..", 10, "outside the served folder");
    check_refused(server, above.at("secret"), 10, "outside the served folder");
    check_refused(server, "/etc/passwd", 10, "/etc/passwd");
}

TEST_CASE("links are not followed, wherever they lead", "[system][get]")
{
    const temp_folder above;
    above.write("secret", "secret");
    above.write("served/a.txt", "hello");
    above.write("served/folder/b.txt", "hello");
    std::filesystem::create_symlink("../secret", above.at("served/out"));
    std::filesystem::create_symlink("a.txt", above.at("served/in"));
    std::filesystem::create_symlink("..", above.at("served/up"));
    std::filesystem::create_symlink("folder", above.at("served/sideways"));
    std::filesystem::create_symlink("/proc/self/root", above.at("served/root"));
    test_server server(server_options{{}, above.at("served"), 0, 0});

    check_refused(server, "out", 1, "not a regular file");
    check_refused(server, "in", 1, "not a regular file");
    check_refused(server, "up/secret", 10, "outside the served folder");
    check_refused(server, "sideways/b.txt", 10, "outside the served folder");
    check_refused(server, "root/etc/passwd", 10, "outside the served folder");
}

TEST_CASE("pipes, sockets and devices are not files", "[system][get]")
{
    test_server server;
    ::mkfifo(server.files().at("fifo").c_str(), 0666);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    server.files().at("socket").copy(name.sun_path, sizeof name.sun_path - 1);
    const unique_fd listening(::socket(AF_UNIX, SOCK_STREAM, 0));
    ::bind(listening.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name);

    check_refused(server, "fifo", 1, "not a regular file");
    check_refused(server, "socket", 1, "not a regular file");
    if (::mknod(server.files().at("null").c_str(), S_IFCHR | 0666, makedev(1, 3)) == 0)
        check_refused(server, "null", 1, "not a regular file");
}

TEST_CASE("names with control characters or too long ones are refused in one escaped line",
          "[system][get]")
{
    test_server server;
    server.files().write("new\nline", "x");
    server.files().write("escape\x1b[31m", "x");
    server.files().write("tab\there", "x");

    check_refused(server, "new\nline", 2, "new\\nline");
    check_refused(server, "escape\x1b[31m", 2, "escape");
    check_refused(server, "tab\there", 2, "tab\\there");
    check_refused(server, std::string(256, 'n'), 2, "nnnn");
    check_refused(server, "a//b", 2, "a//b");
    check_refused(server, "./a", 2, "./a");
}

TEST_CASE("a folder arrives without what is not offered in it", "[system][get]")
{
    test_server server;
    server.files().write("d/good", "x");
    server.files().write("d/bad\nname", "x");
    std::filesystem::create_symlink("/etc/passwd", server.files().at("d/link"));
    ::mkfifo(server.files().at("d/fifo").c_str(), 0666);
    const temp_folder out;

    const auto got = run_client(server, out, {"get", "d"});

    CHECK(got.status == 0);
    CHECK(out.read("d/good") == "x");
    const auto below = std::filesystem::directory_iterator(out.at("d"));
    CHECK(std::distance(begin(below), end(below)) == 1);
}

TEST_CASE("a target folder that is a file or a link elsewhere is not written through",
          "[system][get]")
{
    test_server server;
    server.files().write("d/a", "new");
    const temp_folder elsewhere;
    const temp_folder out;
    std::filesystem::create_symlink(elsewhere.path(), out.at("d"));
    const temp_folder blocked;
    blocked.write("d", "a file");

    const auto linked = run_client(server, out, {"get", "d"});
    const auto in_the_way = run_client(server, blocked, {"get", "d"});

    CHECK(linked.status != 0);
    CHECK_THAT(linked.err, mentions("d"));
    CHECK(elsewhere.names().empty());
    CHECK(in_the_way.status != 0);
    CHECK(blocked.read("d") == "a file");
}

} // namespace
} // namespace sluice::test
