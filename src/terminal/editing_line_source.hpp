#pragma once

#include "terminal/history_file.hpp"
#include "terminal/line_editor.hpp"
#include "terminal/line_source.hpp"
#include "terminal/readable_watch.hpp"

namespace sluice::terminal {

/// Lines that a person types and edits on a terminal, with history and completion. Ctrl-C makes a
/// SIGINT as always, which is the program's; Ctrl-D on an empty line ends the input. While nobody
/// waits in next() the terminal is in its usual mode, except after timed_out: then the half line
/// stays, and next() goes on with it.
class editing_line_source final : public line_source {
public:
    /// input and output are descriptors of one terminal, borrowed. history: see open_lines.
    editing_line_source(asio::any_io_executor executor, int input, int output,
                        std::filesystem::path history);
    ~editing_line_source() override;

    task<result<std::optional<std::string>>> next(std::string prompt, deadline limit) override;
    void drop_line() override { editor_.leave(); }
    void print(std::string_view text) override { editor_.print(text); }
    bool interactive() const override { return true; }
    deadline::clock::time_point last_input() const override { return last_input_; }
    void remember(std::string_view line) override;
    void complete_with(completion offer) override { editor_.complete_with(std::move(offer)); }

private:
    task<result<std::optional<std::string>>> edit(deadline limit);
    task<result<>> wait_foreground(deadline limit);
    void watch_signals();

    int input_;
    line_editor editor_;
    history_file history_;
    readable_watch watch_;
    asio::signal_set signals_;
    std::shared_ptr<bool> alive_; // what a signal that is under way looks at
    bool ended_ = false;
    deadline::clock::time_point last_input_ = deadline::clock::now();
};

} // namespace sluice::terminal
