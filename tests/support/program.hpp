#pragma once

#include "base/deadline.hpp"
#include "base/unique_fd.hpp"

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::test {

/// Where standard input comes from.
enum class standard_input { pipe, null, closed };

struct program_options {
    std::vector<std::string> arguments;
    std::map<std::string, std::string> environment; // on top of the test's own
    std::string folder = "/tmp";                    // where it runs; HOME too
    standard_input input = standard_input::null;
    std::size_t descriptors = 0; // how many it may open; 0: as many as the test
};

/// How a program ended and what it said.
struct finished_program {
    int status = 0; // what it returned; -N: killed by signal N
    std::string out;
    std::string err;
};

/// A real program with pipes for its streams. Variables SLUICE_* and XDG_* of the test's own
/// environment are kept from it. Every wait throws std::runtime_error, with what the program said,
/// when its limit passes. Killed by its end, if it lives still.
class program {
public:
    program(const std::string& path, program_options how);
    program(program&& other) noexcept;
    program& operator=(program&&) = delete;
    ~program();

    pid_t pid() const { return pid_; }

    /// No effect on a program that has ended.
    void signal(int number) const;

    /// With standard_input::pipe only.
    void write_input(std::string_view text);
    void close_input() { input_.reset(); }

    /// Reads until enough was said; false if the program ended or closed its streams before.
    bool wait_until(const std::function<bool(const program&)>& enough, deadline limit);

    /// Waits for a line on stdout beyond those already read, without its end.
    std::string read_line(deadline limit);

    /// Waits until a text stands on stdout or stderr.
    void wait_for_text(std::string_view text, deadline limit);

    /// Waits for the end.
    finished_program wait(deadline limit);

    /// Has it ended? Reads nothing.
    bool has_ended();

    const std::string& out() const { return out_; }
    const std::string& err() const { return err_; }

    /// As the kernel counts it, from /proc; 0 when it has ended.
    std::uint64_t resident_bytes() const;
    std::uint64_t peak_resident_bytes() const;
    double cpu_seconds() const;
    std::size_t open_descriptors() const;

private:
    void start(const std::string& path, const program_options& how);
    bool read_some(deadline limit);
    void collect(int status);
    [[noreturn]] void give_up(const std::string& awaited) const;
    std::uint64_t status_bytes(std::string_view key) const;

    pid_t pid_ = -1;
    int status_ = 0;
    bool ended_ = false;
    unique_fd input_;
    unique_fd output_;
    unique_fd error_;
    std::string name_;
    std::string out_;
    std::string err_;
    std::size_t lines_read_ = 0; // bytes of out_ that read_line gave out
};

} // namespace sluice::test
