#pragma once

#include "server/session.hpp"
#include "transfer/engine.hpp"

namespace sluice::test {

inline server::server_settings test_settings()
{
    server::server_settings made;
    made.max_connections = 10;
    made.login_limit = std::chrono::seconds(20);
    made.idle_limit = std::chrono::seconds(20);
    made.stall_limit = std::chrono::seconds(20);
    made.digest_memory = 1U << 20U;
    made.blocking_threads = 1;
    made.verbosity = 50;
    made.pickup.zip_entries = 1000;
    made.pickup.lease = std::chrono::minutes(10);
    made.pickup.proof = std::chrono::seconds(5);
    return made;
}

inline std::unique_ptr<event_log> no_log()
{
    auto made = event_log::open("none", log_level::critical);
    return std::move(*made);
}

inline task<void> serve_session(server::host& shared, std::unique_ptr<net::byte_stream> stream)
{
    auto here = co_await asio::this_coro::executor;
    auto one = std::make_shared<server::session>(shared, here, std::move(stream));
    co_await one->run();
}

/// A server without sockets, of a small file and a large one.
struct session_server {
    static constexpr std::size_t large_size = (3U << 20U) + 5;

    explicit session_server(const server::server_settings& settings = test_settings())
        : host(settings, *storage::root::open(side.source.path()), *log)
    {
    }

    scripted_connector::far_end far_end()
    {
        return [this](std::unique_ptr<net::byte_stream> stream) {
            return serve_session(host, std::move(stream));
        };
    }

    std::shared_ptr<server::session> only() { return host.sessions.all().at(0); }

    giving_side side{{{"small", "0123456789"}, {"large", content_of(large_size)}}};
    std::unique_ptr<event_log> log = no_log();
    server::host host;
};

} // namespace sluice::test
