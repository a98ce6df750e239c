#pragma once

#include "base/exit_code.hpp"
#include "base/settings_load.hpp"
#include "server/server.hpp"

namespace sluice::server {

/// The program around the server: signals, reloading, the end. Runs on the server's first loop.
class daemon {
public:
    /// From here on signals wait for watch_signals instead of ending the process.
    daemon(server& serving, event_log& log, settings_inputs inputs, settings loaded);

    /// Waits for signals: SIGHUP reloads, the first SIGTERM or SIGINT stops the server (a second
    /// one then ends the process at once). Returns when the server stops.
    task<void> watch_signals();

    /// What the process shall return: done, or the signal that stopped it.
    exit_code outcome() const { return outcome_; }

private:
    void reload();
    void note(std::string_view event, std::string detail, log_level level = log_level::info);

    server& serving_;
    event_log& log_;
    settings_inputs inputs_;
    settings loaded_;
    asio::signal_set signals_;
    exit_code outcome_ = exit_code::done;
};

} // namespace sluice::server
