#include "request_events.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// The status that a stream is refused with, the same in every cut; 0: it is not.
int refusal_of(const std::string& text)
{
    const auto whole = parse_in_pieces(text, text.size());
    for (const std::size_t piece : {1U, 2U, 7U})
        CHECK(parse_in_pieces(text, piece) == whole);
    return whole.refused;
}

int with_fields(const std::string& fields)
{
    return refusal_of("POST / HTTP/1.1\r\n" + fields + "\r\n");
}

int with_line(const std::string& line)
{
    return refusal_of(line + "\r\nHost: h\r\n\r\n");
}

int with_chunks(const std::string& body)
{
    return refusal_of("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
}

} // namespace

TEST_CASE("a request that two readers could frame differently is refused", "[http][refusal]")
{
    const std::string host = "Host: h\r\n";
    CHECK(with_fields(host + "Content-Length: 0\r\n") == 0);
    CHECK(with_fields(host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n") == 400);
    CHECK(with_fields(host + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n") == 400);
    CHECK(with_fields(host + "Content-Length: 1\r\nContent-Length: 1\r\n") == 400);
    for (const auto* bad : {"1, 1", "+1", "-1", "0x1", "", "1 1", "18446744073709551616", "1;"})
        CHECK(with_fields(host + "Content-Length: " + bad + "\r\n") == 400);
    for (const auto* bad : {"gzip", "gzip, chunked", "chunked, chunked", "chunked;q=1", "identity",
                            "", "xchunked", "\"chunked\""})
        CHECK(with_fields(host + "Transfer-Encoding: " + bad + "\r\n") == 400);
    CHECK(with_fields(host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") ==
          400);
    CHECK(refusal_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400);
}

TEST_CASE("a malformed field is refused", "[http][refusal]")
{
    const std::string host = "Host: h\r\n";
    CHECK(with_fields(host + "A: b\r\n c\r\n") == 400);
    CHECK(with_fields(host + "A: b\r\n\tc\r\n") == 400);
    CHECK(with_fields(" A: b\r\n" + host) == 400);
    CHECK(with_fields(host + "A : b\r\n") == 400);
    CHECK(with_fields(host + "A\t: b\r\n") == 400);
    CHECK(with_fields(host + ": b\r\n") == 400);
    CHECK(with_fields(host + "A\r\n") == 400);
    CHECK(with_fields(host + "A(: b\r\n") == 400);
    CHECK(with_fields(host + "A: b\n") == 400);
    CHECK(with_fields(host + "A: b\rc\r\n") == 400);
    CHECK(with_fields(host + "A: b\r\r\n") == 400);
    CHECK(with_fields(host + "\n") == 400);
    CHECK(with_fields(host + std::string("A: b\0c\r\n", 8)) == 400);
    CHECK(with_fields(host + "A: \x01\r\n") == 400);
    CHECK(with_fields(host + "A: \x7f\r\n") == 400);
    CHECK(with_fields(host + "A: \xc3\xa9 \t\r\n") == 0);
    CHECK(with_fields(host + "A:\r\n") == 0);
}

TEST_CASE("Host is wanted once and well-formed", "[http][refusal]")
{
    CHECK(with_fields("") == 400);
    CHECK(with_fields("Host: a\r\nHost: a\r\n") == 400);
    for (const auto* bad : {"", "a b", "a/b", "a@b", "a:b", "a:65536", "a:1:2", "[::1", "[x]",
                            "a,b c", "[::1]x", ":80", "a\\b", "a?b", "a#b"})
        CHECK(with_fields("Host: " + std::string(bad) + "\r\n") == 400);
    for (const auto* good : {"a", "a.b-c:80", "127.0.0.1:65535", "[::1]", "[::1]:8888", "A:"})
        CHECK(with_fields("Host: " + std::string(good) + "\r\n") == 0);
    CHECK(refusal_of("GET / HTTP/1.0\r\n\r\n") == 0);
}

TEST_CASE("a malformed request line is refused", "[http][refusal]")
{
    CHECK(with_line("GET / HTTP/1.1") == 0);
    for (const auto* bad : {"GET /",
                            "GET  / HTTP/1.1",
                            "GET /  HTTP/1.1",
                            "GET / HTTP/1.1 ",
                            " GET / HTTP/1.1",
                            "GET /a b HTTP/1.1",
                            "GET\t/ HTTP/1.1",
                            "GET a HTTP/1.1",
                            "GET /#a HTTP/1.1",
                            "GET /\\ HTTP/1.1",
                            "GET /\xc3\xa9 HTTP/1.1",
                            "GET ftp://a/ HTTP/1.1",
                            "GET http:///a HTTP/1.1",
                            "GET http://u@h/ HTTP/1.1",
                            "G(T / HTTP/1.1",
                            "GET / http/1.1",
                            "GET / HTTP/11",
                            "GET / HTTP/1.1x",
                            "GET / HTTPS/1.1",
                            "CONNECT h:80 HTTP/1.1",
                            "CONNECT / HTTP/1.1",
                            "PRI * HTTP/2.0"})
        CHECK(with_line(bad) == 400);
    for (const auto* version : {"0.9", "1.2", "2.0", "3.0", "9.9"})
        CHECK(with_line("GET / HTTP/" + std::string(version)) == 505);
    CHECK(with_line("BREW / HTTP/1.1") == 501);
    CHECK(refusal_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == 400);
    CHECK(refusal_of("GET / HTTP/1.1\nHost: h\n\n") == 400);
}

TEST_CASE("a path with a broken or a hiding escape is refused", "[http][refusal]")
{
    for (const auto* bad : {"/%", "/%4", "/%zz", "/%00", "/a%2Fb", "/a%2fb", "/a%2"})
        CHECK(with_line("GET " + std::string(bad) + " HTTP/1.1") == 400);
    for (const auto* good : {"/%41", "/%252F", "/..", "/%2e%2e", "/a?%zz", "/%FF", "//a", "/a|b"})
        CHECK(with_line("GET " + std::string(good) + " HTTP/1.1") == 0);
}

TEST_CASE("another expectation than 100-continue fails", "[http][refusal]")
{
    CHECK(with_fields("Host: h\r\nExpect: tea\r\n") == 417);
}

TEST_CASE("a head may be as long as its limits and not longer", "[http][refusal]")
{
    const std::size_t line = 8192;
    const auto target = [&](std::size_t length) {
        return with_line("GET /" + std::string(length - 14, 'a') + " HTTP/1.1");
    };
    CHECK(target(line) == 0);
    CHECK(target(line + 1) == 414);

    const auto field = [](std::size_t length) {
        return "A:" + std::string(length - 2, 'a') + "\r\n";
    };
    CHECK(with_fields("Host: h\r\n" + field(line)) == 0);
    CHECK(with_fields("Host: h\r\n" + field(line + 1)) == 431);

    const std::size_t rest = std::string("POST / HTTP/1.1\r\nHost: h\r\n\r\n").size();
    const auto total = [&](std::size_t bytes) {
        const auto big = field(line - 2) + field(line - 2) + field(line - 2);
        return with_fields("Host: h\r\n" + big + field(bytes - rest - big.size() - 2));
    };
    CHECK(total(32768) == 0);
    CHECK(total(32769) == 431);
}

TEST_CASE("a head may have a hundred fields", "[http][refusal]")
{
    const auto count = [](int fields) {
        std::string all = "Host: h\r\n";
        for (int i = 1; i < fields; ++i)
            all += "A: b\r\n";
        return with_fields(all);
    };
    CHECK(count(100) == 0);
    CHECK(count(101) == 431);
}

TEST_CASE("an endless line is refused before it ends", "[http][refusal]")
{
    CHECK(refusal_of(std::string(8192, 'G')) == 0);
    CHECK(refusal_of(std::string(8193, 'G')) == 414);
    CHECK(refusal_of("GET / HTTP/1.1\r\n" + std::string(8193, 'G')) == 431);
}

TEST_CASE("malformed chunks are refused", "[http][refusal]")
{
    CHECK(with_chunks("1\r\na\r\n0\r\n\r\n") == 0);
    for (const auto* bad : {"\r\n",
                            "x\r\n",
                            "1\na\r\n",
                            "1 \r\na",
                            "1\r\nab\r\n",
                            "1\r\na\n0",
                            "1\r\na0\r\n",
                            "-1\r\n",
                            "+1\r\n",
                            "0x1\r\na",
                            "1000000000000000\r\n",
                            "1,\r\n",
                            "1;\x01\r\n",
                            "0\r\nA : b\r\n\r\n",
                            "0\r\n A: b\r\n\r\n",
                            "0\r\nA\r\n\r\n",
                            "0\r\n\n",
                            "1\r\r\na",
                            "FFFFFFFFFFFFFFFFF\r\n",
                            " 1\r\na\r\n",
                            "1;a\rb\r\nx"})
        CHECK(with_chunks(bad) == 400);
    CHECK(with_chunks("1;" + std::string(1022, 'a') + "\r\na\r\n0\r\n\r\n") == 0);
    CHECK(with_chunks("1;" + std::string(1023, 'a') + "\r\na\r\n0\r\n\r\n") == 400);
}

TEST_CASE("trailers are held to the limits of a head", "[http][refusal]")
{
    const auto of_length = [](std::size_t length) {
        return with_chunks("0\r\nA:" + std::string(length - 2, 'a') + "\r\n\r\n");
    };
    CHECK(of_length(8192) == 0);
    CHECK(of_length(8193) == 431);
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "A: b\r\n";
    CHECK(with_chunks("0\r\n" + many + "\r\n") == 0);
    CHECK(with_chunks("0\r\n" + many + "A: b\r\n\r\n") == 431);
}
