#include "net/local_acceptor.hpp"

#include "async/sleep.hpp"
#include "async/wait_ready.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

namespace sluice::net {
namespace {

using asio::local::stream_protocol;

/// The kernel takes 107 bytes; a name beside it is longer by a few.
constexpr std::size_t longest_path = 100;

/// Whether a name may be taken: nothing there, or the socket of a program that has ended.
result<> judge_name(const std::string& path)
{
    struct ::stat found{};
    if (::lstat(path.c_str(), &found) != 0)
        return errno == ENOENT ? result<>(ok) : fail_errno("listen", path);
    if (!S_ISSOCK(found.st_mode)) return fail(errc::target_exists, "listen", path);
    asio::io_context unused;
    stream_protocol::socket trial(unused);
    std::error_code failed;
    trial.connect(stream_protocol::endpoint(path), failed);
    // By number: the category is one of Asio's own.
    if (failed.value() == ECONNREFUSED) return ok;
    return fail(errc::target_busy, "listen", path);
}

/// Under another name first: whoever connects finds the old socket or one that listens already.
std::error_code bind_at(stream_protocol::acceptor& socket, const std::string& path)
{
    const auto hidden = path + ".new";
    std::error_code failed;
    ::unlink(hidden.c_str());
    socket.open(stream_protocol(), failed);
    if (!failed) ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
    if (!failed) socket.bind(stream_protocol::endpoint(hidden), failed);
    if (!failed && ::chmod(hidden.c_str(), 0600) != 0) failed = {errno, std::generic_category()};
    if (!failed) socket.listen(asio::socket_base::max_listen_connections, failed);
    if (!failed) socket.native_non_blocking(true, failed);
    if (!failed && std::rename(hidden.c_str(), path.c_str()) != 0)
        failed = {errno, std::generic_category()};
    return failed;
}

ino_t inode_of(const std::string& path)
{
    struct ::stat found{};
    return ::lstat(path.c_str(), &found) == 0 ? found.st_ino : 0;
}

} // namespace

local_acceptor::local_acceptor(acceptor listening, std::string path)
    : listening_(std::move(listening)),
      path_(std::move(path)),
      inode_(inode_of(path_))
{
}

local_acceptor::local_acceptor(local_acceptor&& other) noexcept
    : listening_(std::move(other.listening_)),
      path_(std::exchange(other.path_, {})),
      inode_(other.inode_)
{
}

local_acceptor::~local_acceptor()
{
    close();
}

result<local_acceptor> local_acceptor::listen(asio::any_io_executor executor,
                                              const std::string& path)
{
    if (path.size() > longest_path) return fail(errc::too_large, "listen", path);
    const auto judged = judge_name(path);
    if (!judged) return judged.error();
    acceptor socket(executor);
    const auto failed = bind_at(socket, path);
    if (failed) return fail_errno("listen", path, failed.value());
    return local_acceptor(std::move(socket), path);
}

task<void> local_acceptor::run(std::function<void(unique_fd)> take)
{
    while (listening_.is_open()) {
        const auto ready = co_await wait_ready(listening_, acceptor::wait_read, deadline::never());
        if (!ready) co_return;
        const int connected =
            ::accept4(listening_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (connected >= 0)
            take(unique_fd(connected));
        else if (errno == EBADF || errno == EINVAL)
            co_return;
        else if (errno != EAGAIN && errno != ECONNABORTED)
            co_await sleep_for(std::chrono::milliseconds(100)); // descriptors ran out
    }
}

void local_acceptor::close()
{
    std::error_code ignored;
    const bool was_open = listening_.is_open();
    listening_.close(ignored);
    if (was_open && !path_.empty() && inode_of(path_) == inode_) ::unlink(path_.c_str());
}

result<local_peer> local_peer_of(int connected)
{
    ucred found{};
    socklen_t size = sizeof found;
    if (::getsockopt(connected, SOL_SOCKET, SO_PEERCRED, &found, &size) != 0)
        return fail_errno("peer", "admin socket");
    return local_peer{found.uid, found.pid};
}

} // namespace sluice::net
