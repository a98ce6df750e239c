#pragma once

#include <array>
#include <string_view>

namespace sluice {

/// An exit code as users are told of it.
struct exit_code_row {
    int code = 0;
    std::string_view meaning;
};

/// What --help and the manual page say about exit codes; base/exit_code.hpp has the numbers.
inline constexpr std::array<exit_code_row, 17> exit_code_rows{{
    {0, "all done and durable"},
    {1, "another failure"},
    {2, "wrong usage"},
    {3, "wrong configuration"},
    {4, "not found"},
    {5, "the network failed, a retry may help"},
    {6, "digests do not match"},
    {7, "unfinished, can be resumed"},
    {8, "the source changed"},
    {9, "no space, over quota or not writable"},
    {10, "authentication or permission refused"},
    {11, "the target is busy or exists"},
    {12, "the server is overloaded"},
    {13, "cancelled by the other side"},
    {14, "partly done"},
    {130, "stopped by SIGINT"},
    {143, "stopped by SIGTERM"},
}};

} // namespace sluice
