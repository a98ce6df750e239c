#pragma once

#include "support/program.hpp"
#include "support/temp_folder.hpp"

#include <optional>

namespace sluice::test {

struct server_options {
    std::vector<std::string> arguments; // after those of test_server, so they win
    std::string folder;                 // what is served; empty: a new folder of its own
    std::uint16_t port = 0;             // 0: a free one
    std::size_t descriptors = 0;        // how many it may open; 0: as many as the test
};

/// A real sluice-server on a loopback port, listening when the constructor is through. Its end
/// sends SIGTERM and, if that does not help within 10 s, SIGKILL.
class test_server {
public:
    explicit test_server(server_options how = {});
    explicit test_server(std::vector<std::string> arguments);
    test_server(const test_server&) = delete;
    test_server& operator=(const test_server&) = delete;
    ~test_server();

    /// The folder of the test's own; what it serves unless server_options say otherwise.
    const temp_folder& files() const { return files_; }
    const std::string& folder() const { return how_.folder; }
    std::uint16_t port() const { return port_; }

    /// Where it keeps its state, unless its arguments say otherwise.
    std::string state() const { return how_.folder + ".sluice"; }

    program& running() { return *running_; }

    /// What it has logged until now.
    std::string log() const;

    /// Waits until the log holds a text.
    void wait_for_log(std::string_view text, deadline limit) const;

    /// SIGTERM and the end; what it returned.
    finished_program stop();

    /// kill -9, at once.
    void kill();

    /// Starts again, on the same folder, port and log. Only after stop() or kill().
    void start_again();

private:
    void start();

    temp_folder files_;
    temp_folder workplace_; // log and working directory
    server_options how_;
    std::uint16_t port_ = 0;
    std::optional<program> running_;
};

/// The path of the sluice-server that belongs to this build, and of the client.
std::string server_program();
std::string client_program();

} // namespace sluice::test
