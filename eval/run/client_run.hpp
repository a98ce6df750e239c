#pragma once

#include "async/notifier.hpp"
#include "eval/record/records.hpp"
#include "eval/run/folders.hpp"
#include "eval/run/source_files.hpp"

namespace sluice::eval {

/// What all clients of one repeat share. Lives on the loop of the run.
struct repeat_setup {
    configuration what;
    unsigned repeat = 0;
    unsigned repeats = 0; // how many there will be
    std::vector<source_file> files;
    std::string address; // of the server
    std::uint16_t port = 0;
    bool durable = true;
    int verbosity = 20;
    std::filesystem::path client_program;
    std::vector<std::string> client_prefix; // put before the command: to run it elsewhere
    deadline limit = deadline::never();     // of the whole repeat
};

/// One download that a client has before it.
struct errand {
    source_file file;
    std::optional<double> planned; // seconds from the start; none: as soon as the one before ended
};

/// What became of one client.
struct client_outcome {
    client_record client;
    std::vector<file_record> files;
};

/// The point from which a repeat counts: every client waits at it until all are ready.
class starting_line {
public:
    starting_line(asio::any_io_executor executor, unsigned expected)
        : changed_(std::move(executor)),
          missing_(expected)
    {
    }

    /// Comes back when all have come. Who fails before must still call it, or leave().
    task<void> arrive(deadline limit);
    void leave();

    deadline::clock::time_point start() const { return start_; }

    /// Seconds since the start.
    double now() const { return seconds_at(deadline::clock::now()); }
    double seconds_at(deadline::clock::time_point when) const
    {
        return std::chrono::duration<double>(when - start_).count();
    }

private:
    notifier changed_;
    unsigned missing_;
    deadline::clock::time_point start_{};
};

/// Runs one real client process: feeds its prompt one download after the other, each at its time,
/// and takes down what it reports. Never fails: trouble is in the records, with an exit code.
task<client_outcome> run_client_program(const repeat_setup& setup, const run_folders& folders,
                                        unsigned number, std::vector<errand> errands,
                                        starting_line& line);

/// Runs all clients inside this program, each with a download engine of its own. CPU time and peak
/// memory, which cannot be told apart, are on the first one's record.
task<std::vector<client_outcome>> run_client_coroutines(const repeat_setup& setup,
                                                        const run_folders& folders,
                                                        std::vector<std::vector<errand>> errands,
                                                        starting_line& line);

} // namespace sluice::eval
