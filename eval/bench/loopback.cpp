#include "eval/bench/loopback.hpp"

#include "eval/bench/pairs.hpp"

#include <sys/socket.h>

namespace sluice::eval {
namespace {

// Fixed, or else the kernel's tuning would grow them by another amount in every repetition.
constexpr int buffer_bytes = 256 << 10;

} // namespace

loopback::loopback()
{
    using asio::ip::tcp;
    tcp::acceptor listening(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    tcp::socket dialled(io, tcp::v4());
    dialled.set_option(asio::socket_base::receive_buffer_size(buffer_bytes));
    dialled.connect(listening.local_endpoint());
    auto accepted = listening.accept();
    accepted.set_option(asio::socket_base::send_buffer_size(buffer_bytes));
    asking_descriptor = dialled.native_handle();
    giving_descriptor = accepted.native_handle();
    asking = std::make_unique<net::tcp_stream>(std::move(dialled));
    giving = std::make_unique<net::tcp_stream>(std::move(accepted));
}

void loopback::run()
{
    io.restart();
    io.run();
}

void rethrow(std::exception_ptr thrown)
{
    if (thrown) std::rethrow_exception(thrown);
}

void move_bare(int from, int to, byte_view bytes)
{
    static byte_buffer into(64U << 10U);
    std::size_t came = 0;
    std::size_t sent = 0;
    while (came < bytes.size()) {
        const auto left = bytes.subspan(sent);
        const auto gone = left.empty() ? 0 : ::send(from, left.data(), left.size(), MSG_NOSIGNAL);
        if (gone > 0) sent += static_cast<std::size_t>(gone);
        const auto got = ::recv(to, into.data(), into.size(), 0);
        insist(got > 0 || (got < 0 && errno == EAGAIN), "the connection broke");
        if (got > 0) came += static_cast<std::size_t>(got);
    }
}

} // namespace sluice::eval
