#include "terminal/readable_watch.hpp"

#include "async/with_deadline.hpp"
#include "base/unique_fd.hpp"

#include <poll.h>
#include <sys/epoll.h>

namespace sluice::terminal {

readable_watch::readable_watch(asio::any_io_executor executor, int fd) : fd_(fd), watch_(executor)
{
    unique_fd watch(::epoll_create1(EPOLL_CLOEXEC));
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    if (watch && ::epoll_ctl(watch.get(), EPOLL_CTL_ADD, fd, &wanted) == 0)
        watch_.assign(watch.release());
    else if (errno == EPERM) // "does not support epoll": a regular file, /dev/null
        always_ready_ = true;
    else
        failed_ = errno;
}

task<result<>> readable_watch::wait(deadline limit)
{
    if (failed_ != 0) co_return fail_errno("wait for input", {}, failed_);
    if (always_ready_) {
        co_await asio::post(watch_.get_executor(), asio::use_awaitable);
        if (limit.expired()) co_return fail(errc::timed_out, "wait for input");
        co_return ok;
    }
    auto ready = co_await with_deadline(limit, wait_watched());
    co_return ready;
}

task<result<>> readable_watch::wait_watched()
{
    // Asio may report what was there before the last read; a read would then block the loop.
    do {
        auto [ec] = co_await watch_.async_wait(asio::posix::descriptor_base::wait_read, as_result);
        if (ec == asio::error::operation_aborted) co_return fail(errc::cancelled, "wait for input");
        if (ec) co_return fail(ec, "wait for input");
    } while (!is_readable(fd_, std::chrono::milliseconds(0)));
    co_return ok;
}

bool is_readable(int fd, std::chrono::milliseconds at_most)
{
    pollfd one{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&one, 1, static_cast<int>(at_most.count())) > 0;
}

} // namespace sluice::terminal
