#include "net/tcp_stream.hpp"

#include "async/wait_ready.hpp"

#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace sluice::net {
namespace {

bool would_block()
{
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

std::string name_of(const asio::ip::tcp::socket& socket)
{
    std::error_code ec;
    const auto end = socket.remote_endpoint(ec);
    if (ec) return "unknown";
    const bool v6 = end.address().is_v6();
    const auto host = end.address().to_string();
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(end.port());
}

/// Pieces that go out with one system call.
class gathered {
public:
    explicit gathered(std::span<const byte_view> pieces)
    {
        for (const auto& one : pieces.first(std::min(pieces.size(), parts_.size())))
            parts_[count_++] = {const_cast<std::byte*>(one.data()), one.size()};
    }

    std::size_t count() const { return count_; }

    /// Sends what is left; true once nothing is. The errno tells what stopped it otherwise.
    bool send(int socket)
    {
        while (first_ < count_) {
            msghdr message{};
            message.msg_iov = parts_.data() + first_;
            message.msg_iovlen = count_ - first_;
            const auto sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
            if (sent >= 0)
                drop(static_cast<std::size_t>(sent));
            else if (errno != EINTR)
                return false;
        }
        return true;
    }

private:
    void drop(std::size_t sent)
    {
        while (first_ < count_ && sent >= parts_[first_].iov_len)
            sent -= parts_[first_++].iov_len;
        if (first_ == count_) return;
        parts_[first_].iov_base = static_cast<std::byte*>(parts_[first_].iov_base) + sent;
        parts_[first_].iov_len -= sent;
    }

    std::array<iovec, 32> parts_;
    std::size_t count_ = 0;
    std::size_t first_ = 0;
};

} // namespace

tcp_stream::tcp_stream(asio::ip::tcp::socket socket, std::string peer)
    : socket_(std::move(socket)),
      peer_(std::move(peer))
{
    std::error_code ignored;
    socket_.native_non_blocking(true, ignored);
}

tcp_stream::tcp_stream(asio::ip::tcp::socket socket)
    : socket_(std::move(socket)),
      peer_(name_of(socket_))
{
    std::error_code ignored;
    socket_.native_non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
}

result<std::size_t> tcp_stream::read_now(std::span<std::byte> into)
{
    while (true) {
        const auto got = ::recv(socket_.native_handle(), into.data(), into.size(), 0);
        if (got > 0) return static_cast<std::size_t>(got);
        if (got == 0) return fail(errc::peer_closed, "receive", peer_);
        if (would_block()) return std::size_t{0};
        if (errno != EINTR) return fail_errno("receive", peer_);
    }
}

result<std::optional<std::byte>> tcp_stream::peek_byte()
{
    while (true) {
        std::byte first{};
        const auto got = ::recv(socket_.native_handle(), &first, 1, MSG_PEEK);
        if (got > 0) return std::optional<std::byte>(first);
        if (got == 0) return fail(errc::peer_closed, "receive", peer_);
        if (would_block()) return std::optional<std::byte>();
        if (errno != EINTR) return fail_errno("receive", peer_);
    }
}

task<result<>> tcp_stream::wait_writable(deadline limit)
{
    return wait_ready(socket_, asio::socket_base::wait_write, limit);
}

task<result<>> tcp_stream::wait_readable(deadline limit)
{
    return wait_ready(socket_, asio::socket_base::wait_read, limit);
}

task<result<>> tcp_stream::write(byte_view bytes, deadline limit, follow_up next)
{
    const int flags = MSG_NOSIGNAL | (next == follow_up::more ? MSG_MORE : 0);
    while (!bytes.empty()) {
        const auto sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), flags);
        if (sent >= 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(sent));
        } else if (would_block()) {
            const auto ready = co_await wait_ready(socket_, asio::socket_base::wait_write, limit);
            if (!ready) co_return ready.error();
        } else if (errno != EINTR) {
            co_return fail_errno("send", peer_);
        }
    }
    co_return ok;
}

task<result<>> tcp_stream::write_pieces(std::span<const byte_view> pieces, deadline limit)
{
    while (!pieces.empty()) {
        gathered some(pieces);
        while (!some.send(socket_.native_handle())) {
            if (!would_block()) co_return fail_errno("send", peer_);
            const auto ready = co_await wait_ready(socket_, asio::socket_base::wait_write, limit);
            if (!ready) co_return ready.error();
        }
        pieces = pieces.subspan(some.count());
    }
    co_return ok;
}

void tcp_stream::limit_unsent(std::size_t most) noexcept
{
    const int bytes = static_cast<int>(most);
    const int ignored =
        ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &bytes, sizeof bytes);
    static_cast<void>(ignored);
}

task<result<std::uint64_t>> tcp_stream::send_file(int file, std::uint64_t offset,
                                                  std::uint64_t length, deadline limit)
{
    // sendfile(2) moves at most 2 GiB in one call.
    constexpr std::uint64_t most = 1U << 30U;
    std::uint64_t done = 0;
    while (done < length) {
        auto at = static_cast<off_t>(offset + done);
        const auto count = static_cast<std::size_t>(std::min(length - done, most));
        const auto sent = ::sendfile(socket_.native_handle(), file, &at, count);
        if (sent > 0) {
            done += static_cast<std::uint64_t>(sent);
        } else if (sent == 0) {
            break;
        } else if (would_block()) {
            const auto ready = co_await wait_ready(socket_, asio::socket_base::wait_write, limit);
            if (!ready) co_return ready.error();
        } else if (errno != EINTR) {
            co_return fail_errno("send file", peer_);
        }
    }
    co_return done;
}

result<> tcp_stream::move_to(asio::any_io_executor loop)
{
    std::error_code failed;
    const auto end = socket_.local_endpoint(failed);
    if (failed) return fail(errc::peer_closed, "move", peer_);
    const int descriptor = socket_.release(failed);
    if (failed) return fail(errc::io_failed, "move", peer_);
    asio::ip::tcp::socket there(loop);
    there.assign(end.protocol(), descriptor, failed);
    if (failed) {
        ::close(descriptor);
        return fail(errc::io_failed, "move", peer_);
    }
    there.native_non_blocking(true, failed);
    socket_ = std::move(there);
    return ok;
}

result<delivery> tcp_stream::delivery_now()
{
    const int socket = socket_.native_handle();
    tcp_info info{};
    socklen_t size = sizeof(info);
    int waiting = 0;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
        ::ioctl(socket, SIOCOUTQ, &waiting) != 0)
        return fail(errc::peer_closed, "delivery", peer_);
    if (info.tcpi_state != TCP_ESTABLISHED && info.tcpi_state != TCP_CLOSE_WAIT)
        return fail(errc::peer_closed, "delivery", peer_);
    return delivery{static_cast<std::uint64_t>(waiting), info.tcpi_state == TCP_CLOSE_WAIT};
}

void tcp_stream::interrupt() noexcept
{
    std::error_code ignored;
    socket_.cancel(ignored);
}

void tcp_stream::end_sending() noexcept
{
    std::error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
}

void tcp_stream::close() noexcept
{
    std::error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_both, ignored);
    socket_.close(ignored);
}

} // namespace sluice::net
