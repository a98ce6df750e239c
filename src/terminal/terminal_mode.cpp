#include "terminal/terminal_mode.hpp"

#include <termios.h>
#include <unistd.h>

#include <atomic>

namespace sluice::terminal {
namespace {

// A signal handler can only reach what is global.
termios kept_mode{};
std::atomic<int> kept_of{-1};

} // namespace

terminal_mode::terminal_mode(int fd) noexcept
{
    if (::tcgetattr(fd, &kept_mode) == 0) kept_of = fd;
}

terminal_mode::~terminal_mode()
{
    restore_terminal();
    kept_of = -1;
}

void restore_terminal() noexcept
{
    const int fd = kept_of;
    if (fd >= 0 && in_foreground(fd)) ::tcsetattr(fd, TCSANOW, &kept_mode);
}

bool in_foreground(int fd) noexcept
{
    const auto owner = ::tcgetpgrp(fd);
    return owner < 0 || owner == ::getpgrp(); // no owner: not the terminal of our session
}

} // namespace sluice::terminal
