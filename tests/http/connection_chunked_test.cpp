#include "base/unique_fd.hpp"
#include "desk.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::string_view get_a = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

bool has(std::string_view all, std::string_view part)
{
    return all.find(part) != all.npos;
}

/// Answers in these parts, without a length.
http::handler in_parts(std::vector<std::string> parts, bool ends = true)
{
    return [parts, ends](http::exchange& one) -> task<void> {
        http::response head(200);
        head.fields.set("content-type", "text/plain");
        auto sent = co_await one.send_head(std::move(head));
        for (const auto& part : parts)
            if (sent) sent = co_await one.write(as_bytes(part));
        if (sent && ends) sent = co_await one.end_body();
    };
}

/// The body of a chunked answer; "?" if its frames are wrong.
std::string decoded(std::string_view body)
{
    std::string all;
    while (true) {
        const auto line = body.find("\r\n");
        if (line == body.npos) return "?";
        const auto size = std::stoull(std::string(body.substr(0, line)), nullptr, 16);
        body.remove_prefix(line + 2);
        if (body.size() < size + 2 || body.substr(size, 2) != "\r\n") return "?";
        if (size == 0) return body == "\r\n" ? all : "?";
        all += body.substr(0, size);
        body.remove_prefix(size + 2);
    }
}

} // namespace

TEST_CASE("an answer of unknown length goes out in chunks and the connection stays",
          "[http][chunked]")
{
    desk t(in_parts({"abc", "", std::string(300'000, 'x')}));

    const auto heard = t.talk(std::string(get_a) + std::string(get_a));

    CHECK(times(heard, "HTTP/1.1 200 OK") == 2);
    CHECK(times(heard, "Transfer-Encoding: chunked\r\n") == 2);
    CHECK_FALSE(has(heard, "Content-Length"));
    CHECK_FALSE(has(heard, "Connection: close"));
    const auto body = heard.substr(heard.rfind("\r\n\r\n3\r\n") + 4);
    CHECK(decoded(body) == "abc" + std::string(300'000, 'x'));
    CHECK(t.outcome);
}

TEST_CASE("a client of HTTP/1.0 gets the bytes as they are, up to the end of the connection",
          "[http][chunked]")
{
    desk t(in_parts({"abc", "def"}));

    const auto heard = t.talk("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false);

    CHECK_FALSE(has(heard, "Transfer-Encoding"));
    CHECK_FALSE(has(heard, "Content-Length"));
    CHECK(has(heard, "Connection: close\r\n"));
    CHECK(heard.ends_with("\r\n\r\nabcdef"));
    CHECK(t.outcome);
}

TEST_CASE("a body that was not ended breaks the connection off", "[http][chunked]")
{
    desk t(in_parts({"abc"}, false));

    const auto heard = t.talk(std::string(get_a) + std::string(get_a));

    CHECK(times(heard, "HTTP/1.1 200 OK") == 1);
    CHECK(heard.ends_with("\r\n3\r\nabc\r\n"));
    CHECK(t.outcome.error() == errc::peer_closed);
}

TEST_CASE("HEAD of an answer of unknown length is the head alone", "[http][chunked]")
{
    desk t(in_parts({"abc"}));

    const auto heard = t.talk("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n" + std::string(get_a));

    CHECK(times(heard, "HTTP/1.1 200 OK") == 2);
    CHECK(times(heard, "abc") == 1);
    CHECK(t.outcome);
}

TEST_CASE("a status without a body has no chunks", "[http][chunked]")
{
    desk t([](http::exchange& one) -> task<void> {
        http::response head(204);
        auto sent = co_await one.send_head(std::move(head));
        if (sent) sent = co_await one.end_body();
        CHECK(sent);
    });

    const auto heard = t.talk(get_a);

    CHECK(heard.starts_with("HTTP/1.1 204"));
    CHECK_FALSE(has(heard, "Transfer-Encoding"));
    CHECK(heard.ends_with("\r\n\r\n"));
    CHECK(t.outcome);
}

TEST_CASE("parts of files and bytes mix in a chunked body", "[http][chunked]")
{
    const temp_folder folder;
    folder.write("f", std::string(400'000, 'f') + "tail");
    const unique_fd file(::open(folder.at("f").c_str(), O_RDONLY | O_CLOEXEC));
    desk t([&](http::exchange& one) -> task<void> {
        http::response head(200);
        auto sent = co_await one.send_head(std::move(head));
        if (sent) sent = co_await one.write(as_bytes(std::string_view("<")));
        if (sent) sent = co_await one.send_file(file.get(), 0, 400'000);
        if (sent) sent = co_await one.send_file(file.get(), 0, 0);
        if (sent) sent = co_await one.write(as_bytes(std::string_view(">")));
        if (sent) sent = co_await one.end_body();
        CHECK(one.sent_bytes() == 400'002);
    });

    const auto heard = t.talk(get_a);

    CHECK(decoded(heard.substr(heard.find("\r\n\r\n") + 4)) ==
          "<" + std::string(400'000, 'f') + ">");
    CHECK(t.outcome);
}

TEST_CASE("nothing follows the end of a body", "[http][chunked]")
{
    desk t([](http::exchange& one) -> task<void> {
        http::response head(200);
        auto sent = co_await one.send_head(std::move(head));
        if (sent) sent = co_await one.end_body();
        const auto again = co_await one.write(as_bytes(std::string_view("more")));
        CHECK(again.error() == errc::internal);
    });

    const auto heard = t.talk(get_a);

    CHECK(heard.ends_with("\r\n\r\n0\r\n\r\n"));
    CHECK(t.outcome);
}
