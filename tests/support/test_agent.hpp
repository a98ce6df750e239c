#pragma once

#include "support/test_client.hpp"

namespace sluice::test {

/// A real `sluice-client agent` that shows a folder of the test's own, connected when the
/// constructor is through unless the server is not there.
class test_agent {
public:
    test_agent(std::uint16_t port, std::string id, std::vector<std::string> arguments = {});

    const std::string& id() const { return id_; }

    /// The exported folder, shown as "data".
    const temp_folder& files() const { return files_; }

    program& running() { return *running_; }

    /// What it has logged until now.
    std::string log() const { return workplace_.read("agent.log"); }
    bool has_logged(std::string_view text) const { return log().find(text) != std::string::npos; }

    /// kill -9, at once; and the same agent again.
    void kill();
    void start_again();

private:
    void start();

    std::uint16_t port_;
    std::string id_;
    std::vector<std::string> arguments_;
    temp_folder files_;
    temp_folder workplace_;
    std::optional<program> running_;
};

} // namespace sluice::test
