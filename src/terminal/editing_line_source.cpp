#include "terminal/editing_line_source.hpp"

#include "async/sleep.hpp"

#include <csignal>

namespace sluice::terminal {
namespace {

constexpr std::size_t history_lines = 1000;
constexpr auto foreground_check = std::chrono::milliseconds(500);

/// While somebody waits in next(). At its end the signals are no work that keeps a loop running,
/// and a line whose coroutine was cancelled is off the terminal.
class attention {
public:
    attention(line_editor& editor, asio::signal_set& signals) : editor_(editor), signals_(signals)
    {
    }
    attention(const attention&) = delete;
    attention& operator=(const attention&) = delete;
    ~attention()
    {
        std::error_code ignored;
        signals_.cancel(ignored);
        if (!keeps_line_) editor_.leave();
    }
    void keep_line() { keeps_line_ = true; }

private:
    line_editor& editor_;
    asio::signal_set& signals_;
    bool keeps_line_ = false;
};

} // namespace

editing_line_source::editing_line_source(asio::any_io_executor executor, int input, int output,
                                         std::filesystem::path history)
    : input_(input),
      editor_(input, output, history_lines),
      history_(std::move(history), history_lines),
      watch_(executor, input),
      signals_(executor, SIGWINCH, SIGCONT),
      alive_(std::make_shared<bool>(true))
{
    // History is a comfort: without it the prompt works as well.
    const auto lines = history_.load();
    if (lines)
        for (const auto& line : *lines)
            editor_.add_history(line);
}

editing_line_source::~editing_line_source()
{
    *alive_ = false;
}

void editing_line_source::watch_signals()
{
    signals_.async_wait([this, alive = alive_](std::error_code ec, int) {
        if (ec || !*alive) return;
        if (in_foreground(input_)) editor_.redraw();
        watch_signals();
    });
}

task<result<std::optional<std::string>>> editing_line_source::next(std::string prompt,
                                                                   deadline limit)
{
    if (ended_) co_return std::optional<std::string>();
    attention here(editor_, signals_);
    if (!editor_.editing()) {
        auto ours = co_await wait_foreground(limit);
        if (!ours) co_return ours.error();
        editor_.begin(std::move(prompt));
    }
    watch_signals();
    auto line = co_await edit(limit);
    if (!line && line.error() == errc::timed_out) here.keep_line();
    co_return line;
}

task<result<std::optional<std::string>>> editing_line_source::edit(deadline limit)
{
    for (;;) {
        auto ready = co_await watch_.wait(limit);
        if (!ready) co_return ready.error();
        auto ours = co_await wait_foreground(limit);
        if (!ours) co_return ours.error();
        last_input_ = deadline::clock::now();
        const auto state = editor_.read_keys();
        if (state == line_editor::state::editing) continue;
        if (state == line_editor::state::end) {
            ended_ = true;
            co_return std::optional<std::string>();
        }
        auto line = editor_.take_line();
        if (line.size() > max_line) co_return fail(errc::too_large, "line");
        co_return std::optional(std::move(line));
    }
}

/// As long as another job has the terminal, reading or setting it would stop this program.
task<result<>> editing_line_source::wait_foreground(deadline limit)
{
    while (!in_foreground(input_)) {
        if (limit.expired()) co_return fail(errc::timed_out, "wait for the terminal");
        co_await sleep_until(limit.or_sooner(deadline::after(foreground_check)));
    }
    co_return ok;
}

void editing_line_source::remember(std::string_view line)
{
    if (line.empty()) return;
    const std::string text(line);
    editor_.add_history(text);
    const auto ignored = history_.append(text);
    (void)ignored;
}

} // namespace sluice::terminal
