#pragma once

#include "server/menu.hpp"
#include "server/prompt_actions.hpp"
#include "terminal/line_source.hpp"

#include <iosfwd>

namespace sluice::server {

/// The operator's conversation (docs/prompt.md). menu.hpp says what a line means.
class prompt {
public:
    /// Everything given is kept by the caller. out is flushed before every wait.
    prompt(terminal::line_source& lines, prompt_actions& actions, std::ostream& out);

    /// Until the input ends, which leaves the server alone and prints nothing, or until the
    /// operator stops the server. Waits without a limit: a server may run for years unattended.
    task<void> run();

private:
    task<void> carry_out(const menu::action& what);
    task<void> show_files(std::string path);
    task<void> show_sessions();
    task<void> show_stats();
    task<void> kick(std::uint64_t id);
    task<void> limit(std::uint64_t rate);
    void say(std::string_view text);

    terminal::line_source& lines_;
    prompt_actions& actions_;
    std::ostream& out_;
    bool stopped_ = false;
};

} // namespace sluice::server
