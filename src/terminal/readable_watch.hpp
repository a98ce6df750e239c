#pragma once

#include "async/task.hpp"
#include "base/deadline.hpp"

namespace sluice::terminal {

/// Waits until a descriptor can be read, without changing it: O_NONBLOCK would be shared with the
/// parent shell and, on a terminal, with standard output; and Asio sets it even for a mere wait.
/// So Asio waits for an epoll descriptor of our own that watches the other one.
class readable_watch {
public:
    /// The descriptor is borrowed.
    readable_watch(asio::any_io_executor executor, int fd);

    /// Until a read would not block: there are bytes, the end, or an error. Regular files and
    /// devices that nobody can wait for are always ready; then others get their turn first.
    /// Errors: timed_out at the limit; errno values if waiting is impossible.
    task<result<>> wait(deadline limit);

private:
    task<result<>> wait_watched();

    int fd_;
    asio::posix::stream_descriptor watch_;
    bool always_ready_ = false;
    int failed_ = 0; // errno of the constructor
};

/// True if a read would not block now. Waits at most that long.
bool is_readable(int fd, std::chrono::milliseconds at_most);

} // namespace sluice::terminal
