#include "support/mentions.hpp"
#include "system/tls_desk.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// A server that speaks TLS, and what is sent to it.
struct put_desk {
    put_desk() : server(certificate.server())
    {
        from.write("large.bin", sample_bytes((5U << 20U) + 11));
        from.write("tree/small", "abc");
    }

    finished_program put(const std::string& token, std::vector<std::string> how) const
    {
        how.insert(how.begin(), {"--pin", certificate.pin, "-r", "0"});
        how.insert(how.end(), {"put", from.at("large.bin"), from.at("tree")});
        if (token.empty()) return run_client(server, from, how);
        return run_with_token(server, from, token, how);
    }

    made_certificate certificate;
    test_server server;
    temp_folder from;
};

} // namespace

TEST_CASE("put goes through TLS by the pinned certificate", "[system][tls][put]")
{
    const put_desk desk;

    const auto done = desk.put("", {"-w", "3", "--into", "in/here"});

    INFO(done.out << done.err << desk.server.log());
    CHECK(done.status == 0);
    CHECK(same_files(desk.from.at("large.bin"), desk.server.files().at("in/here/large.bin")));
    CHECK(desk.server.files().read("in/here/tree/small") == "abc");
}

TEST_CASE("put to a server with another certificate sends nothing", "[system][tls][put]")
{
    const put_desk desk;
    const made_certificate other;

    const auto done =
        run_client(desk.server, desk.from, {"--pin", other.pin, "put", desk.from.at("large.bin")});

    CHECK(done.status == 10);
    CHECK(desk.server.files().names().empty());
}

TEST_CASE("a token that may write puts below its path and nowhere else", "[system][tls][put]")
{
    const put_desk desk;
    desk.server.files().write("inside/there", "1");
    const auto bound = add_token(desk.server, {"bound", "--can", "read,write", "--path", "inside"});
    const auto reader = add_token(desk.server, {"reader", "--can", "read"});
    const auto all = add_token(desk.server, {"all", "--can", "write"});

    CHECK(desk.put("", {}).status == 10);
    CHECK(desk.put("slu_wrong", {}).status == 10);
    CHECK(desk.put(reader, {}).status == 10);
    CHECK(desk.put(bound, {}).status == 10);
    for (const auto* into : {"outside", "insidee", "inside/../outside", "../inside", "/inside"}) {
        INFO(into);
        CHECK(desk.put(bound, {"--into", into}).status != 0);
    }
    CHECK(desk.server.files().names() == std::vector<std::string>{"inside"});
    CHECK(desk.put(bound, {"--into", "inside/deep"}).status == 0);
    CHECK(desk.server.files().read("inside/deep/tree/small") == "abc");
    CHECK(desk.put(all, {"--into", "elsewhere"}).status == 0);
    CHECK(desk.server.files().read("elsewhere/tree/small") == "abc");
    for (const auto& secret : {bound, reader, all})
        CHECK_THAT(desk.server.log(), !mentions(secret));
}

TEST_CASE("what a token put, the same token gets", "[system][tls][put]")
{
    const put_desk desk;
    const auto bound = add_token(desk.server, {"b", "--can", "read,write", "--path", "mine"});
    REQUIRE(desk.put(bound, {"--into", "mine"}).status == 0);
    const temp_folder back;

    const auto got = run_with_token(desk.server, back, bound,
                                    {"--pin", desk.certificate.pin, "get", "mine/large.bin"});

    INFO(got.err);
    CHECK(got.status == 0);
    CHECK(same_files(desk.from.at("large.bin"), back.at("large.bin")));
}
