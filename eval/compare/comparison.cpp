#include "eval/compare/comparison.hpp"

#include "eval/stats/effect.hpp"
#include "eval/stats/false_discovery.hpp"
#include "eval/stats/mann_whitney.hpp"
#include "eval/stats/summary.hpp"
#include "eval/stats/u_distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sluice::eval {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

bool has_enough(const compared& row)
{
    return std::min(row.base_repeats, row.fresh_repeats) >= fewest_repeats;
}

double alpha_of(const comparison_options& how)
{
    return 1 - how.confidence / 100;
}

compared row_of(const measured& base, const measured& fresh, const comparison_options& how)
{
    const auto first = values_by_repeat(base, how.what);
    const auto second = values_by_repeat(fresh, how.what);
    compared row;
    row.base_repeats = first.size();
    row.fresh_repeats = second.size();
    row.base = median(first);
    row.fresh = median(second);
    row.ratio = median_ratio(first, second, {.confidence = how.confidence / 100, .seed = how.seed});
    row.delta = cliffs_delta(first, second);
    row.failures = base.has_failures() || fresh.has_failures();
    row.p = compare_ranks(first, second).p;
    if (has_enough(row)) return row;
    row.p = none;
    row.ratio.range = {none, none};
    return row;
}

verdict verdict_of(const compared& row, const comparison_options& how)
{
    if (!has_enough(row)) return verdict::too_few_repeats;
    const auto& [ratio, range] = row.ratio;
    const bool excludes_1 = range.low > 1 || range.high < 1;
    const bool matters = std::abs(ratio - 1) * 100 >= how.min_effect;
    if (!(row.adjusted_p < alpha_of(how)) || !excludes_1 || !matters) return verdict::no_evidence;
    return (ratio > 1) == is_better_when_greater(how.what) ? verdict::faster : verdict::slower;
}

/// Only tests that took place count among the many.
void judge_together(std::vector<compared>& rows, const comparison_options& how)
{
    std::vector<double> tested;
    for (const auto& row : rows)
        if (has_enough(row)) tested.push_back(row.p);
    const auto adjusted = adjust_for_many(tested);
    auto next = adjusted.begin();
    for (auto& row : rows) {
        row.adjusted_p = has_enough(row) ? *next++ : none;
        row.said = verdict_of(row, how);
    }
}

void add_failures(comparison& into, const measured_run& run, bool in_base)
{
    for (const auto& [what, of] : run)
        if (of.has_failures())
            into.failures.push_back({what, in_base, of.failed_clients, of.failed_files});
}

} // namespace

comparison compare(const measured_run& base, const measured_run& fresh,
                   const comparison_options& how)
{
    comparison made;
    made.how = how;
    for (const auto& [what, before] : base) {
        const auto found = fresh.find(what);
        if (found == fresh.end()) {
            made.only_base.push_back(what);
            continue;
        }
        made.rows.push_back(row_of(before, found->second, how));
        made.rows.back().what = what;
    }
    for (const auto& [what, after] : fresh)
        if (!base.contains(what)) made.only_fresh.push_back(what);
    judge_together(made.rows, how);
    add_failures(made, base, true);
    add_failures(made, fresh, false);
    return made;
}

std::string warning_of(const comparison& made)
{
    double tested = 0;
    double least = 0; // the smallest p that the configuration with the fewest repeats can reach
    for (const auto& row : made.rows) {
        if (!has_enough(row)) continue;
        tested += 1;
        least = std::max(least, smallest_p(row.base_repeats, row.fresh_repeats));
    }
    const double alpha = alpha_of(made.how);
    if (tested == 0 || least * tested < alpha) return {};
    std::size_t enough = fewest_repeats;
    while (smallest_p(enough, enough) * tested >= alpha)
        ++enough;
    const auto start = fmt::format("So few repeats give no p below {:.4f}: ", least);
    const auto advice = fmt::format("{} repeats a side can show a single one", enough);
    const double wanted = std::floor(least * tested / alpha + 1e-9) + 1;
    if (wanted > tested)
        return start + "nothing can be shown with this confidence; " + advice + '.';
    return start +
           fmt::format("of {:g} configurations at least {:g} must change before any is called "
                       "faster or slower; {}.",
                       tested, wanted, advice);
}

} // namespace sluice::eval
