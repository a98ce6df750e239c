#pragma once

#include "base/result.hpp"
#include "proto/messages.hpp"

namespace sluice::proto {

/// The reply that says `why`: its status is the number of the errc, by the table of
/// docs/protocol.md; errors of other kinds (an errno) travel as io_failed. Paths of the giver's own
/// machine must not stand in the detail.
error_reply reply_of(const error& why);

/// The error that a reply stands for; a status of a newer peer becomes internal.
error error_of(const error_reply& reply);

/// The status table as docs/protocol.md shows it: number, name, retryable, meaning, exit code.
std::string status_table();

} // namespace sluice::proto
