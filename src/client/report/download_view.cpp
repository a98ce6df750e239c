#include "client/report/download_view.hpp"

#include "async/sleep.hpp"
#include "base/escape.hpp"
#include "base/parse.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace sluice::client {
namespace {

constexpr std::uint64_t most_lines = 20;        // files told one by one
constexpr std::uint64_t most_in_json = 100'000; // files kept for one document

} // namespace

download_view::download_view(command_context& context, view_words words)
    : context_(context),
      style_(style::none),
      words_(words)
{
    const auto& wanted = context.wanted;
    switch (wanted.progress) {
    case progress_choice::automatic:
        if (!wanted.quiet) style_ = ::isatty(STDERR_FILENO) ? style::bar : style::plain;
        break;
    case progress_choice::bar: style_ = style::bar; break;
    case progress_choice::plain: style_ = style::plain; break;
    case progress_choice::json: style_ = style::json; break;
    case progress_choice::none: break;
    }
}

void download_view::event(json body)
{
    json made;
    made["schema"] = 1;
    made["sequence"] = ++sequence_;
    made.update(body);
    context_.out.result(json_text(made));
}

void download_view::log(const transfer::file_report& report)
{
    log_event what;
    what.level = report.failed ? log_level::error : log_level::info;
    what.event = report.skipped ? "skipped" : report.failed ? "failed" : words_.logged;
    const auto code = report.failed ? code_name(report.failed->code()) : std::string("ok");
    what.code = code;
    what.detail = fmt::format("file={} bytes={} seconds={:.6f} digest={}", report.remote,
                              report.bytes, report.seconds, report.digest);
    if (report.failed) what.detail += " " + report.failed->raw_text();
    context_.log.write(what);
}

void download_view::tell(const transfer::file_report& report)
{
    const auto name = escape(report.remote);
    if (report.failed) {
        const bool named = report.failed->detail() == report.remote;
        const auto why = named ? report.failed->code().message() : report.failed->text();
        context_.out.complain(fmt::format("failed {}: {}", name, why));
        return;
    }
    if (context_.wanted.quiet || ++told_ > most_lines) return;
    if (report.skipped) {
        context_.out.result(fmt::format("{}  skipped, the target exists", name));
        return;
    }
    auto line = fmt::format("{}  {}  verified", name, format_size(report.bytes));
    if (report.resumed_bytes > 0)
        line += fmt::format("  {} resumed", format_size(report.resumed_bytes));
    const bool renamed = !report.local.empty() && !report.remote.ends_with(report.local);
    if (renamed) line += fmt::format("  as {}", escape(report.local));
    context_.out.result(line);
}

void download_view::file_done(const transfer::file_report& report)
{
    log(report);
    if (context_.wanted.json_stream) {
        json body = to_json(report);
        body["event"] = "file";
        event(std::move(body));
    } else if (context_.wanted.json) {
        if (files_.size() < most_in_json)
            files_.push_back(to_json(report));
        else
            ++files_left_out_;
        if (report.failed)
            context_.out.complain(escape(report.remote) + ": " + report.failed->text());
    } else {
        tell(report);
    }
}

void download_view::retrying(const error& why, std::chrono::milliseconds wait)
{
    context_.out.say(fmt::format("{}; trying again in {} ms", why.text(), wait.count()));
    log_event what;
    what.level = log_level::warning;
    what.event = "retry";
    const auto code = code_name(why.code());
    what.code = code;
    what.detail = fmt::format("{} wait_ms={}", why.raw_text(), wait.count());
    context_.log.write(what);
    if (!context_.wanted.json_stream) return;
    json body;
    body["event"] = "retry";
    body["wait_seconds"] = static_cast<double>(wait.count()) / 1000;
    body["error"] = to_json(why);
    event(std::move(body));
}

task<void> download_view::watch(const transfer::download_progress& of)
{
    if (style_ == style::none && !context_.wanted.json_stream) co_return;
    const bool fast = style_ != style::plain || context_.wanted.json_stream;
    const auto pause = fast ? std::chrono::milliseconds(200) : std::chrono::milliseconds(60'000);
    rate_meter meter;
    progress_view view;
    unsigned rounds = 0;
    while (true) {
        const bool slept = co_await sleep_for(pause);
        if (!slept) co_return;
        view.now = of;
        view.rate = meter.update(view.now.bytes_received, rate_meter::clock::now());
        if (style_ == style::bar) context_.out.paint(progress_bar(view, console::width()));
        const bool second = ++rounds % 5 == 0;
        if (style_ == style::plain && (!fast || rounds % 300 == 0))
            context_.out.say(progress_line(view));
        if (style_ == style::json && second) context_.out.complain(progress_json(view));
        if (context_.wanted.json_stream && second) event(json::parse(progress_json(view)));
    }
}

json download_view::summary_json(const transfer::download_summary& summary, exit_code code,
                                 const std::string& resume) const
{
    json body;
    body["exit_code"] = static_cast<int>(code);
    body["files_done"] = summary.files_done;
    body["files_skipped"] = summary.files_skipped;
    body["files_failed"] = summary.files_failed;
    body["bytes"] = summary.bytes;
    body["resumed_bytes"] = summary.resumed_bytes;
    body["retries"] = summary.retries;
    body["seconds"] = summary.seconds;
    body["durability"] = context_.wanted.durability == durability_choice::file ? "file" : "none";
    body["error"] = summary.stopped ? to_json(*summary.stopped) : json();
    if (code != exit_code::done) body["resume"] = resume;
    return body;
}

std::string download_view::summary_text(const transfer::download_summary& summary) const
{
    if (summary.files_done == 0)
        return fmt::format("nothing new, {} skipped", summary.files_skipped);
    const double rate =
        summary.seconds > 0
            ? static_cast<double>(summary.bytes - summary.resumed_bytes) / summary.seconds
            : 0;
    auto line = fmt::format("{} file{}, {} in {:.2f} s, {}", summary.files_done,
                            summary.files_done == 1 ? "" : "s", format_size(summary.bytes),
                            summary.seconds, format_rate(rate));
    if (summary.resumed_bytes > 0)
        line += fmt::format(", {} resumed", format_size(summary.resumed_bytes));
    if (summary.files_skipped > 0) line += fmt::format(", {} skipped", summary.files_skipped);
    if (summary.files_failed > 0) line += fmt::format(", {} failed", summary.files_failed);
    const bool durable = context_.wanted.durability == durability_choice::file;
    return line + (durable ? "; verified and durable" : "; verified");
}

void download_view::finish(const transfer::download_summary& summary,
                           const transfer::download_progress& progress, exit_code code,
                           const std::string& resume)
{
    context_.out.paint({});
    if (context_.wanted.json_stream) {
        auto body = summary_json(summary, code, resume);
        body["event"] = "summary";
        event(std::move(body));
    } else if (context_.wanted.json) {
        json document;
        document["schema"] = 1;
        document.update(summary_json(summary, code, resume));
        document["files"] = std::move(files_);
        if (files_left_out_ > 0) document["files_left_out"] = files_left_out_;
        context_.out.result(json_text(document));
    } else if (!context_.wanted.quiet && summary.files_done + summary.files_skipped > 0) {
        context_.out.result(summary_text(summary));
    }
    if (summary.stopped) context_.out.complain("sluice-client: " + summary.stopped->text());
    const bool signalled = code == exit_code::interrupted || code == exit_code::terminated;
    const bool kept = summary.stopped && progress.bytes_done > 0;
    if (signalled || kept || code == exit_code::unfinished)
        context_.out.complain(fmt::format("{} of {} {} and kept; resume with: {}",
                                          format_size(progress.bytes_done),
                                          format_size(progress.bytes_known), words_.moved, resume));
}

} // namespace sluice::client
