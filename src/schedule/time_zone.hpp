#pragma once

#include "base/result.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace sluice::schedule {

/// A span of time in which the clocks of a zone stay as they are.
struct zone_period {
    std::chrono::sys_seconds begin;
    std::chrono::sys_seconds end; // not in it
    std::chrono::seconds offset;  // of local time from UTC
};

/// When clocks of a place are changed. Copies are cheap.
class time_zone {
public:
    /// UTC.
    time_zone();

    /// By its name in the machine's time zone database ("Europe/Berlin"); "local" is the machine's
    /// own. Errors: bad_configuration.
    static result<time_zone> named(std::string_view name);

    /// One with rules of its own, for tests. at gives the period that a moment lies in.
    time_zone(std::string name, std::function<zone_period(std::chrono::sys_seconds)> at);

    /// The period that a moment lies in.
    zone_period at(std::chrono::sys_seconds moment) const { return at_(moment); }

    const std::string& name() const { return name_; }

private:
    std::string name_;
    std::function<zone_period(std::chrono::sys_seconds)> at_;
};

} // namespace sluice::schedule
