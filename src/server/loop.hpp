#pragma once

#include "async/task_group.hpp"
#include "base/unique_fd.hpp"
#include "server/door.hpp"

#include <thread>

namespace sluice::server {

/// One event loop and the sessions that live on it.
class loop {
public:
    explicit loop(host& shared);

    /// Runs on the calling thread until stop() is through.
    void run();

    /// Lets a connected descriptor in at the door. From any thread.
    void take(unique_fd connected, asio::ip::tcp protocol, port_use port);

    /// Serves HTTP to somebody who was let in at the admin socket. From any thread.
    void take_admin(unique_fd connected, std::string peer);

    /// Drains every session until the limit, cancels what is left, then lets run() return. From any
    /// thread; once.
    void stop(deadline limit);

    asio::io_context& context() { return context_; }

private:
    void let_in(unique_fd connected, asio::ip::tcp protocol, port_use port);
    void let_admin_in(unique_fd connected, std::string peer);
    task<void> shut(deadline limit);

    host& shared_;
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    door door_;
    task_group sessions_;
    task_group ends_; // the coroutine that shuts the loop
};

} // namespace sluice::server
