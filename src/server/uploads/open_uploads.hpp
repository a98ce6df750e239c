#pragma once

#include "server/host.hpp"

namespace sluice::server {

/// Makes the host take uploads in, after its store is open; without a store nothing is done.
/// Errors: bad_configuration (the library would lie in the served folder), not_writable, no_space,
/// io_failed.
result<> open_uploads(host& shared, const server_settings& settings);

/// Ends uploads whose time is over, every minute, until cancelled. On any loop.
task<void> sweep_uploads(host& shared);

} // namespace sluice::server
