#include "base/unique_fd.hpp"
#include "desk.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::string_view get_a = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr std::string_view post_b = "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";

bool has(std::string_view all, std::string_view part)
{
    return all.find(part) != all.npos;
}

} // namespace

TEST_CASE("a request gets its answer and the connection stays", "[http][connection]")
{
    desk t(echo);

    const auto heard = t.talk(get_a);

    CHECK(heard.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(has(heard, "\r\nContent-Length: 9\r\n"));
    CHECK(has(heard, "\r\nDate: "));
    CHECK_FALSE(has(heard, "Connection: close"));
    CHECK(heard.ends_with("\r\n\r\nGET /a []"));
    CHECK(t.outcome);
}

TEST_CASE("pipelined requests are answered in order", "[http][connection]")
{
    pipe_options options;
    options.most_read = GENERATE(0, 1, 7);
    desk t(echo, {}, options);

    const auto heard = t.talk(std::string(get_a) + std::string(post_b) + std::string(get_a));

    CHECK(times(heard, "HTTP/1.1 200 OK") == 3);
    CHECK(times(heard, "GET /a []") == 2);
    CHECK(heard.find("POST /b [hello]") > heard.find("GET /a []"));
    CHECK(t.outcome);
}

TEST_CASE("a chunked body arrives decoded", "[http][connection]")
{
    pipe_options options;
    options.most_read = GENERATE(0, 1, 3);
    desk t(echo, {}, options);

    const auto heard = t.talk("PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "3;x=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n" +
                              std::string(get_a));

    CHECK(has(heard, "PUT /c [abc0123456789]"));
    CHECK(has(heard, "GET /a []"));
}

TEST_CASE("HEAD is answered by the head alone", "[http][connection]")
{
    desk t(echo);

    const auto heard = t.talk("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");

    CHECK(has(heard, "Content-Length: 10\r\n"));
    CHECK(heard.ends_with("\r\n\r\n"));
}

TEST_CASE("Connection: close ends it after the answer", "[http][connection]")
{
    desk t(echo);

    const auto heard = t.talk(
        "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + std::string(get_a), false);

    CHECK(times(heard, "HTTP/1.1 200") == 1);
    CHECK(has(heard, "\r\nConnection: close\r\n"));
}

TEST_CASE("HTTP/1.0 closes unless it asks to stay", "[http][connection]")
{
    const bool stays = GENERATE(false, true);
    desk t(echo);
    const std::string ask =
        stays ? "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" : "GET /a HTTP/1.0\r\n\r\n";

    const auto heard = t.talk(ask + ask);

    CHECK(times(heard, "HTTP/1.1 200") == (stays ? 2 : 1));
    CHECK(has(heard, stays ? "Connection: keep-alive" : "Connection: close"));
}

TEST_CASE("100 Continue is sent when the body is first read, and not else", "[http][connection]")
{
    const bool reads = GENERATE(true, false);
    auto answer = [reads](http::exchange& one) -> task<void> {
        if (reads) co_await echo(one);
        if (reads) co_return;
        http::response no(413);
        const auto ignored = co_await one.send(std::move(no));
        (void)ignored;
    };
    desk t(answer);

    const auto heard = t.talk("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
                              "Expect: 100-continue\r\n\r\nhello");

    CHECK(heard.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200") == reads);
    CHECK(has(heard, "[hello]") == reads);
    CHECK(has(heard, "Connection: close") != reads);
}

TEST_CASE("a handler that throws or says nothing is answered by 500", "[http][connection]")
{
    const bool throws = GENERATE(true, false);
    auto answer = [throws](http::exchange&) -> task<void> {
        if (throws) throw std::logic_error("bug");
        co_return;
    };
    desk t(answer);

    const auto heard = t.talk(get_a, false);

    CHECK(heard.starts_with("HTTP/1.1 500 "));
    CHECK(has(heard, "\"code\":\"internal\""));
}

TEST_CASE("a file is sent behind its head", "[http][connection]")
{
    temp_folder folder;
    folder.write("f", std::string(3'000'000, 'x'));
    const unique_fd file(::open(folder.at("f").c_str(), O_RDONLY | O_CLOEXEC));
    const bool longer = GENERATE(false, true);
    result<> sent;
    auto answer = [&](http::exchange& one) -> task<void> {
        http::response head(200);
        const std::uint64_t length = longer ? 3'000'000 : 2'000'000;
        sent = co_await one.send_head(std::move(head), length);
        if (sent) sent = co_await one.send_file(file.get(), 1'000'000, length);
    };
    desk t(answer);

    const auto heard = t.talk(get_a);

    CHECK(times(heard, "x") >= 2'000'000);
    CHECK(bool(sent) != longer);
    if (longer) CHECK(sent.error() == errc::source_changed);
    CHECK(bool(t.outcome) != longer);
}

TEST_CASE("the end of each exchange is told", "[http][connection]")
{
    desk t(echo);
    std::vector<std::pair<int, std::uint64_t>> seen;
    auto note = [&](const http::exchange& one, auto) {
        seen.emplace_back(one.status(), one.received_bytes());
        CHECK(one.sent_bytes() > 0);
    };
    t.connection.observe(note);

    t.talk(std::string(get_a) + std::string(post_b));

    CHECK(seen == std::vector<std::pair<int, std::uint64_t>>{{200, 0}, {200, 5}});
}

TEST_CASE("no field of an answer breaks out of its line", "[http][connection]")
{
    auto answer = [](http::exchange& one) -> task<void> {
        http::response reply(200);
        reply.fields.add("x-name", "a\r\nSet-Cookie: b");
        reply.fields.add("bad name\r\n", "c");
        one.add_field("x-more", "d\n\ne");
        const auto ignored = co_await one.send(std::move(reply));
        (void)ignored;
    };
    desk t(answer);

    const auto heard = t.talk(get_a);

    CHECK(has(heard, "\r\nX-Name: aSet-Cookie: b\r\n"));
    CHECK(has(heard, "\r\nX-More: de\r\n"));
    CHECK_FALSE(has(heard, "bad name"));
}
