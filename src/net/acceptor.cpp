#include "net/acceptor.hpp"

#include "async/sleep.hpp"
#include "async/wait_ready.hpp"

#include <fcntl.h>
#include <sys/socket.h>

namespace sluice::net {
namespace {

using asio::ip::tcp;

unique_fd open_reserve()
{
    return unique_fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

} // namespace

acceptor::acceptor(tcp::acceptor listening)
    : listening_(std::move(listening)),
      reserve_(open_reserve())
{
}

result<acceptor> acceptor::listen(asio::any_io_executor executor, const std::string& address,
                                  std::uint16_t port)
{
    const auto shown = address + ":" + std::to_string(port);
    std::error_code ec;
    const auto where = asio::ip::make_address(address, ec);
    if (ec) return fail(errc::unreachable, "listen", shown + ": not an address of this machine");
    const tcp::endpoint end(where, port);
    tcp::acceptor socket(executor);
    socket.open(end.protocol(), ec);
    // A program that is started would hold the port beyond our end.
    if (!ec) ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
    if (!ec) socket.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) socket.bind(end, ec);
    if (!ec) socket.listen(asio::socket_base::max_listen_connections, ec);
    if (!ec) socket.native_non_blocking(true, ec);
    if (ec.value() == EADDRNOTAVAIL) return fail(errc::unreachable, "listen", shown);
    if (ec) return fail_errno("listen", shown, ec.value());
    return acceptor(std::move(socket));
}

acceptor::outcome acceptor::accept_one(const std::function<void(unique_fd)>& take)
{
    const int fd =
        ::accept4(listening_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        take(unique_fd(fd));
        return outcome::accepted;
    }
    switch (errno) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM: return outcome::exhausted;
    case EBADF:
    case EINVAL: return outcome::closed;
    case EAGAIN: return outcome::nothing;
    default: return outcome::accepted; // that caller has gone already: the next one
    }
}

void acceptor::turn_one_away()
{
    ++exhausted_;
    reserve_.reset();
    unique_fd caller(::accept4(listening_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC));
    caller.reset();
    reserve_ = open_reserve();
}

task<void> acceptor::run(std::function<void(unique_fd)> take)
{
    while (listening_.is_open()) {
        const auto ready =
            co_await wait_ready(listening_, tcp::acceptor::wait_read, deadline::never());
        if (!ready) co_return;
        auto last = outcome::accepted;
        for (int burst = 0; burst < 64 && last == outcome::accepted; ++burst)
            last = accept_one(take);
        if (last == outcome::closed) co_return;
        if (last == outcome::exhausted) {
            turn_one_away();
            co_await sleep_for(std::chrono::milliseconds(100));
        }
    }
}

std::string acceptor::name() const
{
    std::error_code ec;
    const auto end = listening_.local_endpoint(ec);
    const auto host = end.address().to_string();
    return (end.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(end.port());
}

std::uint16_t acceptor::port() const
{
    std::error_code ec;
    return listening_.local_endpoint(ec).port();
}

tcp acceptor::protocol() const
{
    std::error_code ec;
    return listening_.local_endpoint(ec).protocol();
}

void acceptor::close()
{
    std::error_code ignored;
    listening_.close(ignored);
}

} // namespace sluice::net
