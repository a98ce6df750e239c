#pragma once

#include "http/connection.hpp"
#include "support/pipe_stream.hpp"
#include "support/run_task.hpp"

namespace sluice::test {

/// A connection over a pipe and its client, who says all it has to say and reads to the end.
class desk {
public:
    explicit desk(http::handler answer, http::connection_limits limits = {},
                  pipe_options options = {})
        : ends_(pipe_stream::make(io.get_executor(), options)),
          client(*ends_.dialled),
          connection(io.get_executor(), std::move(ends_.accepted), limits, std::move(answer))
    {
    }

    /// What came back until the connection closed. Without `hang_up` the client leaves it to the
    /// server to end.
    std::string talk(std::string_view said, bool hang_up = true)
    {
        auto done = [this](std::exception_ptr thrown, result<> how) {
            if (thrown) std::rethrow_exception(thrown);
            outcome = std::move(how);
            client.close();
        };
        asio::co_spawn(io, connection.run(), std::move(done));
        return run_task(io, speak(said, hang_up));
    }

    task<std::string> speak(std::string_view said, bool hang_up)
    {
        const auto told = co_await client.write(as_bytes(said), soon(), net::follow_up::nothing);
        if (told && hang_up) client.end_sending();
        auto heard = co_await hear();
        co_return heard;
    }

    task<std::string> hear()
    {
        std::string all;
        byte_buffer part(4096);
        while (true) {
            const auto got = co_await net::read_some(client, part, soon());
            if (!got) co_return all;
            all += as_text(byte_view(part).first(*got));
        }
    }

    asio::io_context io;

private:
    pipe_stream::pair ends_;

public:
    pipe_stream& client;
    http::connection connection;
    result<> outcome;
};

/// How often one text stands in another.
inline int times(std::string_view all, std::string_view part)
{
    int count = 0;
    for (auto at = all.find(part); at != all.npos; at = all.find(part, at + 1))
        ++count;
    return count;
}

/// Answers 200 with "METHOD PATH [BODY]".
inline task<void> echo(http::exchange& one)
{
    const auto body = co_await one.read_whole_body(1U << 20U, soon());
    const auto& asked = one.request();
    const auto text = asked.method + " " + asked.path + " [" + (body ? *body : "?") + "]";
    http::response reply(body ? 200 : 400, "text/plain", text);
    const auto ignored = co_await one.send(std::move(reply));
    (void)ignored;
}

} // namespace sluice::test
