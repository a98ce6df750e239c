#include "request_events.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

parsed_stream parse(std::string_view text)
{
    return parse_in_pieces(text, text.size());
}

const std::string two = "POST /a%20b?c=d&e HTTP/1.1\r\nHost: h:80\r\nX-Y: \t v w \t\r\n"
                        "Content-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nhost: h\r\n\r\n";

const std::string chunked = "PUT /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
                            "5;a=\"b\"\r\nhello\r\n00A\r\n0123456789\r\n0\r\nT: u\r\n\r\n";

} // namespace

TEST_CASE("a request is read with its fields, path, query and body", "[http][request_parser]")
{
    const auto got = parse(two);

    REQUIRE(got.requests.size() == 2);
    const auto& first = got.requests[0].head;
    CHECK(first.method == "POST");
    CHECK(first.target == "/a%20b?c=d&e");
    CHECK(first.path == "/a b");
    CHECK(first.query == "c=d&e");
    CHECK(*first.fields.find("X-y") == "v w");
    CHECK(first.content_length == 5U);
    CHECK(got.requests[0].body == "hello");
    CHECK(got.requests[1].head.path == "/");
    CHECK(got.requests[1].complete);
}

TEST_CASE("requests mean the same however they are cut", "[http][request_parser]")
{
    const auto text = GENERATE(as<std::string>{}, two, chunked, two + chunked + two, "\r\n" + two,
                               "GET / HTTP/1.1\r\nHost : h\r\n\r\n");
    const auto whole = parse(text);

    for (std::size_t piece = 1; piece < text.size(); ++piece)
        CHECK(parse_in_pieces(text, piece) == whole);
}

TEST_CASE("chunks are joined and trailers dropped", "[http][request_parser]")
{
    const auto got = parse(chunked + two);

    REQUIRE(got.requests.size() == 3);
    CHECK(got.requests[0].head.chunked);
    CHECK_FALSE(got.requests[0].head.content_length);
    CHECK(got.requests[0].body == "hello0123456789");
    CHECK(got.requests[0].head.fields.find("t") == nullptr);
    CHECK(got.requests[1].body == "hello");
}

TEST_CASE("one empty line may stand before a request", "[http][request_parser]")
{
    CHECK(parse("\r\n" + two).requests.size() == 2);
    CHECK(parse("\r\n\r\n" + two).refused == 400);
    CHECK(parse("\n" + two).refused == 400);
    CHECK(parse_in_pieces("\r\n\nG", 1) == parse("\r\n\nG"));
}

TEST_CASE("the absolute form of a target sets the host", "[http][request_parser]")
{
    const auto got = parse("GET http://other:81/p?q HTTP/1.1\r\nHost: h\r\n\r\n"
                           "GET http://other HTTP/1.1\r\nHost: h\r\n\r\n");

    REQUIRE(got.requests.size() == 2);
    CHECK(*got.requests[0].head.fields.find("host") == "other:81");
    CHECK(got.requests[0].head.path == "/p");
    CHECK(got.requests[0].head.query == "q");
    CHECK(got.requests[1].head.path == "/");
}

TEST_CASE("an asterisk is for OPTIONS alone", "[http][request_parser]")
{
    CHECK(parse("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").requests.at(0).head.path == "*");
    CHECK(parse("GET * HTTP/1.1\r\nHost: h\r\n\r\n").refused == 400);
}

TEST_CASE("what a request says of the connection is understood", "[http][request_parser]")
{
    const auto keeps = [](std::string_view version, std::string_view fields) {
        const auto text =
            "GET / HTTP/" + std::string(version) + "\r\nHost: h\r\n" + std::string(fields) + "\r\n";
        return parse(text).requests.at(0).head.keep_alive;
    };

    CHECK(keeps("1.1", ""));
    CHECK_FALSE(keeps("1.1", "Connection: te, Close\r\n"));
    CHECK_FALSE(keeps("1.1", "Connection: te\r\nConnection: close\r\n"));
    CHECK_FALSE(keeps("1.0", ""));
    CHECK(keeps("1.0", "Connection: Keep-Alive\r\n"));
}

TEST_CASE("a body is announced by 100-continue only where there is one", "[http][request_parser]")
{
    const auto of = [](std::string_view fields) {
        const auto text =
            "PUT / HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "Expect: 100-Continue\r\n\r\n";
        return parse(text).requests.at(0).head.expects_continue;
    };

    CHECK(of("Content-Length: 1\r\n"));
    CHECK(of("Transfer-Encoding: chunked\r\n"));
    CHECK_FALSE(of("Content-Length: 0\r\n"));
    CHECK_FALSE(of(""));
}

TEST_CASE("an offer to upgrade is a request like any other", "[http][request_parser]")
{
    const std::string offer = "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\n"
                              "Upgrade: websocket\r\n\r\n";

    const auto got = parse(offer + two +
                           "POST / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\n"
                           "Upgrade: h2c\r\nContent-Length: 2\r\n\r\nab" +
                           two);

    REQUIRE(got.requests.size() == 6);
    CHECK(got.requests[3].body == "ab");
    CHECK(got.requests[5].complete);
}
