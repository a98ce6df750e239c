#pragma once

#include "http/connection.hpp"
#include "server/http/http_door.hpp"

#include <mutex>
#include <set>

namespace sluice::server {

/// The HTTP connections that live now, on whichever loop. One per program; host.http calls serve.
class http_service {
public:
    /// The host must outlive it.
    http_service(host& shared, std::vector<route> rows)
        : shared_(shared),
          door_(shared, std::move(rows))
    {
    }

    /// Takes over what SIGHUP may change. Errors: bad_configuration (request-rate).
    result<> apply(const server_settings& settings);

    /// Serves one connection to its end, on the loop of the caller.
    task<void> serve(std::unique_ptr<net::byte_stream> stream, caller from = caller::remote);

    /// Connections end after the answer at hand, at once if there is none; those that begin later
    /// end after their first answer. From any thread.
    void drain();

    const route_table& routes() const { return door_.routes(); }

private:
    /// One connection and where it lives.
    struct place {
        asio::any_io_executor loop;
        std::shared_ptr<http::connection> served;

        friend bool operator<(const place& a, const place& b) { return a.served < b.served; }
    };
    class entry;

    http::connection_limits limits() const;

    host& shared_;
    http_door door_;
    std::atomic<std::int64_t> header_limit_ms_ = 10'000;
    std::atomic<std::uint64_t> body_rate_ = 1024;
    std::mutex mutex_;
    std::set<place> live_;
    bool draining_ = false;
};

} // namespace sluice::server
