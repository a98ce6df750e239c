#include "client/schedule/pull_view.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace sluice::client {
namespace {

constexpr auto line_every = std::chrono::seconds(60);

bool wants_bar(const client_settings& wanted)
{
    if (wanted.quiet || wanted.progress == progress_choice::none) return false;
    if (wanted.progress == progress_choice::bar) return true;
    return wanted.progress == progress_choice::automatic && ::isatty(STDERR_FILENO) != 0;
}

std::string line_of(const admin::job_row& job)
{
    auto text = fmt::format("{}: {}", escape(job.agent), escape(job.phase));
    if (job.phase == "queued" && !job.waiting_for.empty())
        text += fmt::format(", {}", escape(job.waiting_for));
    if (job.phase == "completed") text += fmt::format(", {}", escape(job.target));
    if (job.phase == "failed") text += fmt::format(", {}", admin::error_of(job).text());
    return text;
}

} // namespace

transfer::download_progress progress_of(const admin::told_jobs& now)
{
    transfer::download_progress made;
    made.files_known = now.jobs.size();
    made.listing = false;
    for (const auto& one : now.jobs) {
        if (one.phase == "completed") ++made.files_done;
        if (one.known == 0 && !one.has_ended()) made.listing = true;
        made.bytes_known += std::max(one.known, one.durable);
        made.bytes_done += one.verified;
        made.bytes_received += one.received;
        if (one.phase != "running") continue;
        ++made.streams;
        if (made.current.empty()) made.current = one.agent + ":" + one.path;
    }
    return made;
}

pull_view::pull_view(command_context& context)
    : context_(context),
      bar_(wants_bar(context.wanted)),
      lines_(!context.wanted.quiet && !bar_ && context.wanted.progress != progress_choice::none &&
             !context.wanted.json_stream),
      last_line_(std::chrono::steady_clock::now())
{
}

void pull_view::event(json body)
{
    if (!context_.wanted.json_stream) return;
    json whole;
    whole["schema"] = 1;
    whole["sequence"] = ++sequence_;
    whole.update(body);
    context_.out.result(json_text(whole));
}

void pull_view::progress(const admin::told_jobs& now)
{
    is_silent_ = false;
    const auto time = std::chrono::steady_clock::now();
    progress_view view;
    view.now = progress_of(now);
    view.rate = meter_.update(view.now.bytes_received, time);
    if (bar_) context_.out.paint(progress_bar(view, console::width()));
    event(json::parse(progress_json(view)));
    if (!lines_ || time - last_line_ < line_every) return;
    last_line_ = time;
    context_.out.say(progress_line(view));
}

void pull_view::moved(const admin::job_row& job)
{
    if (lines_ || bar_) context_.out.say(line_of(job));
    json body;
    body["event"] = "job";
    body["job"] = job.id;
    body["agent"] = job.agent;
    body["phase"] = job.phase;
    event(std::move(body));
}

void pull_view::silent(const error& why)
{
    if (is_silent_) return;
    is_silent_ = true;
    context_.out.say(why.text() + "; asking again");
}

void pull_view::finish(const admin::told_jobs& last, exit_code code)
{
    if (bar_) context_.out.paint({});
    if (context_.wanted.json || context_.wanted.json_stream) {
        json document;
        document["schema"] = 1;
        document["exit_code"] = static_cast<int>(code);
        document["result"] = last.document;
        if (context_.wanted.json) context_.out.result(json_text(document));
        document["event"] = "finished";
        event(std::move(document));
    }
    for (const auto& one : last.jobs) {
        if (one.phase == "completed" && !context_.wanted.json && !context_.wanted.json_stream)
            context_.out.result(escape(one.target));
        if (one.phase == "failed" || one.phase == "cancelled")
            context_.out.complain(fmt::format("sluice-client: {}: {}", escape(one.agent),
                                              admin::error_of(one).text()));
    }
}

} // namespace sluice::client
