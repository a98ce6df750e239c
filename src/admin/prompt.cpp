#include "admin/prompt.hpp"

#include "admin/prompt_tables.hpp"
#include "base/escape.hpp"
#include "terminal/words.hpp"

#include <fmt/format.h>

#include <ostream>

namespace sluice::admin {

prompt::prompt(terminal::line_source& lines, prompt_actions& actions, std::ostream& out)
    : lines_(lines),
      actions_(actions),
      out_(out)
{
}

task<void> prompt::run()
{
    // Holds nothing of this prompt, which may go before the lines.
    terminal::completion offer = [](std::string_view line, std::string_view word) {
        if (terminal::last_word(line).begin > 0) return std::vector<std::string>{};
        return terminal::words_with_prefix(menu::words(), word);
    };
    lines_.complete_with(std::move(offer));
    if (lines_.interactive()) say(menu::text());
    while (!ended_) {
        std::string question = "server> ";
        const auto line = co_await lines_.next(std::move(question), deadline::never());
        if (!line && line.error() == errc::too_large) {
            say(line.error().text() + '\n');
            continue;
        }
        if (!line || !*line) co_return;
        lines_.remember(**line);
        const auto what = menu::read(**line);
        co_await carry_out(what);
    }
}

task<void> prompt::carry_out(const menu::action& what)
{
    if (const auto* note = std::get_if<menu::remark>(&what)) {
        worst_ = std::max(worst_, exit_code::usage);
        say(note->text + '\n');
    } else if (std::holds_alternative<menu::show_help>(what)) {
        say(menu::text() + menu::help());
    } else if (const auto* files = std::get_if<menu::show_files>(&what)) {
        auto path = files->path;
        co_await show_files(std::move(path));
    } else if (std::holds_alternative<menu::show_sessions>(what)) {
        co_await show_sessions();
    } else if (std::holds_alternative<menu::show_stats>(what)) {
        co_await show_stats();
    } else if (const auto* whom = std::get_if<menu::kick>(&what)) {
        co_await kick(whom->id);
    } else if (const auto* most = std::get_if<menu::limit>(&what)) {
        co_await limit(most->rate);
    } else if (std::holds_alternative<menu::stop>(what)) {
        co_await stop();
    } else if (std::holds_alternative<menu::leave>(what)) {
        ended_ = true;
    } else {
        co_await carry_out_more(what);
    }
}

/// Agents and jobs.
task<void> prompt::carry_out_more(const menu::action& what)
{
    if (std::holds_alternative<menu::show_agents>(what)) {
        co_await show_agents();
    } else if (std::holds_alternative<menu::show_jobs>(what)) {
        co_await show_jobs();
    } else if (const auto* which = std::get_if<menu::cancel_job>(&what)) {
        auto id = which->id;
        co_await cancel_job(std::move(id));
    } else if (const auto* wanted = std::get_if<menu::pull>(&what)) {
        auto one = *wanted;
        co_await pull(std::move(one));
    }
}

task<void> prompt::show_files(std::string path)
{
    const auto listed = co_await actions_.list(std::move(path));
    if (!listed)
        say(listed.error());
    else if (listed->empty())
        say("no files\n");
    else
        say(file_table(*listed));
}

task<void> prompt::show_sessions()
{
    const auto sessions = co_await actions_.sessions();
    if (!sessions)
        say(sessions.error());
    else
        say(sessions->empty() ? "no sessions\n" : session_table(*sessions));
}

task<void> prompt::show_stats()
{
    const auto stats = co_await actions_.stats();
    if (!stats)
        say(stats.error());
    else
        say(stats_table(*stats));
}

task<void> prompt::kick(std::uint64_t id)
{
    const auto kicked = co_await actions_.kick(id);
    if (!kicked)
        say(kicked.error());
    else
        say(fmt::format("session {} ended\n", id));
}

task<void> prompt::limit(std::uint64_t rate)
{
    const auto limited = co_await actions_.limit(rate);
    if (!limited)
        say(limited.error());
    else
        say(fmt::format("limit: {}\n", rate_text(rate)));
}

task<void> prompt::show_agents()
{
    const auto agents = co_await actions_.agents();
    if (!agents)
        say(agents.error());
    else
        say(agents->empty() ? "no agents\n" : agent_table(*agents));
}

task<void> prompt::show_jobs()
{
    const auto jobs = co_await actions_.jobs();
    if (!jobs)
        say(jobs.error());
    else
        say(jobs->empty() ? "no jobs\n" : job_table(*jobs));
}

task<void> prompt::cancel_job(std::string id)
{
    const auto job = co_await actions_.cancel_job(std::move(id));
    if (!job)
        say(job.error());
    else
        say(fmt::format("job {} is {}\n", escape(job->id), escape(job->phase)));
}

task<void> prompt::pull(menu::pull what)
{
    const auto jobs = co_await actions_.pull(std::move(what.agent), std::move(what.path));
    if (!jobs) {
        say(jobs.error());
        co_return;
    }
    for (const auto& one : *jobs)
        say(fmt::format("job {} of {}\n", escape(one.id), escape(one.agent)));
}

task<void> prompt::stop()
{
    const auto asked = co_await actions_.stop();
    if (!asked) {
        say(asked.error());
        co_return;
    }
    ended_ = true;
}

void prompt::say(std::string_view text)
{
    out_ << text << std::flush;
}

void prompt::say(const error& why)
{
    worst_ = std::max(worst_, exit_code_of(why));
    say(why.text() + '\n');
}

} // namespace sluice::admin
