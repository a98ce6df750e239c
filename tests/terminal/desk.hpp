#pragma once

#include "terminal/editing_line_source.hpp"
#include "terminal/pseudo_terminal.hpp"

#include <cstdlib>
#include <optional>
#include <string>

namespace sluice::test {

/// A person at a terminal in front of the source under test.
class desk {
public:
    explicit desk(std::string history = {})
    {
        ::setenv("TERM", "xterm", 1);
        source_.emplace(loop_.get_executor(), terminal_.device(), terminal_.device(),
                        std::move(history));
    }

    terminal::editing_line_source& source() { return *source_; }
    pseudo_terminal& terminal() { return terminal_; }
    asio::io_context& loop() { return loop_; }
    const std::string& screen()
    {
        terminal_.look(screen_);
        return screen_;
    }

    /// Starts next(); the answer comes into it.
    void ask(deadline limit = deadline::never())
    {
        answer_.reset();
        auto done = [this](std::exception_ptr, result<std::optional<std::string>> line) {
            answer_.emplace(std::move(line));
        };
        asio::co_spawn(loop_, source_->next("> ", limit),
                       asio::bind_cancellation_slot(stop_.slot(), std::move(done)));
    }

    /// Runs the loop until `enough`, looking at the screen; false if it never comes.
    template <class Condition>
    bool run_until(Condition enough)
    {
        const auto limit = deadline::after(std::chrono::seconds(10));
        loop_.restart();
        while (!enough() && !limit.expired()) {
            loop_.run_for(std::chrono::milliseconds(2));
            loop_.restart();
            terminal_.look(screen_);
        }
        return enough();
    }

    bool shows(std::string_view text)
    {
        return run_until([&] { return screen_.find(text) != std::string::npos; });
    }

    void forget_screen() { terminal_.look(screen_), screen_.clear(); }

    /// Starts next(), and types at its prompt: what is typed before, the terminal itself shows.
    /// Then runs the loop until the source has every key; false if that does not come.
    bool ask_and_type(std::string_view keys, deadline limit = deadline::never())
    {
        ask(limit);
        if (!shows("> ")) return false;
        terminal_.type(keys);
        return run_until([&] { return terminal_.all_taken() && screen_.ends_with(keys.back()); });
    }

    /// The line, "<end>" or the error's name.
    std::string answer()
    {
        if (!run_until([this] { return answer_.has_value(); })) return "<nothing>";
        if (!*answer_) return "<" + code_name(answer_->error().code()) + ">";
        return **answer_ ? ***answer_ : "<end>";
    }

    /// Asks, waits for the prompt, types, and gives the answer.
    std::string answer_to(std::string_view keys)
    {
        forget_screen();
        ask();
        if (!shows("> ")) return "<no prompt>";
        terminal_.type(keys);
        return answer();
    }

    void cancel() { stop_.emit(asio::cancellation_type::terminal); }
    void close() { source_.reset(); }

private:
    pseudo_terminal terminal_;
    asio::io_context loop_;
    asio::cancellation_signal stop_;
    std::string screen_;
    std::optional<result<std::optional<std::string>>> answer_;
    std::optional<terminal::editing_line_source> source_;
};

} // namespace sluice::test
