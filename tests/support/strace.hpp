#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::test {

using command_line = std::vector<std::string>;

/// Whether strace is there and may watch a program here. Says once on stderr why not.
bool may_trace();

/// The command under strace: a call, counted from 1 in each thread alone, meets
/// `what`: "signal=KILL", "error=EIO". `when` is its number, or "3+": the third and all later
/// ones. Signals go to the program and its end is its own: strace
/// stands aside.
command_line with_injection(const std::string& call, const std::string& what,
                            const std::string& when, const command_line& command);

/// The same where only calls on one of these files count: descriptors by their whole paths, names
/// as the program writes them.
command_line with_injection_on(const std::vector<std::string>& files, const std::string& call,
                               const std::string& what, const std::string& when,
                               const command_line& command);

/// The command under strace, which writes the calls named to a file.
command_line with_trace(const std::string& calls, const std::string& file,
                        const command_line& command);

/// One line of a trace.
struct traced_call {
    std::string name;
    std::string arguments; // descriptors with their paths: 7</tmp/out/a>
    bool succeeded = false;
    std::size_t begun = 0; // where in the order of all lines it began and ended
    std::size_t ended = 0;

    /// The path of the first argument that is a descriptor.
    std::string descriptor_path() const;

    /// The number-th quoted argument.
    std::string text(std::size_t number) const;
};

/// The calls of a trace in the order in which they ended; a call that another thread's line cut in
/// two is put together again.
std::vector<traced_call> read_trace(const std::string& file);

} // namespace sluice::test
