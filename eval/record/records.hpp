#pragma once

#include "eval/record/configuration.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sluice::eval {

/// Of every line of times/raw.ndjson; grows when a field changes its meaning.
inline constexpr int record_schema = 1;

/// One file that one client wanted in one repeat. Points in time are seconds since the start of
/// the repeat, on one clock for all processes (CLOCK_MONOTONIC, clock_gettime(2)).
struct file_record {
    configuration what;
    unsigned repeat = 0; // from 1; 0 is the warm-up, which counts nowhere
    unsigned client = 0; // from 1
    std::string file;
    double planned = 0;               // when it should have started
    std::optional<double> start;      // its download began
    std::optional<double> first_byte; // of its content
    std::optional<double> received;   // its last byte was in
    std::optional<double> verified;   // its last chunk had the right digest
    std::optional<double> durable;    // on stable storage under its name; none: not asked for
    std::optional<double> done;       // the client said so
    std::uint64_t bytes = 0;
    std::uint64_t retries = 0;
    int exit = 0;
    std::string error; // empty: none

    /// Seconds from `planned` until the file was there; none when it never was.
    std::optional<double> latency() const;
};

/// One client in one repeat.
struct client_record {
    configuration what;
    unsigned repeat = 0;
    unsigned client = 0;
    double wall = 0;         // seconds from its first planned download to its end
    std::uint64_t bytes = 0; // of complete files
    double cpu_seconds = 0;  // user and system; of all clients of the process in coroutine mode
    std::uint64_t peak_bytes = 0; // resident
    int exit = 0;                 // -N: ended by signal N
    std::string error;
};

/// The whole of one repeat.
struct repeat_record {
    configuration what;
    unsigned repeat = 0;
    double wall = 0; // seconds from the first planned download to the last one's end
    std::uint64_t bytes = 0;
    double server_cpu_seconds = 0;
    std::uint64_t server_peak_bytes = 0;
    unsigned failed = 0; // clients that did not end with 0
};

using record = std::variant<file_record, client_record, repeat_record>;

/// One line of NDJSON, without its newline: {"schema":1,"kind":"file"|"client"|"repeat", ...}.
std::string line_of(const record& one);

/// Reads a line again. Fails with errc::malformed_message.
result<record> record_of(std::string_view line);

/// A whole times/raw.ndjson. Fails with the path and the number of the line.
result<std::vector<record>> read_records(const std::string& path);

} // namespace sluice::eval
