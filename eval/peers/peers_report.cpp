#include "base/escape.hpp"
#include "eval/peers/peer_record.hpp"
#include "eval/stats/bootstrap.hpp"
#include "eval/stats/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::eval {
namespace {

constexpr double mib = 1048576;

using run_list = std::vector<const peer_record*>;

run_list runs_of(const peers_outcome& outcome, const std::string& workload, const std::string& peer)
{
    run_list all;
    for (const auto& run : outcome.runs)
        if (run.workload == workload && run.peer == peer) all.push_back(&run);
    return all;
}

/// A figure of every run that counts.
template <class Figure>
std::vector<double> figures_of(const run_list& runs, const Figure& figure)
{
    std::vector<double> all;
    for (const auto* run : runs)
        if (run->round > 0) all.push_back(figure(*run));
    return all;
}

double wall_of(const peer_record& run)
{
    return run.wall;
}

/// Round by round, so that what drifts in the machine is in both.
std::vector<double> ratios_of(const run_list& runs, const run_list& base)
{
    std::vector<double> all;
    for (const auto* run : runs)
        for (const auto* other : base)
            if (run->round > 0 && other->round == run->round && other->wall > 0)
                all.push_back(run->wall / other->wall);
    return all;
}

std::string flushed_text(const peer_entry& entry)
{
    if (!entry.flushes) return entry.flushed + ", not checked";
    return fmt::format("{}, {} calls seen", entry.flushed, *entry.flushes);
}

std::string resume_cells(const run_list& runs)
{
    const auto had = figures_of(
        runs, [](const peer_record& run) { return static_cast<double>(run.had.value_or(0)); });
    const auto moved = figures_of(
        runs, [](const peer_record& run) { return static_cast<double>(run.moved.value_or(0)); });
    return fmt::format(" {:.1f} | {:.1f} |", median(had) / mib, median(moved) / mib);
}

std::string ratio_cells(const run_list& runs, const run_list& base)
{
    const bool base_failed =
        std::any_of(base.begin(), base.end(), [](const auto* run) { return !run->error.empty(); });
    const auto ratios = base_failed ? std::vector<double>{} : ratios_of(runs, base);
    if (ratios.empty()) return "- | -";
    if (ratios.size() < 2) return fmt::format("{:.2f} | -", median(ratios));
    const auto range = median_interval(ratios);
    return fmt::format("{:.2f} | {:.2f} to {:.2f}", median(ratios), range.low, range.high);
}

/// Whole numbers where they say enough.
std::string rate_text(double mib_per_second)
{
    return mib_per_second < 10 ? fmt::format("{:.2f}", mib_per_second)
                               : fmt::format("{:.0f}", mib_per_second);
}

std::string figure_cells(const run_list& runs, const run_list& base)
{
    const auto walls = figures_of(runs, wall_of);
    const auto [low, high] = std::minmax_element(walls.begin(), walls.end());
    const auto bytes = static_cast<double>(runs.front()->bytes);
    const auto per_gb = [&](const auto& cpu) {
        return median(figures_of(runs, cpu)) / bytes * 1e9;
    };
    const auto most = [&](auto peer_record::* peak) {
        std::uint64_t highest = 0;
        for (const auto* run : runs)
            highest = std::max(highest, run->*peak);
        return static_cast<double>(highest) / mib;
    };
    return fmt::format(" {:.3f} | {:.3f} | {:.3f} to {:.3f} | {} | {} | {:.2f} | {:.2f} | "
                       "{:.1f} | {:.1f} |",
                       median(walls), *low, *low, *high, rate_text(bytes / mib / median(walls)),
                       ratio_cells(runs, base),
                       per_gb([](const peer_record& run) { return run.client_cpu; }),
                       per_gb([](const peer_record& run) { return run.server_cpu; }),
                       most(&peer_record::client_peak), most(&peer_record::server_peak));
}

/// A candidate that was wrong once has no figures: what it did in that time is not what was asked.
std::string failed_cells(const run_list& runs)
{
    const auto bad = std::count_if(runs.begin(), runs.end(),
                                   [](const auto* run) { return !run->error.empty(); });
    return fmt::format(" **FAILED** {} of {} runs | - | - | - | - | - | - | - | - | - |", bad,
                       runs.size());
}

std::string row_of(const peers_outcome& outcome, const peer_entry& entry)
{
    const auto runs = runs_of(outcome, entry.workload, entry.peer);
    const auto base = runs_of(outcome, entry.workload, outcome.base);
    const bool failed =
        std::any_of(runs.begin(), runs.end(), [](const auto* run) { return !run->error.empty(); });
    const bool any = failed || std::any_of(runs.begin(), runs.end(),
                                           [](const auto* run) { return run->round > 0; });
    if (!any) return {};
    auto text = "| " + entry.name + " |";
    text += failed ? failed_cells(runs) : figure_cells(runs, base);
    if (entry.workload == "resume") text += failed ? " - | - |" : resume_cells(runs);
    return text + fmt::format(" {} | {} |\n", entry.verified, flushed_text(entry));
}

std::string table_of(const peers_outcome& outcome, const std::string& workload)
{
    const bool resume = workload == "resume";
    std::string text = "| candidate | median s | best s | range s | MiB/s | ratio | 95 % interval "
                       "| client CPU s/GB | server CPU s/GB | client peak MiB | server peak MiB |";
    text += resume ? " had MiB | moved MiB |" : "";
    text += " verified against | flushed |\n|---|---|---|---|---|---|---|---|---|---|---|";
    text += resume ? "---|---|---|---|\n" : "---|---|\n";
    for (const auto& entry : outcome.entries)
        if (entry.workload == workload) text += row_of(outcome, entry);
    return text;
}

std::string commands_of(const peers_outcome& outcome, const std::string& workload)
{
    std::string text;
    for (const auto& entry : outcome.entries) {
        if (entry.workload != workload) continue;
        const auto copies = entry.copies == 1
                                ? std::string()
                                : fmt::format(" ({} at once, one a file)", entry.copies);
        text += fmt::format("* {}{}: `{}`{}{}\n", entry.name, copies, escape(entry.command),
                            entry.note.empty() ? "" : "; ", entry.note);
    }
    return text;
}

std::string failures_in(const peers_outcome& outcome)
{
    std::string text;
    for (const auto& run : outcome.runs)
        if (!run.error.empty())
            text += fmt::format("* {}, {}, round {}: {}\n", run.workload, run.peer, run.round,
                                escape(run.error));
    return text.empty() ? text : "\n## Failed\n\n" + text;
}

std::string list_of(const std::vector<std::string>& lines)
{
    std::string text;
    for (const auto& line : lines)
        text += "* " + escape(line) + "\n";
    return text;
}

std::string facts_of(const peers_outcome& outcome)
{
    if (outcome.facts.empty()) return {};
    std::string text =
        "\n## Sluice alone\n\n| work | what | measured | must be |\n|---|---|---|---|\n";
    for (const auto& fact : outcome.facts)
        text += fmt::format("| {} | {} | {} | {} |\n", fact.work, fact.what, fact.measured,
                            fact.wanted);
    return text;
}

constexpr std::string_view reading =
    "* A ratio is the median of the ratios to `sluice -w 1, not durable` of the same round: above "
    "1 "
    "is slower than Sluice. Its interval is a bootstrap over the rounds; below 6 rounds it is "
    "narrower than it says.\n"
    "* Seconds run from the start of the first program to the end of the last. CPU is user and "
    "system time; GB is 10^9 bytes. Peak memory is the sum over the programs of a side, where "
    "shared pages count in each; it is looked at every 20 ms.\n"
    "* Every file of every run was compared with its source by digest afterwards.\n"
    "* Before each run the file system is synced and memory primed. Sources come from the page "
    "cache. The warm-up leaves in Sluice's server the digests of its "
    "files, which it makes once for each version of a file; what rsync and scp compute they "
    "compute "
    "in every run, and nginx computes none.\n"
    "* \"Verified against\" is what the candidate itself proves the content by. \"Flushed\" is "
    "whether it waits for stable storage before it reports success, with the calls of fsync, "
    "fdatasync, syncfs and sync for files and folders of the download that strace saw while one "
    "file of 64 KiB was fetched.\n";

} // namespace

bool peers_outcome::any_failed() const
{
    return std::any_of(runs.begin(), runs.end(),
                       [](const peer_record& run) { return !run.error.empty(); });
}

std::string peers_report(const peers_outcome& outcome)
{
    auto text =
        fmt::format("# Sluice beside others, {}\n\n{}\n\n{} round{} after a warm-up", outcome.date,
                    outcome.machine, outcome.rounds, outcome.rounds == 1 ? "" : "s");
    if (!outcome.link.empty()) text += fmt::format("; over a link of {}", outcome.link);
    if (outcome.divisor > 1)
        text += fmt::format("; sizes divided by {}: no figures to quote", outcome.divisor);
    text += ".\n";
    for (const auto& [name, title] : outcome.workloads) {
        text += fmt::format("\n## {}\n\n{}", title, table_of(outcome, name));
        if (name == "resume")
            text += "\nSeconds, CPU and memory are of the second part; \"had\" is what was on disk "
                    "when the client was killed, \"moved\" what loopback carried in the second "
                    "part, headers and other programs included.\n";
        text += "\nCommands, in an empty folder:\n\n" + commands_of(outcome, name);
    }
    text += facts_of(outcome) + failures_in(outcome);
    text += "\n## How to read it\n\n" + std::string(reading);
    text += "\n## Versions\n\n" + list_of(outcome.versions);
    if (!outcome.skipped.empty()) text += "\n## Skipped\n\n" + list_of(outcome.skipped);
    return text;
}

} // namespace sluice::eval
