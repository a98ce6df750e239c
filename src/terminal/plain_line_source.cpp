#include "terminal/plain_line_source.hpp"

#include "async/sleep.hpp"
#include "terminal/terminal_mode.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <utility>

namespace sluice::terminal {
namespace {

constexpr auto foreground_check = std::chrono::milliseconds(500);

void write_all(int fd, std::string_view text)
{
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return; // nobody sees it: not worth an end
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

} // namespace

plain_line_source::plain_line_source(asio::any_io_executor executor, int input, int prompts)
    : input_(::fcntl(input, F_DUPFD_CLOEXEC, 3)),
      prompts_(prompts),
      watch_(executor, input_.get()),
      ended_(!input_)
{
}

task<result<std::optional<std::string>>> plain_line_source::next(std::string prompt, deadline limit)
{
    if (!std::exchange(prompted_, true)) show(prompt);
    for (;;) {
        if (auto line = lines_.take()) {
            prompted_ = false;
            if (!*line) co_return line->error();
            co_return std::optional(std::move(**line));
        }
        if (ended_) {
            if (!std::exchange(told_end_, true))
                show("\n"); // Ctrl-D leaves the cursor behind the prompt
            co_return std::optional<std::string>();
        }
        auto ready = co_await watch_.wait(limit);
        if (!ready) co_return ready.error();
        if (!in_foreground(input_.get())) {
            if (limit.expired()) co_return fail(errc::timed_out, "wait for input");
            co_await sleep_until(limit.or_sooner(deadline::after(foreground_check)));
            continue;
        }
        auto read = read_some();
        if (!read) co_return read.error();
    }
}

result<> plain_line_source::read_some()
{
    std::array<char, 16384> bytes;
    const auto count = ::read(input_.get(), bytes.data(), bytes.size());
    if (count > 0) {
        last_input_ = deadline::clock::now();
        lines_.feed({bytes.data(), static_cast<std::size_t>(count)});
    } else if (count == 0 || ended_by(errno)) {
        ended_ = true;
        lines_.finish();
    } else if (errno != EINTR && errno != EAGAIN) {
        return fail_errno("read input");
    }
    return ok;
}

/// A terminal that was hung up fails to read.
bool plain_line_source::ended_by(int error_number) const
{
    struct stat about{};
    return error_number == EIO && ::fstat(input_.get(), &about) == 0 && S_ISCHR(about.st_mode);
}

void plain_line_source::show(const std::string& prompt)
{
    if (prompts_ >= 0) write_all(prompts_, prompt);
}

void plain_line_source::drop_line()
{
    lines_ = line_splitter(max_line);
    if (std::exchange(prompted_, false)) show("\n");
}

void plain_line_source::print(std::string_view text)
{
    write_all(STDERR_FILENO, text);
}

} // namespace sluice::terminal
