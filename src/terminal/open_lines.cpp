#include "terminal/open_lines.hpp"

#include "terminal/editing_line_source.hpp"
#include "terminal/plain_line_source.hpp"
#include "terminal/terminal_mode.hpp"

#include <unistd.h>

#include <cstdlib>

namespace sluice::terminal {
namespace {

constexpr int nothing = -1;

bool can_edit()
{
    const char* kind = std::getenv("TERM");
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1 && kind != nullptr &&
           *kind != '\0' && std::string_view(kind) != "dumb";
}

/// A person who types without editing still wants to be asked.
int prompts_for_a_person()
{
    if (::isatty(STDIN_FILENO) != 1) return nothing;
    if (::isatty(STDOUT_FILENO) == 1) return STDOUT_FILENO;
    return ::isatty(STDERR_FILENO) == 1 ? STDERR_FILENO : nothing;
}

} // namespace

std::unique_ptr<line_source> open_lines(asio::any_io_executor executor,
                                        std::filesystem::path history)
{
    if (!in_foreground(STDIN_FILENO)) return std::make_unique<plain_line_source>(executor, nothing);
    if (!can_edit())
        return std::make_unique<plain_line_source>(executor, STDIN_FILENO, prompts_for_a_person());
    return std::make_unique<editing_line_source>(executor, STDIN_FILENO, STDOUT_FILENO,
                                                 std::move(history));
}

} // namespace sluice::terminal
