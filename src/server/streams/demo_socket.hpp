#pragma once

#include "server/host.hpp"
#include "server/streams/topic.hpp"

namespace sluice::server {

/// Serves a client of /ws/stream to its end: data while it wants any, status, pong.
task<void> serve_demo_socket(host& shared, std::shared_ptr<topic> demo,
                             std::unique_ptr<net::byte_stream> stream, std::string early);

} // namespace sluice::server
