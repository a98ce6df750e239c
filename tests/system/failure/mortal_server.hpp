#pragma once

#include "support/strace.hpp"
#include "support/test_server.hpp"
#include "system/failure/download_trial.hpp"

#include <optional>

namespace sluice::test {

/// Of the calls at which a server is killed every so many is tried, beginning with another one for
/// each kind of call: with sanitizers a server under strace takes half a second to start. In
/// release all are. So many servers in a row that live to their end are the last for a call.
#ifdef SLUICE_SANITIZED
inline constexpr unsigned kill_stride = 15;
inline constexpr unsigned kill_patience = 1;
#else
inline constexpr unsigned kill_stride = 1;
inline constexpr unsigned kill_patience = 2;
#endif

/// A server program with folders of its own, sound or under strace.
class mortal_server {
public:
    /// more: arguments beyond those that every such server has.
    explicit mortal_server(command_line more) : more_(std::move(more))
    {
        folder_.make_folder("served");
        // The database and the folders are there before trouble begins.
        auto first = start_sound();
        first.signal(SIGTERM);
        first.wait(deadline::after(std::chrono::seconds(20)));
    }

    program start_sound() { return begin(start(command())); }

    /// Nothing: it was killed before it listened.
    std::optional<program> start_dying_at(const std::string& call, unsigned number)
    {
        auto started =
            start(with_injection(call, "signal=KILL", std::to_string(number), command()));
        try {
            return begin(std::move(started));
        } catch (const std::exception&) {
            return std::nullopt;
        }
    }

    std::uint16_t port() const { return port_; }
    const temp_folder& folder() const { return folder_; }

private:
    command_line command() const
    {
        command_line made{server_program(),
                          "-d",
                          folder_.at("served"),
                          "--state",
                          folder_.at("state"),
                          "-l",
                          folder_.at("log"),
                          "-a",
                          "127.0.0.1",
                          "-p",
                          "0",
                          "--no-repl"};
        made.insert(made.end(), more_.begin(), more_.end());
        return made;
    }

    program begin(program started)
    {
        const auto line = started.read_line(deadline::after(std::chrono::seconds(20)));
        port_ = static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind(':') + 1)));
        return started;
    }

    command_line more_;
    temp_folder folder_;
    std::uint16_t port_ = 0;
};

} // namespace sluice::test
