#include "eval/compare/comparison_table.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>

#include <cmath>

namespace sluice::eval {
namespace {

constexpr double milliseconds = 1e3; // in a second
constexpr double mebibyte = 1024.0 * 1024.0;

/// A link's name stands in the file as somebody wrote it.
std::string safe_label(const configuration& what)
{
    return escape(label_of(what));
}

/// The same with '|' escaped, which would end the cell.
std::string cell_of(const configuration& what)
{
    std::string safe;
    for (const char c : safe_label(what))
        safe += c == '|' ? std::string("\\|") : std::string(1, c);
    return safe;
}

std::string value_text(double value, metric what)
{
    if (std::isnan(value)) return "-";
    const double shown = what == metric::throughput ? value / mebibyte : value * milliseconds;
    const int digits = shown >= 100 ? 1 : shown >= 1 ? 2 : 4;
    return fmt::format("{:.{}f}", shown, digits);
}

std::string ratio_text(const ratio_estimate& of)
{
    if (std::isnan(of.ratio)) return "-";
    if (std::isnan(of.range.low)) return fmt::format("{:.3f}", of.ratio);
    return fmt::format("{:.3f} ({:.3f} to {:.3f})", of.ratio, of.range.low, of.range.high);
}

std::string p_text(double p)
{
    if (std::isnan(p)) return "-";
    return p < 0.0001 ? "<0.0001" : fmt::format("{:.4f}", p);
}

std::string line_of(const compared& row, metric what)
{
    const auto delta = std::isnan(row.delta) ? std::string("-") : fmt::format("{:+.2f}", row.delta);
    return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {}{} |\n", cell_of(row.what),
                       value_text(row.base, what), value_text(row.fresh, what),
                       ratio_text(row.ratio), p_text(row.p), p_text(row.adjusted_p), delta,
                       name_of(row.said), row.failures ? " (with failures)" : "");
}

std::string sentence_of(const failure_count& one)
{
    return fmt::format(
        "{} in the {} run: {} clients and {} files failed; latencies of failed files "
        "do not count.",
        safe_label(one.what), one.in_base ? "base" : "new", one.clients, one.files);
}

void tell_rule(const judged_rule& told, std::vector<std::string>& notes)
{
    const auto text = text_of(told.rule);
    for (const auto& one : told.outcome.broken)
        notes.push_back(fmt::format("Rule '{}' is met by {}: ratio {}.", text, safe_label(one.what),
                                    ratio_text(one.ratio)));
    for (const auto& one : told.outcome.not_judged)
        notes.push_back(
            fmt::format("Rule '{}' cannot judge {}: that takes {} repeats on each side.", text,
                        safe_label(one), fewest_repeats));
    if (told.outcome.broken.empty())
        notes.push_back(fmt::format("Rule '{}' is met by no configuration.", text));
}

} // namespace

std::string_view name_of(verdict said)
{
    switch (said) {
    case verdict::faster: return "faster";
    case verdict::slower: return "slower";
    case verdict::no_evidence: return "no evidence";
    case verdict::too_few_repeats: return "no evidence (too few repeats)";
    }
    return {};
}

std::vector<std::string> notes_of(const comparison& made, const std::optional<judged_rule>& rule)
{
    std::vector<std::string> notes;
    for (const auto& what : made.only_base)
        notes.push_back(safe_label(what) + " is in the base run only.");
    for (const auto& what : made.only_fresh)
        notes.push_back(safe_label(what) + " is in the new run only.");
    for (const auto& one : made.failures)
        notes.push_back(sentence_of(one));
    if (auto warning = warning_of(made); !warning.empty()) notes.push_back(std::move(warning));
    if (rule) tell_rule(*rule, notes);
    return notes;
}

std::string table_of(const comparison& made, const std::optional<judged_rule>& rule)
{
    const auto name = name_of(made.how.what);
    const auto* const unit = made.how.what == metric::throughput ? "MiB/s" : "ms";
    auto text =
        fmt::format("| configuration | base {0} ({1}) | new {0} ({1}) | ratio ({2:g} %) | p "
                    "| adjusted p | Cliff's delta | verdict |\n",
                    name, unit, made.how.confidence);
    text += "|---|---:|---:|---:|---:|---:|---:|---|\n";
    for (const auto& row : made.rows)
        text += line_of(row, made.how.what);
    const auto notes = notes_of(made, rule);
    if (!notes.empty()) text += '\n';
    for (const auto& note : notes)
        text += "* " + note + '\n';
    return text;
}

} // namespace sluice::eval
