#pragma once

#include "admin/menu.hpp"
#include "admin/prompt_actions.hpp"
#include "base/exit_code.hpp"
#include "terminal/line_source.hpp"

#include <iosfwd>

namespace sluice::admin {

/// The operator's conversation (docs/prompt.md). menu.hpp says what a line means.
class prompt {
public:
    /// Everything given is kept by the caller. out is flushed before every wait.
    prompt(terminal::line_source& lines, prompt_actions& actions, std::ostream& out);

    /// Until the input ends, which leaves the server alone and prints nothing, or until the
    /// operator leaves or stops the server. Waits without a limit: a server may run for years
    /// unattended.
    task<void> run();

    /// The highest exit code of what was asked for; done: all went well.
    exit_code worst() const { return worst_; }

private:
    task<void> carry_out(const menu::action& what);
    task<void> carry_out_more(const menu::action& what);
    task<void> show_files(std::string path);
    task<void> show_sessions();
    task<void> show_stats();
    task<void> kick(std::uint64_t id);
    task<void> limit(std::uint64_t rate);
    task<void> show_agents();
    task<void> show_jobs();
    task<void> cancel_job(std::string id);
    task<void> pull(menu::pull what);
    task<void> stop();
    void say(std::string_view text);
    void say(const error& why);

    terminal::line_source& lines_;
    prompt_actions& actions_;
    std::ostream& out_;
    bool ended_ = false;
    exit_code worst_ = exit_code::done;
};

} // namespace sluice::admin
