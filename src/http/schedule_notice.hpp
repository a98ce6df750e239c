#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::http {

/// What a scheduled client tells of a schedule, in the field Sluice-Schedule of its requests. It is
/// for showing only: anybody may claim anything.
struct schedule_notice {
    std::string name;
    std::string source;
    std::string plan;                 // "every 5m", "30 3 * * mon-fri"
    std::string outcome;              // of the last run that ended; empty: none did
    std::optional<std::int64_t> last; // when that was, in seconds since 1970
    std::optional<std::int64_t> next; // when the next run is due
};

inline constexpr std::string_view schedule_field = "sluice-schedule";

/// The field: a structured item (RFC 9651) with parameters,
/// %"films";source=%"films/*.mkv";plan=%"every 5m";next=@1763760000. Texts are cut to 100 bytes,
/// the source to 400.
std::string format_schedule(const schedule_notice& told);

/// Nothing for what is no such item, lacks a name, or is longer than it may be; parameters of other
/// names are passed over.
std::optional<schedule_notice> parse_schedule(std::string_view field);

} // namespace sluice::http
