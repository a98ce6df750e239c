#pragma once

#include "base/event_log.hpp"
#include "base/exit_code.hpp"
#include "client/credentials.hpp"

namespace sluice::client {

/// The log asked for; where the default one cannot be written, stderr and a note.
result<std::unique_ptr<event_log>> open_log(const settings& loaded, const client_settings& wanted);

/// Runs the verb that was named, or the prompt, on an event loop of its own, until it is done or a
/// signal ends it. The first SIGINT or SIGTERM stops what runs cleanly; a second ends the process.
/// called: the program's name as it was typed.
exit_code run_program(const std::string& called, const settings& loaded,
                      const client_settings& wanted, login_means means, event_log& log);

} // namespace sluice::client
