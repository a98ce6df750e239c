#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sluice::eval {

/// Of times/peers.json; grows when a field changes its meaning.
inline constexpr int peers_schema = 1;

/// One run of one candidate. Times in seconds, sizes in bytes.
struct peer_record {
    std::string workload;
    std::string peer;   // its key
    unsigned round = 0; // from 1; 0 is the warm-up, which counts nowhere
    double wall = 0;    // of a resume: of its second part
    double client_cpu = 0;
    double server_cpu = 0;
    std::uint64_t client_peak = 0;
    std::uint64_t server_peak = 0;
    std::uint64_t bytes = 0;            // of the files
    std::optional<std::uint64_t> had;   // of a resume: when it was cut
    std::optional<std::uint64_t> moved; // of a resume: over loopback in its second part
    std::string error;                  // empty: every file is right
};

/// What is the same in all runs of a candidate with a workload.
struct peer_entry {
    std::string workload;
    std::string peer;
    std::string name;       // of its row
    std::string version;    // of its program
    std::string command;    // the first, in full
    std::size_t copies = 1; // how many of it at once
    std::string note;
    std::string verified;
    std::string flushed;
    std::optional<unsigned> flushes; // calls seen while it fetched one tiny file; none: no strace
};

/// A figure of Sluice alone, with what it must be.
struct peer_fact {
    std::string work;
    std::string what;
    std::string measured;
    std::string wanted;
};

/// A whole run, as it is reported.
struct peers_outcome {
    std::string date;
    std::string machine;
    std::vector<std::string> versions; // of servers and clients, "curl: curl 7.88.1 ..."
    std::vector<std::string> skipped;  // "wget2: not installed (package wget2)"
    std::vector<std::pair<std::string, std::string>> workloads; // name and title
    std::vector<peer_entry> entries;
    std::vector<peer_record> runs;
    std::vector<peer_fact> facts;
    std::string base = "sluice-w1"; // what ratios are to
    std::uint64_t divisor = 1;
    std::string link; // between servers and clients; empty: loopback
    unsigned rounds = 0;

    /// True when any run, the warm-up too, ended wrong.
    bool any_failed() const;
};

/// The report for people, in Markdown: a table for each workload, commands, versions, what was left
/// out.
std::string peers_report(const peers_outcome& outcome);

/// times/peers.json: everything, with every single run.
std::string peers_json(const peers_outcome& outcome);

} // namespace sluice::eval
