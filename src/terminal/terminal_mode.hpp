#pragma once

namespace sluice::terminal {

/// Keeps the mode that a terminal has now and gives it back at the end. One at a time.
class terminal_mode {
public:
    /// The descriptor is borrowed. Something that is no terminal is left alone.
    explicit terminal_mode(int fd) noexcept;
    terminal_mode(const terminal_mode&) = delete;
    terminal_mode& operator=(const terminal_mode&) = delete;
    ~terminal_mode();
};

/// Gives the terminal back the mode that is kept; does nothing if none is. Safe in a signal
/// handler: for the way out that runs no destructor.
void restore_terminal() noexcept;

/// False if the terminal belongs to another job of its shell: touching it would stop this program.
bool in_foreground(int fd) noexcept;

} // namespace sluice::terminal
