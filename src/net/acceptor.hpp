#pragma once

#include "async/task.hpp"
#include "base/unique_fd.hpp"

#include <functional>

namespace sluice::net {

/// A listening TCP socket that survives running out of descriptors: it keeps one in reserve, with
/// which it can at least turn the next caller away, and backs off 100 ms instead of spinning.
class acceptor {
public:
    /// Listens at once. Port 0 takes a free one. Errors: address_in_use, unreachable (no such
    /// address here), permission_denied; the detail names address and port.
    static result<acceptor> listen(asio::any_io_executor executor, const std::string& address,
                                   std::uint16_t port);

    /// Accepts until cancelled or closed and hands over each connected descriptor.
    task<void> run(std::function<void(unique_fd)> take);

    /// "ADDRESS:PORT" with brackets around an IPv6 address.
    std::string name() const;
    std::uint16_t port() const;
    asio::ip::tcp protocol() const;
    void close();

    /// How often a connection had to be turned away because descriptors ran out.
    std::uint64_t exhausted() const { return exhausted_; }

private:
    explicit acceptor(asio::ip::tcp::acceptor listening);

    enum class outcome { accepted, nothing, exhausted, closed };
    outcome accept_one(const std::function<void(unique_fd)>& take);
    void turn_one_away();

    asio::ip::tcp::acceptor listening_;
    unique_fd reserve_;
    std::uint64_t exhausted_ = 0;
};

} // namespace sluice::net
