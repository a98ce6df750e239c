#pragma once

#include "server/host.hpp"

namespace sluice::server {

/// Takes over the topics in the state folder. What cannot be read is a warning in the log, and
/// without a folder topics live in memory alone.
void open_topics(host& shared, const server_settings& settings);

/// Drops messages that are too old, now and then, until it is cancelled.
task<void> sweep_topics(host& shared);

} // namespace sluice::server
