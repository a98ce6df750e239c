#pragma once

#include "base/unique_fd.hpp"

#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sluice::test {

/// A terminal whose keyboard and screen are the test's.
class pseudo_terminal {
public:
    pseudo_terminal()
    {
        int keyboard = -1;
        int device = -1;
        winsize size{};
        size.ws_col = 60;
        size.ws_row = 20;
        if (::openpty(&keyboard, &device, nullptr, nullptr, &size) != 0)
            throw std::runtime_error("openpty");
        keyboard_.reset(keyboard);
        device_.reset(device);
    }

    /// What the program has as standard input and output.
    int device() const { return device_.get(); }

    void type(std::string_view keys) const
    {
        if (::write(keyboard_.get(), keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
            throw std::runtime_error("type");
    }

    /// The program has taken all keys that have reached it.
    bool all_taken() const
    {
        int waiting = 0;
        return ::ioctl(device_.get(), FIONREAD, &waiting) == 0 && waiting == 0;
    }

    /// Adds what has been written to the screen to seen.
    void look(std::string& seen) const
    {
        pollfd one{.fd = keyboard_.get(), .events = POLLIN, .revents = 0};
        std::array<char, 4096> bytes;
        while (::poll(&one, 1, 0) > 0) {
            const auto count = ::read(keyboard_.get(), bytes.data(), bytes.size());
            if (count <= 0) return;
            seen.append(bytes.data(), static_cast<std::size_t>(count));
        }
    }

    /// True in the mode in which a shell leaves a terminal: whole lines, echo.
    bool is_cooked() const
    {
        termios mode{};
        ::tcgetattr(device_.get(), &mode);
        return (mode.c_lflag & ICANON) != 0 && (mode.c_lflag & ECHO) != 0;
    }

    /// What a shell does with the terminal of a program that it stopped.
    void cook() const
    {
        termios mode{};
        ::tcgetattr(device_.get(), &mode);
        mode.c_lflag |= ICANON | ECHO;
        ::tcsetattr(device_.get(), TCSANOW, &mode);
    }

    void hang_up() { keyboard_.reset(); }

private:
    unique_fd keyboard_;
    unique_fd device_;
};

} // namespace sluice::test
