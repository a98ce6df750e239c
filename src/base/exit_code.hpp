#pragma once

#include "base/error.hpp"

namespace sluice {

/// What the programs return to the shell; docs/exit-codes.md is the table for users.
enum class exit_code : int {
    done = 0,
    other = 1,
    usage = 2,
    configuration = 3,
    not_found = 4,
    network = 5,
    integrity = 6,
    unfinished = 7,
    source_changed = 8,
    no_space = 9,
    permission = 10,
    target_busy = 11,
    overloaded = 12,
    cancelled = 13,
    partly_done = 14,
    interrupted = 130,
    terminated = 143,
};

/// The exit code that stands for an error; errors of other categories are `other`.
exit_code exit_code_of(std::error_code code);
inline exit_code exit_code_of(const error& e)
{
    return exit_code_of(e.code());
}

/// True if the same attempt may succeed later without any change by the user: the network failed,
/// the peer went away or was overloaded.
bool is_retryable(std::error_code code);

} // namespace sluice
