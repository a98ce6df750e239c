#pragma once

#include "http/connection.hpp"
#include "server/files/routes_files.hpp"
#include "server/http/answer_request.hpp"
#include "server/noting_store.hpp"
#include "server/session_server.hpp"
#include "support/pipe_stream.hpp"
#include "support/run_task.hpp"
#include "support/temp_folder.hpp"

#include <functional>

namespace sluice::test {

/// An answer as it came over the wire.
struct http_answer {
    int status = 0;
    http::fields fields;
    std::string body;
    bool whole = true; // as many bytes as were promised

    std::string field(std::string_view name) const
    {
        const auto* found = fields.find(name);
        return found ? *found : std::string();
    }

    nlohmann::json document() const { return nlohmann::json::parse(body); }
};

/// Takes an answer apart. head_alone: it has no body, whatever it promises.
inline http_answer read_answer(std::string_view text, bool head_alone)
{
    http_answer made;
    const auto end = text.find("\r\n\r\n");
    if (end == text.npos) return made;
    auto head = text.substr(0, end + 2);
    made.body = text.substr(end + 4);
    made.status = std::stoi(std::string(head.substr(9, 3)));
    head.remove_prefix(head.find("\r\n") + 2);
    while (!head.empty()) {
        const auto line = head.substr(0, head.find("\r\n"));
        const auto colon = line.find(':');
        made.fields.add(line.substr(0, colon), line.substr(colon + 2));
        head.remove_prefix(line.size() + 2);
    }
    const auto* length = made.fields.find("content-length");
    if (length && !head_alone) made.whole = std::stoull(*length) == made.body.size();
    return made;
}

/// Routes of the server behind a real connection of HTTP, without sockets.
class http_desk {
public:
    using headers = std::vector<std::pair<std::string, std::string>>;

    explicit http_desk(std::vector<server::route> routes = server::file_routes(),
                       const server::server_settings& settings = test_settings())
        : host(settings, *storage::root::open(folder.path()), *log_),
          table(std::move(routes))
    {
        auto made = std::make_unique<noting_store>();
        store = made.get();
        host.state = std::move(made);
        who.rights = state::right_set::all();
    }

    /// One request over a connection of its own.
    http_answer ask(const std::string& method, const std::string& target,
                    const headers& fields = {}, std::string_view body = {})
    {
        std::string request = method + " " + target + " HTTP/1.1\r\nHost: " + host_field + "\r\n";
        for (const auto& [name, value] : fields)
            request += name + ": " + value + "\r\n";
        if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        request += "Connection: close\r\n\r\n";
        return read_answer(run_task(io, exchange_bytes(request + std::string(body))),
                           method == "HEAD");
    }

    http_answer get(const std::string& target, const headers& fields = {})
    {
        return ask("GET", target, fields);
    }

    temp_folder folder;
    asio::io_context io;

private:
    std::unique_ptr<event_log> log_ = no_log();

public:
    server::host host;
    server::route_table table;
    server::principal who;
    noting_store* store = nullptr;
    pipe_options pipe;
    std::string host_field = "localhost";

    /// Answers; the table alone unless a test puts something in front of it.
    http::handler handler = [this](http::exchange& asked) {
        return server::answer_request({host, table, who}, asked);
    };

    /// Called with all that came so far, whenever something came.
    std::function<void(const std::string&)> on_bytes;

private:
    task<void> serve(std::unique_ptr<net::byte_stream> stream)
    {
        auto here = co_await asio::this_coro::executor;
        http::connection one(here, std::move(stream), http::connection_limits(), handler);
        const auto ignored = co_await one.run();
        static_cast<void>(ignored);
    }

    task<std::string> exchange_bytes(std::string request)
    {
        auto here = co_await asio::this_coro::executor;
        auto ends = pipe_stream::make(here, pipe);
        asio::co_spawn(here, serve(std::move(ends.accepted)), asio::detached);
        auto& client = *ends.dialled;
        const auto limit = deadline::after(std::chrono::seconds(30));
        const auto sent = co_await client.write(as_bytes(request), limit, net::follow_up::nothing);
        std::string all;
        std::vector<std::byte> buffer(64U << 10U);
        while (sent) {
            const auto got = co_await net::read_some(client, buffer, limit);
            if (!got) break;
            all += as_text(byte_view(buffer).first(*got));
            if (on_bytes) on_bytes(all);
        }
        client.close();
        co_return all;
    }
};

} // namespace sluice::test
