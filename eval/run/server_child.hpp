#pragma once

#include "eval/child/child.hpp"
#include "eval/run/run_options.hpp"

#include <functional>

namespace sluice::eval {

/// What a server is started with.
struct server_start {
    std::filesystem::path program;
    std::filesystem::path folder; // to serve
    std::filesystem::path log;
    std::filesystem::path complaints;
    std::string address = "127.0.0.1";
    int verbosity = 20;
    std::vector<std::string> prefix; // put before the command: to run it elsewhere
    std::vector<std::string> more;   // arguments behind the others
};

/// A server that listens.
struct running_server {
    std::unique_ptr<child> program;
    std::uint16_t port = 0;
};

/// Starts it on a free port and waits until it says that it listens. Errors: that of the start;
/// unreachable when it ended or said something else, with its exit code and where it complained.
task<result<running_server>> start_server(server_start how, deadline limit);

/// Lets it drain, and waits. Errors: timed_out, then it is killed.
task<result<child_end>> stop_server(running_server& server, deadline limit);

} // namespace sluice::eval
