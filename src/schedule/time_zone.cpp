#include "schedule/time_zone.hpp"

#include <date/tz.h>

#include <stdexcept>

namespace sluice::schedule {
namespace {

using std::chrono::sys_seconds;

zone_period always_utc(sys_seconds)
{
    return {sys_seconds::min(), sys_seconds::max(), std::chrono::seconds(0)};
}

} // namespace

time_zone::time_zone() : name_("UTC"), at_(always_utc) {}

time_zone::time_zone(std::string name, std::function<zone_period(sys_seconds)> at)
    : name_(std::move(name)),
      at_(std::move(at))
{
}

result<time_zone> time_zone::named(std::string_view name)
{
    // The library says by exceptions what it does not know.
    try {
        const auto* zone =
            name == "local" ? date::current_zone() : date::locate_zone(std::string(name));
        return time_zone(zone->name(), [zone](sys_seconds moment) {
            const auto found = zone->get_info(moment);
            return zone_period{found.begin, found.end, found.offset};
        });
    } catch (const std::runtime_error& why) {
        if (name == "UTC" || name == "local") return time_zone();
        return fail(errc::bad_configuration, "zone",
                    "'" + std::string(name) + "' is not in this machine's time zone database");
    }
}

} // namespace sluice::schedule
