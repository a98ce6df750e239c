#include "client/prompt/prompt.hpp"

#include "base/escape.hpp"
#include "base/parse.hpp"
#include "client/prompt/prompt_completion.hpp"
#include "terminal/format_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

namespace sluice::client {
namespace {

/// Completion asks the prompt, which may be gone while the lines are still there.
class completion_lease {
public:
    completion_lease(terminal::line_source& lines, terminal::completion offer) : lines_(lines)
    {
        lines_.complete_with(std::move(offer));
    }
    completion_lease(const completion_lease&) = delete;
    completion_lease& operator=(const completion_lease&) = delete;
    ~completion_lease() { lines_.complete_with(nullptr); }

private:
    terminal::line_source& lines_;
};

std::string file_table(const std::vector<proto::entry>& files)
{
    std::vector<std::vector<std::string>> rows;
    rows.reserve(files.size());
    for (const auto& file : files)
        rows.push_back({fmt::format("{}.", rows.size() + 1), format_size(file.size), file.path});
    constexpr std::array<terminal::column, 3> columns{
        {{.title = {}, .right = true}, {.title = {}, .right = true}, {}}};
    return terminal::format_table(columns, rows);
}

} // namespace

prompt::prompt(terminal::line_source& lines, prompt_actions& actions, const settings_table& verbs,
               std::ostream& out)
    : lines_(lines),
      actions_(actions),
      out_(out),
      menu_(verbs)
{
}

task<exit_code> prompt::run(std::chrono::milliseconds idle_limit)
{
    terminal::completion offer = [this](std::string_view line, std::string_view word) {
        return complete(line, word);
    };
    const completion_lease lease(lines_, std::move(offer));
    if (lines_.interactive()) say(menu::text());
    while (!left_) {
        const auto line = co_await next_line(idle_limit);
        if (line && *line) {
            if (menu_.pending() == menu::question::command) lines_.remember(**line);
            const auto next = menu_.take(**line);
            co_await carry_out(next);
        } else if (!line && line.error() == errc::too_large) {
            const menu::action next = menu::remark{line.error().text(), exit_code::usage};
            co_await carry_out(next);
        } else if (line) {
            const auto last = menu_.end(lines_.interactive());
            co_await carry_out(last);
        } else {
            stop_for(line.error(), idle_limit);
        }
    }
    co_return worst_;
}

/// Half a line that somebody is typing puts the limit off.
task<result<std::optional<std::string>>> prompt::next_line(std::chrono::milliseconds idle_limit)
{
    const bool endless = idle_limit <= std::chrono::milliseconds(0);
    auto limit = endless ? deadline::never() : deadline::after(idle_limit);
    for (;;) {
        std::string question(menu_.question_text());
        auto line = co_await lines_.next(std::move(question), limit);
        if (line || line.error() != errc::timed_out) co_return line;
        const auto later = deadline::at_point(lines_.last_input() + idle_limit);
        if (later.expired()) co_return line;
        limit = later;
    }
}

void prompt::stop_for(const error& why, std::chrono::milliseconds idle_limit)
{
    left_ = true;
    if (why == errc::cancelled) return; // who cancels knows
    lines_.drop_line();
    if (why == errc::timed_out) {
        const std::chrono::duration<double> seconds = idle_limit;
        lines_.print(fmt::format("no input for {:g} s, leaving\n", seconds.count()));
        return;
    }
    lines_.print(why.text() + '\n');
    count(exit_code_of(why));
}

task<void> prompt::carry_out(const menu::actions& what)
{
    for (const auto& one : what)
        if (!left_) co_await carry_out(one);
}

task<void> prompt::carry_out(const menu::action& what)
{
    if (const auto* note = std::get_if<menu::remark>(&what)) {
        say(note->text + '\n');
        if (!lines_.interactive()) count(note->fault);
    } else if (std::holds_alternative<menu::show_menu>(what)) {
        if (lines_.interactive()) say(menu::text());
    } else if (std::holds_alternative<menu::show_help>(what)) {
        say(menu::text() + menu_.help());
    } else if (std::holds_alternative<menu::show_list>(what)) {
        co_await show_list();
    } else if (std::holds_alternative<menu::choose_files>(what)) {
        co_await offer_list();
    } else if (const auto* files = std::get_if<menu::download>(&what)) {
        auto names = files->names;
        const auto code = co_await actions_.get(std::move(names), files->parallel);
        count(code);
    } else if (const auto* verb = std::get_if<menu::run_verb>(&what)) {
        auto words = verb->words;
        const auto code = co_await actions_.run(std::move(words));
        count(code);
    } else {
        left_ = true;
    }
}

/// The files of the server, printed; false after a failure, printed too.
task<bool> prompt::show_list()
{
    auto listed = co_await actions_.list();
    if (!listed) {
        say(listed.error().text() + '\n');
        count(exit_code_of(listed.error()));
        co_return false;
    }
    std::erase_if(*listed, [](const proto::entry& e) { return e.kind != proto::entry_kind::file; });
    names_.clear();
    names_.reserve(listed->size());
    for (const auto& file : *listed)
        names_.push_back(file.path);
    say(file_table(*listed));
    co_return true;
}

task<void> prompt::offer_list()
{
    const bool listed = co_await show_list();
    if (!listed) {
        if (lines_.interactive()) say(menu::text());
        co_return;
    }
    const auto next = menu_.offer(names_);
    co_await carry_out(next);
}

std::vector<std::string> prompt::complete(std::string_view line, std::string_view word) const
{
    if (menu_.pending() == menu::question::file) return terminal::paths_with_prefix(names_, word);
    if (menu_.pending() != menu::question::command) return {};
    auto remote = actions_.known_names();
    remote.insert(remote.end(), names_.begin(), names_.end());
    std::sort(remote.begin(), remote.end());
    return complete_command(line, word, menu_.words(), remote);
}

void prompt::say(std::string_view text)
{
    out_ << text << std::flush;
}

void prompt::count(exit_code code)
{
    worst_ = std::max(worst_, code);
    if (code == exit_code::interrupted || code == exit_code::terminated) left_ = true;
}

} // namespace sluice::client
