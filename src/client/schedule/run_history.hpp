#pragma once

#include "schedule/planner.hpp"

#include <nlohmann/json.hpp>

#include <optional>

namespace sluice::client {

/// What one run of a schedule was and came to: a line of the history.
struct run_record {
    std::string schedule;
    std::string reason;  // "due", "misfire", "retry", "manual"
    std::string outcome; // "done", "nothing new", "failed", "interrupted"
    schedule::wall_time due;
    schedule::wall_time started;
    double seconds = 0;
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t missed = 0; // due times before it that no run was made for
    unsigned attempt = 0;     // 0: the first
    std::string error;        // code name; empty: none
    std::string detail;       // for people
};

/// The record as JSON, as the history and --json have it; times in seconds since 1970.
nlohmann::ordered_json to_json(const run_record& record);

/// One line of the history; nothing for what a kill or a full disk has cut short.
std::optional<run_record> parse_record(std::string_view line);

/// A line for people.
std::string record_text(const run_record& record);

} // namespace sluice::client
