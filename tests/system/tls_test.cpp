#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/raw_peer.hpp"
#include "system/tls_desk.hpp"

#include <sys/stat.h>

#include <csignal>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

/// A program of the system, when it is there, with its input at the end.
finished_program run_shell(const std::string& line)
{
    program_options how;
    how.arguments = {"-c", line};
    return program("/bin/sh", std::move(how)).wait(deadline::after(30s));
}

std::string address_of(const test_server& server)
{
    return "127.0.0.1:" + std::to_string(server.port());
}

} // namespace

TEST_CASE("a certificate is made once, with a key for its owner only", "[system][tls]")
{
    const made_certificate desk;
    REQUIRE(desk.made.status == 0);
    CHECK(desk.pin.size() == 7 + 64);
    CHECK_THAT(desk.made.out, mentions("tls-certificate = " + desk.folder.at("sluice.crt")));
    struct ::stat found{};
    REQUIRE(::stat(desk.folder.at("sluice.key").c_str(), &found) == 0);
    CHECK((found.st_mode & 0777U) == 0600);
    const auto again = run_server_alone({"cert", "--out", desk.folder.path()});
    CHECK(again.status == 11);
    CHECK(run_server_alone({"cert", "--out", desk.folder.path(), "--names", "a b"}).status != 0);
}

TEST_CASE("files come through TLS by the pinned certificate, large and small", "[system][tls]")
{
    const made_certificate desk;
    const test_server server(desk.server());
    server.files().write("large", sample_bytes((9U << 20U) + 17));
    server.files().write("some/small", "abc");
    const temp_folder in;
    const auto got = run_client(server, in, {"--tls", "--pin", desk.pin, "get", "large", "some"});
    INFO(got.err);
    REQUIRE(got.status == 0);
    CHECK(same_files(server.files().at("large"), in.at("large")));
    CHECK(in.read("some/small") == "abc");
    const auto by_ca =
        run_client(server, in, {"--ca", desk.folder.at("sluice.crt"), "stat", "large"});
    CHECK(by_ca.status == 0);
}

TEST_CASE("a server with another certificate is not trusted, and shown", "[system][tls]")
{
    const made_certificate desk;
    const made_certificate other;
    const test_server server(desk.server());
    const temp_folder in;
    const auto refused = run_client(server, in, {"--pin", other.pin, "ls"});
    CHECK(refused.status == 10);
    CHECK_THAT(refused.err, mentions(desk.pin));
    CHECK(run_client(server, in, {"--tls", "ls"}).status == 10);
    CHECK(run_client(server, in, {"--pin", "sha256:12", "ls"}).status == 2);
}

TEST_CASE("with tls-only nothing goes without TLS, and the client is told", "[system][tls]")
{
    const made_certificate desk;
    const test_server server(desk.server({"--tls-only"}));
    const temp_folder in;
    const auto refused = run_client(server, in, {"ls"});
    CHECK(refused.status == 10);
    CHECK_THAT(refused.err, mentions("TLS"));
    CHECK(run_client(server, in, {"--pin", desk.pin, "ls"}).status == 0);
}

TEST_CASE("a token opens what it is for; without one the exit code is 10", "[system][tls]")
{
    const made_certificate desk;
    const test_server server(desk.server());
    server.files().write("free/a", "1");
    server.files().write("free/deep/b", "2");
    server.files().write("closed/c", "3");
    const temp_folder in;
    const auto reader = add_token(server, {"reader", "--can", "read"});
    const auto bound = add_token(server, {"bound", "--can", "read", "--path", "free"});
    const auto writer = add_token(server, {"writer", "--can", "write"});
    const auto tls = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"--pin", desk.pin});
        return more;
    };

    CHECK(run_client(server, in, tls({"get", "free"})).status == 10);
    CHECK(run_with_token(server, in, "slu_wrong", tls({"ls"})).status == 10);
    CHECK(run_with_token(server, in, writer, tls({"get", "closed"})).status == 10);
    CHECK(run_with_token(server, in, reader, tls({"get", "closed"})).status == 0);
    CHECK(run_with_token(server, in, bound, tls({"get", "free"})).status == 0);
    CHECK(in.read("free/deep/b") == "2");
    CHECK(run_with_token(server, in, bound, tls({"get", "closed/c"})).status == 4);
    const auto all = run_with_token(server, in, bound, tls({"ls", "--recursive"}));
    CHECK(all.status == 0);
    CHECK_THAT(all.out, mentions("free/deep/b"));
    CHECK_THAT(all.out, !mentions("closed"));
    const auto top = run_with_token(server, in, bound, tls({"ls"}));
    CHECK_THAT(top.out, mentions("free"));
    CHECK_THAT(top.out, !mentions("closed"));
    const auto log = server.log();
    for (const auto& secret : {reader, bound, writer, std::string("slu_wrong")})
        CHECK_THAT(log, !mentions(secret));
}

TEST_CASE("a token comes from a file too, with a warning when others may read it", "[system][tls]")
{
    const made_certificate desk;
    const test_server server(desk.server());
    const auto token = add_token(server, {"reader", "--can", "read"});
    const temp_folder in;
    in.write("token", token + "\n");
    ::chmod(in.at("token").c_str(), 0600);
    const auto good =
        run_client(server, in, {"--pin", desk.pin, "--token-file", in.at("token"), "ls"});
    CHECK(good.status == 0);
    CHECK_THAT(good.err, !mentions("warning"));
    ::chmod(in.at("token").c_str(), 0644);
    const auto open =
        run_client(server, in, {"--pin", desk.pin, "--token-file", in.at("token"), "ls"});
    CHECK(open.status == 0);
    CHECK_THAT(open.err, mentions("warning"));
    CHECK(run_client(server, in, {"--token-file", in.at("none"), "ls"}).status == 4);
}

TEST_CASE("who tries tokens at will has to wait", "[system][tls]")
{
    const test_server server;
    const auto token = add_token(server, {"reader", "--can", "read"});
    const temp_folder in;
    for (int i = 0; i < 10; ++i)
        CHECK(run_with_token(server, in, "guess" + std::to_string(i), {"ls"}).status == 10);
    CHECK(run_with_token(server, in, token, {"-r", "0", "ls"}).status == 12);
}

TEST_CASE("a new certificate is in force after SIGHUP, a broken one is not", "[system][tls]")
{
    const made_certificate desk;
    const made_certificate fresh;
    test_server server(desk.server());
    const temp_folder in;
    const auto put = [&](const std::string& name, const std::string& text) {
        desk.folder.write(name, text);
    };
    put("sluice.key", "broken");
    server.running().signal(SIGHUP);
    server.wait_for_log("no key for", deadline::after(20s));
    CHECK(run_client(server, in, {"--pin", desk.pin, "ls"}).status == 0);
    put("sluice.crt", fresh.folder.read("sluice.crt"));
    put("sluice.key", fresh.folder.read("sluice.key"));
    server.running().signal(SIGHUP);
    const auto renewed = [&] {
        return run_client(server, in, {"--pin", fresh.pin, "ls"}).status == 0;
    };
    CHECK(eventually(renewed, deadline::after(20s)));
    CHECK(run_client(server, in, {"--pin", desk.pin, "ls"}).status == 10);
}

TEST_CASE("OpenSSL's own client is refused below TLS 1.2, and shaken hands with above",
          "[system][tls]")
{
    const made_certificate desk;
    const test_server server(desk.server());
    const auto base = "openssl s_client -connect " + address_of(server) + " -CAfile " +
                      desk.folder.at("sluice.crt") + " -verify_return_error ";
    CHECK(run_shell(base + "-tls1_1 -cipher ALL:@SECLEVEL=0 </dev/null").status != 0);
    CHECK(run_shell(base + "-tls1_2 </dev/null").status == 0);
    const auto newest = run_shell(base + "-tls1_3 -alpn sluice/1 </dev/null");
    CHECK(newest.status == 0);
    CHECK_THAT(newest.out, mentions("ALPN protocol: sluice/1"));
}

TEST_CASE("the native protocol is refused in TLS 1.2, by server and client", "[system][tls]")
{
    const made_certificate desk;
    const test_server server(desk.server());
    const auto line =
        "printf '\\000\\000\\000\\000' | timeout 10 openssl s_client -quiet -connect " +
        address_of(server) + " -tls1_2";
    (void)run_shell(line);
    server.wait_for_log("TLS 1.3 is wanted", deadline::after(20s));
}

TEST_CASE("an address has as many connections as the limit says; the next is told", "[system][tls]")
{
    const test_server server({"--address-connections", "2"});
    const temp_folder in;
    {
        const auto one = raw_peer::greeted(server.port());
        CHECK(run_client(server, in, {"-r", "0", "ls"}).status == 0);
        const auto two = raw_peer::greeted(server.port());
        const auto refused = run_client(server, in, {"-r", "0", "ls"});
        CHECK(refused.status == 12);
        CHECK_THAT(refused.err, mentions("too many connections of this address"));
    }
    const auto free_again = [&] { return run_client(server, in, {"-r", "0", "ls"}).status == 0; };
    CHECK(eventually(free_again, deadline::after(20s)));
}

TEST_CASE("connections that say nothing use up their own limit, not that of others",
          "[system][tls]")
{
    const test_server server({"--login-connections", "1", "--login-limit", "1m"});
    const temp_folder in;
    const auto greeted = raw_peer::greeted(server.port());
    CHECK(run_client(server, in, {"-r", "0", "ls"}).status == 0);
    raw_peer silent(server.port());
    const auto full = [&] { return run_client(server, in, {"-r", "0", "ls"}).status == 12; };
    CHECK(eventually(full, deadline::after(20s)));
}

TEST_CASE("a connection that says nothing does not hold up the end of the server", "[system][tls]")
{
    const made_certificate desk;
    test_server server(desk.server({"--login-limit", "1m", "--drain", "1m"}));
    raw_peer silent(server.port());
    raw_peer half(server.port());
    half.send("\x16\x03\x01");
    CHECK(run_client(server, temp_folder(), {"--pin", desk.pin, "ls"}).status == 0);
    CHECK(server.stop().status == 143);
}
