#pragma once

#include "async/task.hpp"
#include "base/unique_fd.hpp"

#include <sys/types.h>

#include <functional>

namespace sluice::net {

/// A listening Unix socket under a name in the file system, for its owner alone (mode 0600).
class local_acceptor {
public:
    /// Listens at once. The socket of a program that has ended is replaced. Errors: target_busy
    /// (somebody listens there), target_exists (something else has the name), too_large (a path of
    /// more than 100 bytes), not_writable, io_failed.
    static result<local_acceptor> listen(asio::any_io_executor executor, const std::string& path);

    local_acceptor(local_acceptor&& other) noexcept;
    local_acceptor& operator=(local_acceptor&&) = delete;

    /// As close.
    ~local_acceptor();

    /// Accepts until cancelled or closed and hands over each connected descriptor.
    task<void> run(std::function<void(unique_fd)> take);

    /// Takes the name away, unless another socket has it by now.
    void close();

    const std::string& path() const { return path_; }

private:
    using acceptor = asio::local::stream_protocol::acceptor;

    local_acceptor(acceptor listening, std::string path);

    acceptor listening_;
    std::string path_;
    ino_t inode_ = 0;
};

/// Who connected to a Unix socket, as the kernel says.
struct local_peer {
    uid_t user = 0;
    pid_t program = 0;
};

/// Errors: io_failed.
result<local_peer> local_peer_of(int connected);

} // namespace sluice::net
