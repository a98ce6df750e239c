#pragma once

#include "async/task.hpp"
#include "base/deadline.hpp"
#include "terminal/complete_line.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sluice::terminal {

/// Where a prompt gets its lines from: a person at a terminal, a pipe, a test.
/// One coroutine asks at a time, on the loop that the source was made for.
class line_source {
public:
    virtual ~line_source() = default;

    /// The next line without its end; nothing when the input has ended, now and ever after.
    /// Errors: timed_out at the limit (what was typed so far waits for the next call); too_large
    /// for a line of more than max_line bytes, which is skipped; io_failed and other errno values
    /// when the input cannot be read. Cancelling loses nothing that has not been returned.
    virtual task<result<std::optional<std::string>>> next(std::string prompt, deadline limit) = 0;

    /// Gives up the half line that timed_out has left.
    virtual void drop_line() = 0;

    /// Prints text without wrecking a line that is being edited. What is given from outside must
    /// be escaped by the caller. Without a terminal it goes to standard error.
    virtual void print(std::string_view text) = 0;

    /// True if a person sees the prompts: menus and questions are worth printing.
    virtual bool interactive() const = 0;

    /// When something was entered last, be it half a line.
    virtual deadline::clock::time_point last_input() const = 0;

    /// Puts a line into the history, if there is one.
    virtual void remember(std::string_view line) = 0;

    /// Decides what TAB offers from now on. Called from next() only.
    virtual void complete_with(completion offer) = 0;
};

/// The longest line in bytes.
inline constexpr std::size_t max_line = 65536;

} // namespace sluice::terminal
