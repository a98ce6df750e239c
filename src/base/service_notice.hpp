#pragma once

#include "base/result.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace sluice {

/// What a service tells the program that started it, such as systemd with Type=notify: one datagram
/// of lines "KEY=VALUE" to a local socket, as sd_notify(3) describes it.
class service_notice {
public:
    /// where: "/PATH" or "@NAME" (abstract); empty: nobody listens. beat: how often the listener
    /// wants to hear that we live, if at all.
    explicit service_notice(std::string where, std::optional<std::chrono::microseconds> beat = {});

    /// From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID of the environment, which are taken out
    /// of it: programs started from here do not speak for us. Before there are threads.
    static service_notice from_environment();

    bool is_listened_to() const { return !where_.empty(); }

    /// The longest time between two of send("WATCHDOG=1").
    std::optional<std::chrono::microseconds> beat() const { return beat_; }

    /// Does not block. Without a listener nothing is sent. Errors: bad_configuration (no address of
    /// a local socket), else those of sendto(2).
    result<> send(const std::string& lines) const;

private:
    std::string where_;
    std::optional<std::chrono::microseconds> beat_;
};

} // namespace sluice
