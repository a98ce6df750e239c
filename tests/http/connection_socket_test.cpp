#include "base/unique_fd.hpp"
#include "http/connection.hpp"
#include "net/tcp_pair.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>

using namespace sluice;
using namespace sluice::test;

namespace {

/// A connection over a socket; the client's end is bare.
struct socket_desk {
    explicit socket_desk(http::handler answer)
        : pair(io),
          connection(io.get_executor(), std::move(pair.accepted), {}, std::move(answer))
    {
        auto done = [this](std::exception_ptr thrown, result<> how) {
            if (thrown) std::rethrow_exception(thrown);
            outcome = std::move(how);
        };
        asio::co_spawn(io, connection.run(), std::move(done));
    }

    /// Says it in pieces of this size, then reads until the connection closes.
    task<std::string> talk(std::string_view said, std::size_t piece)
    {
        while (!said.empty()) {
            const auto part = as_bytes(said.substr(0, piece));
            said.remove_prefix(part.size());
            const auto sent = co_await pair.near->write(part, soon(), net::follow_up::nothing);
            if (!sent) break;
            if (said.size() < 1000) co_await let_others_run();
        }
        std::string all;
        byte_buffer part(64U << 10U);
        while (true) {
            const auto got = co_await net::read_some(*pair.near, part, soon());
            if (!got) {
                last = got.error();
                co_return all;
            }
            all += as_text(byte_view(part).first(*got));
        }
    }

    asio::io_context io;
    tcp_pair pair;
    http::connection connection;
    result<> outcome;
    error last = fail(errc::internal);
};

} // namespace

TEST_CASE("a client that writes byte by byte is answered", "[http][connection]")
{
    auto answer = [](http::exchange& one) -> task<void> {
        auto body = co_await one.read_whole_body(100, soon());
        http::response reply(200, "text/plain", body ? *body : "?");
        const auto ignored = co_await one.send(std::move(reply));
        (void)ignored;
    };
    socket_desk t(answer);

    const auto heard = run_task(
        t.io,
        t.talk("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
               1));

    CHECK(heard.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(heard.ends_with("\r\n\r\nhello"));
    CHECK(t.outcome);
}

TEST_CASE("a file goes through a socket whole", "[http][connection]")
{
    temp_folder folder;
    std::string content(5'000'000, ' ');
    for (std::size_t i = 0; i < content.size(); ++i)
        content[i] = static_cast<char>('a' + i * 7 % 25);
    folder.write("f", content);
    const unique_fd file(::open(folder.at("f").c_str(), O_RDONLY | O_CLOEXEC));
    auto answer = [&](http::exchange& one) -> task<void> {
        http::response head(200);
        auto sent = co_await one.send_head(std::move(head), content.size());
        if (sent) sent = co_await one.send_file(file.get(), 0, content.size());
        one.close_after();
    };
    socket_desk t(answer);

    const auto heard = run_task(t.io, t.talk("GET /f HTTP/1.1\r\nHost: h\r\n\r\n", 100));

    CHECK(heard.substr(heard.find("\r\n\r\n") + 4) == content);
    CHECK(t.outcome);
}

TEST_CASE("a client sees why its long body is not taken", "[http][connection]")
{
    auto answer = [](http::exchange& one) -> task<void> {
        http::response reply(413, "text/plain", "too much");
        const auto ignored = co_await one.send(std::move(reply));
        (void)ignored;
    };
    socket_desk t(answer);
    const std::string body(8'000'000, 'b');

    const auto heard = run_task(
        t.io,
        t.talk("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 8000000\r\n\r\n" + body, 100'000));

    CHECK(heard.starts_with("HTTP/1.1 413 "));
    CHECK(heard.ends_with("too much"));
    CHECK(t.last == errc::peer_closed);
}
