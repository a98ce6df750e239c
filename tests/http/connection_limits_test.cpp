#include "async/sleep.hpp"
#include "desk.hpp"
#include "http/body_pace.hpp"
#include "http/send_pace.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view get_a = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

http::connection_limits short_limits()
{
    http::connection_limits made;
    made.header = 30ms;
    made.idle = 30ms;
    made.stall = 30ms;
    made.linger = 30ms;
    return made;
}

task<void> refuse_body(http::exchange& one)
{
    http::response no(413);
    const auto ignored = co_await one.send(std::move(no));
    (void)ignored;
}

std::string post(std::size_t length)
{
    return "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n" +
           std::string(length, 'b');
}

} // namespace

TEST_CASE("a head that takes too long is answered by 408", "[http][limits]")
{
    desk t(echo, short_limits());

    const auto heard = t.talk("GET /a HTTP/1.1\r\nHo", false);

    CHECK(heard.starts_with("HTTP/1.1 408 "));
    CHECK(t.outcome.error() == errc::timed_out);
}

TEST_CASE("the limit of a head counts from its first byte", "[http][limits]")
{
    auto limits = short_limits();
    limits.idle = 10s;
    desk t(echo, limits);
    auto trickle = [&]() -> task<void> {
        for (const char c : get_a) {
            const auto sent =
                co_await t.client.write(as_bytes({&c, 1}), soon(), net::follow_up::nothing);
            if (!sent) co_return;
            co_await sleep_for(5ms);
        }
    };
    asio::co_spawn(t.io, trickle(), asio::bind_executor(t.io, [](std::exception_ptr) {}));

    const auto heard = t.talk("", false);

    CHECK(heard.starts_with("HTTP/1.1 408 "));
}

TEST_CASE("a silent client is left without a word", "[http][limits]")
{
    const bool asks = GENERATE(false, true);
    desk t(echo, short_limits());

    const auto heard = t.talk(asks ? get_a : "", false);

    CHECK(times(heard, "HTTP/1.1 ") == (asks ? 1 : 0));
    CHECK(t.outcome);
}

TEST_CASE("a client that leaves inside of a head is an error", "[http][limits]")
{
    desk t(echo);

    t.talk("GET /a HTTP/1.1\r\n");

    CHECK(t.outcome.error() == errc::peer_closed);
}

TEST_CASE("a refused request is explained and ends the connection", "[http][limits]")
{
    desk t(echo, short_limits());

    const auto heard = t.talk("GET /a HTTP/1.1\r\n\r\n" + std::string(get_a), false);

    CHECK(heard.starts_with("HTTP/1.1 400 Bad Request\r\n"));
    CHECK(times(heard, "HTTP/1.1") == 1);
    CHECK(heard.find("Connection: close\r\n") != heard.npos);
    CHECK(heard.find("application/problem+json") != heard.npos);
    CHECK(heard.find("\"detail\":\"Host is missing\"") != heard.npos);
    CHECK(t.outcome.error() == errc::malformed_message);
}

TEST_CASE("an unread body is dropped up to its limit", "[http][limits]")
{
    const std::size_t limit = 64U << 10U;
    const std::size_t length = limit + GENERATE(0U, 1U);
    desk t(refuse_body);

    const auto heard = t.talk(post(length) + std::string(get_a));

    CHECK(times(heard, "HTTP/1.1 413") == (length == limit ? 2 : 1));
    CHECK((heard.find("Connection: close") != heard.npos) == (length > limit));
    CHECK(t.outcome);
}

TEST_CASE("an unread chunked body that goes on too long closes", "[http][limits]")
{
    const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::string chunks;
    for (int i = 0; i < 17; ++i)
        chunks += "1000\r\n" + std::string(4096, 'c') + "\r\n";
    const auto kept = head + "1\r\na\r\n0\r\n\r\n";

    desk t(refuse_body);
    const auto heard = t.talk(kept + head + chunks + "0\r\n\r\n" + std::string(get_a));

    CHECK(times(heard, "HTTP/1.1 413") == 2);
}

TEST_CASE("a client that takes nothing of the answer is cut", "[http][limits]")
{
    pipe_options options;
    options.back.capacity = 1000;
    auto limits = short_limits();
    result<> sent;
    auto answer = [&](http::exchange& one) -> task<void> {
        http::response big(200, "text/plain", std::string(100'000, 'x'));
        sent = co_await one.send(std::move(big));
    };
    desk t(answer, limits, options);
    auto run = [&]() -> task<result<>> {
        const auto ignored =
            co_await t.client.write(as_bytes(get_a), soon(), net::follow_up::nothing);
        (void)ignored;
        auto ended = co_await t.connection.run();
        co_return ended;
    };

    const auto outcome = run_task(t.io, run());

    CHECK(sent.error() == errc::timed_out);
    CHECK_FALSE(outcome);
}

TEST_CASE("a body that stops is cut by the handler's limit", "[http][limits]")
{
    result<std::size_t> got;
    auto answer = [&](http::exchange& one) -> task<void> {
        std::array<std::byte, 100> part;
        got = co_await one.read_body(part, soon());
        if (got) got = co_await one.read_body(part, deadline::after(20ms));
        http::response slow(408);
        const auto ignored = co_await one.send(std::move(slow));
        (void)ignored;
    };
    desk t(answer, short_limits());

    const auto heard = t.talk("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc", false);

    CHECK(got.error() == errc::timed_out);
    CHECK(heard.starts_with("HTTP/1.1 408"));
    CHECK(heard.find("Connection: close") != heard.npos);
}

TEST_CASE("a body that breaks off is told to the handler", "[http][limits]")
{
    const bool chunked = GENERATE(false, true);
    result<std::string> got;
    auto answer = [&](http::exchange& one) -> task<void> {
        got = co_await one.read_whole_body(100, soon());
    };
    desk t(answer, short_limits());

    const std::string framing =
        chunked ? "Transfer-Encoding: chunked\r\n\r\n9\r\nabc" : "Content-Length: 9\r\n\r\nabc";
    t.talk("POST / HTTP/1.1\r\nHost: x\r\n" + framing);

    CHECK(got.error() == errc::peer_closed);
}

TEST_CASE("a whole body may have the bytes allowed and no more", "[http][limits]")
{
    const std::size_t length = GENERATE(10U, 11U);
    const bool chunked = GENERATE(false, true);
    result<std::string> got;
    auto answer = [&](http::exchange& one) -> task<void> {
        got = co_await one.read_whole_body(10, soon());
    };
    desk t(answer, short_limits());

    const auto chunk = fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", length, std::string(length, 'b'));
    t.talk(chunked ? "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk
                   : post(length));

    CHECK(bool(got) == (length == 10));
    if (!got) CHECK(got.error() == errc::too_large);
}

TEST_CASE("a drain ends an idle connection at once and a busy one after its answer",
          "[http][limits]")
{
    const bool busy = GENERATE(false, true);
    desk* here = nullptr;
    auto answer = [&](http::exchange& one) -> task<void> {
        if (busy) here->connection.drain();
        co_await echo(one);
    };
    desk t(answer);
    here = &t;
    auto later = [&]() -> task<void> {
        co_await sleep_for(10ms);
        t.connection.drain();
    };
    if (!busy) asio::co_spawn(t.io, later(), asio::bind_executor(t.io, [](std::exception_ptr) {}));

    const auto heard = t.talk(std::string(get_a), false);

    CHECK(times(heard, "HTTP/1.1 200") == 1);
    CHECK((heard.find("Connection: close") != heard.npos) == busy);
    CHECK(t.outcome);
}

TEST_CASE("a stop breaks off what goes on", "[http][limits]")
{
    desk* here = nullptr;
    result<std::size_t> got;
    auto answer = [&](http::exchange& one) -> task<void> {
        std::array<std::byte, 100> part;
        here->connection.stop();
        got = co_await one.read_body(part, soon());
    };
    desk t(answer);
    here = &t;

    t.talk("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc", false);

    CHECK(got.error() == errc::cancelled);
    CHECK(t.outcome.error() == errc::cancelled);
}

TEST_CASE("a body is judged by its rate over ten seconds of waiting", "[http][limits]")
{
    http::body_pace pace(1000);
    pace.received(9'999);
    CHECK(pace.waited(9s));
    CHECK(pace.left() == 1s);
    CHECK_FALSE(pace.waited(1s));

    http::body_pace enough(1000);
    enough.received(10'000);
    CHECK(enough.waited(10s));
    CHECK(enough.left() == 10s);
    CHECK_FALSE(enough.waited(10s));

    http::body_pace any(0);
    CHECK(any.waited(100s));
}

TEST_CASE("a slow client is given small pieces", "[http][limits]")
{
    http::send_pace pace;
    for (int i = 0; i < 10; ++i)
        pace.took(1ms);
    CHECK(pace.piece() == http::send_pace::most);
    for (int i = 0; i < 10; ++i)
        pace.took(5s);
    CHECK(pace.piece() == http::send_pace::least);
}
