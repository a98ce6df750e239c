#include "client/prompt/console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace sluice::client {
namespace {

constexpr std::string_view clear_line = "\r\x1b[K";

} // namespace

void console::put(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const auto wrote = ::write(descriptor, text.data(), text.size());
        if (wrote < 0) return; // nobody reads it: there is nowhere left to say so
        text.remove_prefix(static_cast<std::size_t>(wrote));
    }
}

void console::result(std::string_view line)
{
    paint({});
    put(STDOUT_FILENO, std::string(line) + "\n");
}

void console::say(std::string_view line)
{
    if (!quiet_) complain(line);
}

void console::complain(std::string_view line)
{
    paint({});
    put(STDERR_FILENO, std::string(line) + "\n");
}

void console::paint(std::string_view line)
{
    if (!painted_ && line.empty()) return;
    put(STDERR_FILENO, std::string(clear_line) + std::string(line));
    painted_ = !line.empty();
}

std::size_t console::width()
{
    winsize size{};
    const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

} // namespace sluice::client
