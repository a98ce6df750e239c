#pragma once

#include "client/prompt/prompt_actions.hpp"
#include "client/settings/menu.hpp"
#include "terminal/line_source.hpp"

#include <chrono>
#include <iosfwd>

namespace sluice::client {

/// The conversation of docs/prompt.md. What to say and when to act is decided by menu; here the
/// lines come from, the actions are awaited, and the text goes to the stream.
class prompt {
public:
    /// Everything given is kept by the caller. verbs names what actions.run() can do. out is
    /// flushed before every wait.
    prompt(terminal::line_source& lines, prompt_actions& actions, const settings_table& verbs,
           std::ostream& out);

    /// Until the user leaves, the input ends, or nothing was entered for idle_limit (zero: no
    /// limit). Gives the highest exit code of what was asked; when nobody watches (a pipe),
    /// mistakes in the input count too. Cancelled while it waits, it ends without a word.
    task<exit_code> run(std::chrono::milliseconds idle_limit);

private:
    task<result<std::optional<std::string>>> next_line(std::chrono::milliseconds idle_limit);
    task<void> carry_out(const menu::actions& what);
    task<void> carry_out(const menu::action& what);
    task<bool> show_list();
    task<void> offer_list();
    std::vector<std::string> complete(std::string_view line, std::string_view word) const;
    void stop_for(const error& why, std::chrono::milliseconds idle_limit);
    void say(std::string_view text);
    void count(exit_code code);

    terminal::line_source& lines_;
    prompt_actions& actions_;
    std::ostream& out_;
    menu menu_;
    std::vector<std::string> names_; // of the files, in the order of the last list
    exit_code worst_ = exit_code::done;
    bool left_ = false;
};

} // namespace sluice::client
