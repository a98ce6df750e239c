#pragma once

#include "transfer/engine.hpp"

namespace sluice::test {

/// A download that goes well, to be run again with something wrong in each place.
struct happy_script {
    std::string title;
    giving_side* from = nullptr;
    std::vector<transfer::download_target> names;
    unsigned workers = 1;
    std::string begun; // a target folder with what an earlier attempt left; copied for every run
    std::size_t most_read = 0;
    storage::durability durability = storage::durability::file;
};

/// One run of a script into a fresh target folder, and a clean one behind it where it failed.
class script_run {
public:
    explicit script_run(const happy_script& script);

    download_attempt& attempt() { return attempt_; }

    /// Counts (or, with a plan of the script, breaks) operations of both ends of all connections.
    void count_operations();

    /// An error is as good as success, provided that nothing false arrived and a clean run behind
    /// it brings everything.
    void may_fail() { may_fail_ = true; }

    /// Puts the plan on one connection.
    void plan(std::size_t connection, connection_plan how);

    /// Runs it. It must succeed bit-exact, unless it may fail. Returns what is wrong, or nothing.
    std::string verdict();

    /// Why the run that verdict() judged failed, if it did.
    const std::optional<error>& failure() const { return failure_; }

private:
    std::string finish_cleanly();

    const happy_script& script_;
    temp_folder target_{memory_folder()};
    download_attempt attempt_;
    std::map<std::size_t, connection_plan> plans_;
    connection_plan common_;
    bool may_fail_ = false;
    std::optional<error> failure_;
};

/// What a clean run sends over each connection.
struct traffic {
    struct connection {
        byte_buffer there;
        byte_buffer back;
    };
    std::vector<connection> connections;
    std::uint64_t operations = 0;
};
traffic record(const happy_script& script);

/// Places in what one side sent: every byte of frames but for the bodies of data frames, of which
/// `sample` are taken by a fixed seed.
std::vector<std::uint64_t> places(byte_view sent, std::size_t sample);

} // namespace sluice::test
