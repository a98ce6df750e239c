#pragma once

#include "async/task.hpp"
#include "base/service_notice.hpp"

namespace sluice::server {

/// Tells whoever started the server that it is ready, that it lives (as often as is asked for),
/// and, when cancelled, that it is stopping. On a loop of the server, so that a loop that hangs is
/// silent. Returns at once where nobody listens. Nothing depends on whether the notices arrive.
task<void> tell_service(service_notice notice, std::string status);

} // namespace sluice::server
