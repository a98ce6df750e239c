#include "support/catch.hpp"
#include "support/test_client.hpp"
#include "system/tls_desk.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

std::string url_of(const test_server& server, std::string scheme = "ws")
{
    return scheme + "://127.0.0.1:" + std::to_string(server.port()) + "/ws";
}

/// sluice-client through a WebSocket.
finished_program run_through(const test_server& server, const temp_folder& folder,
                             std::vector<std::string> arguments, std::string scheme = "ws")
{
    arguments.insert(arguments.begin(), {"-a", url_of(server, std::move(scheme)), "-r", "0"});
    return run_client(server, folder, std::move(arguments));
}

} // namespace

TEST_CASE("a folder is listed and fetched through a WebSocket", "[system][websocket]")
{
    const test_server server;
    server.files().write("large.bin", sample_bytes((9U << 20U) + 7));
    server.files().write("tree/small", "abc");
    server.files().write("tree/empty", "");
    const temp_folder into;

    const auto listed = run_through(server, into, {"ls"});
    const auto got = run_through(server, into, {"-w", "3", "get", "large.bin", "tree"});

    INFO(listed.err << got.err << server.log());
    CHECK(listed.status == 0);
    CHECK(listed.out.find("large.bin") != listed.out.npos);
    CHECK(got.status == 0);
    CHECK(same_files(server.files().at("large.bin"), into.at("large.bin")));
    CHECK(into.read("tree/small") == "abc");
    CHECK(into.read("tree/empty").empty());
}

TEST_CASE("files are put through a WebSocket", "[system][websocket]")
{
    const test_server server;
    const temp_folder from;
    from.write("large.bin", sample_bytes((9U << 20U) + 7));
    from.write("tree/small", "abc");

    const auto done =
        run_through(server, from, {"-w", "3", "put", from.at("large.bin"), from.at("tree")});

    INFO(done.out << done.err << server.log());
    CHECK(done.status == 0);
    CHECK(same_files(from.at("large.bin"), server.files().at("large.bin")));
    CHECK(server.files().read("tree/small") == "abc");
}

TEST_CASE("a WebSocket goes through TLS, with a token and the pinned certificate",
          "[system][websocket][tls]")
{
    const made_certificate certificate;
    test_server server(certificate.server());
    server.files().write("x", sample_bytes(3U << 20U));
    const auto token = add_token(server, {"reader", "--can", "read"});
    const temp_folder into;
    const std::vector<std::string> get{"--pin", certificate.pin, "-a", url_of(server, "wss"), "-r",
                                       "0",     "get",           "x"};

    const auto got = run_with_token(server, into, token, get);
    const auto refused = run_client(server, into, get);

    INFO(got.err << refused.err << server.log());
    CHECK(got.status == 0);
    CHECK(same_files(server.files().at("x"), into.at("x")));
    CHECK(refused.status == 10);
}

TEST_CASE("what is no WebSocket is named", "[system][websocket]")
{
    const test_server server;
    const temp_folder into;
    const auto elsewhere = "ws://127.0.0.1:" + std::to_string(server.port()) + "/files";

    const auto missing = run_client(server, into, {"-a", elsewhere, "-r", "0", "ls"});
    const auto wrong = run_client(server, into, {"-a", "ws://", "ls"});

    CHECK(missing.status != 0);
    CHECK(missing.err.find("websocket") != missing.err.npos);
    CHECK(wrong.status == 2);
}
