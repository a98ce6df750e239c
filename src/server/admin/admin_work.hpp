#pragma once

#include "admin/prompt_actions.hpp"
#include "server/host.hpp"

namespace sluice::server {

// What an operator can see of the running server and do to it, by whichever way it was asked. From
// any thread.

/// Everything below a folder, or the one file. Blocks. Errors: those of the path, not_found,
/// too_large (more than 100,000 entries).
result<std::vector<proto::entry>> list_everything(const storage::root& files,
                                                  const std::string& path);

/// As it is now.
std::vector<admin::session_row> session_rows(const host& shared);
admin::server_stats stats_of(const host& shared);

/// Errors: not_found.
result<> kick_session(const host& shared, std::uint64_t id);

} // namespace sluice::server
