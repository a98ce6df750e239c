#pragma once

#include "async/task.hpp"
#include "base/deadline.hpp"
#include "base/unique_fd.hpp"

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

namespace sluice::eval {

/// What is started and where its streams go. A name without '/' is looked up in PATH.
struct child_options {
    std::vector<std::string> command;
    std::string folder;          // working folder; empty: the caller's
    bool feed = false;           // its standard input is a pipe, else empty
    bool listen = false;         // its standard output is a pipe, else dropped
    std::string errors;          // a file to which its standard error is appended; empty: dropped
    std::string output;          // a file to which standard output is appended, unless `listen`
    std::size_t descriptors = 0; // that it may open; 0: as many as the caller
};

/// How a program ended and what it took, as wait4(2) counts it.
struct child_end {
    int status = 0;               // its exit code; -N: ended by signal N
    double cpu_seconds = 0;       // user and system
    std::uint64_t peak_bytes = 0; // most memory resident at a time
};

/// A program that was started, with pipes for its streams. Belongs to one loop. It never outlives
/// its owner: killed and reaped by the destructor, killed by the kernel when the thread that
/// started it dies (PR_SET_PDEATHSIG, prctl(2)).
class child {
public:
    /// Errors: not_found when there is no such program, io_failed.
    static result<std::unique_ptr<child>> start(asio::any_io_executor executor,
                                                child_options options);
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child();

    pid_t pid() const { return pid_; }

    /// The next line of its standard output, without its end. Errors: peer_closed at the end of the
    /// output, timed_out, too_large for a line of more than 1 MiB.
    task<result<std::string>> read_line(deadline limit);

    /// Errors: peer_closed when it reads no more, timed_out.
    task<result<>> write(std::string text, deadline limit);

    /// The end of its input.
    void close_input() { input_.reset(); }

    /// No effect once its end is known.
    void signal(int number) const;

    /// Waits for its end; may be asked again. Errors: timed_out.
    task<result<child_end>> wait(deadline limit);

private:
    using stream = asio::posix::stream_descriptor;

    explicit child(asio::any_io_executor executor) : executor_(std::move(executor)) {}
    void reap(int options);

    asio::any_io_executor executor_;
    pid_t pid_ = -1;
    std::unique_ptr<stream> handle_; // of pidfd_open(2): readable when it has ended
    std::unique_ptr<stream> input_;
    std::unique_ptr<stream> output_;
    std::string read_; // of its output, not yet asked for
    std::optional<child_end> end_;
};

} // namespace sluice::eval
