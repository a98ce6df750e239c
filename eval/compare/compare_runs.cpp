#include "eval/compare/compare_runs.hpp"

#include "eval/compare/comparison_json.hpp"
#include "eval/compare/comparison_table.hpp"
#include "eval/compare/fail_rule.hpp"

#include <filesystem>
#include <ostream>

namespace sluice::eval {
namespace {

result<> check(const comparison_options& how)
{
    if (!(how.confidence >= 50 && how.confidence <= 99.9))
        return fail(errc::bad_usage, "compare", "the confidence is from 50 to 99.9 percent");
    if (!(how.min_effect >= 0)) return fail(errc::bad_usage, "compare", "min-effect is negative");
    return ok;
}

result<measured_run> run_at(const std::string& path)
{
    const auto file = records_path(path);
    if (!file) return file.error();
    const auto records = read_records(*file);
    if (!records) return records.error();
    return measured_of(*records);
}

} // namespace

result<std::string> records_path(const std::string& path)
{
    std::error_code ignored;
    if (!std::filesystem::is_directory(path, ignored)) return path;
    for (const auto* inside : {"raw.ndjson", "times/raw.ndjson"}) {
        const auto file = std::filesystem::path(path) / inside;
        if (std::filesystem::is_regular_file(file, ignored)) return file.string();
    }
    return fail(errc::not_found, "compare", path + ": no raw.ndjson and no times/raw.ndjson in it");
}

result<bool> compare_runs(const std::string& base_path, const std::string& new_path,
                          const compare_options& options, std::ostream& out)
{
    const auto checked = check(options.how);
    if (!checked) return checked.error();
    std::optional<judged_rule> rule;
    if (!options.fail_if.empty()) {
        const auto parsed = parse_fail_rule(options.fail_if);
        if (!parsed) return parsed.error();
        rule = judged_rule{*parsed, {}};
    }
    const auto base = run_at(base_path);
    if (!base) return base.error();
    const auto fresh = run_at(new_path);
    if (!fresh) return fresh.error();

    if (rule) rule->outcome = judge(rule->rule, *base, *fresh, options.how.seed);
    const auto made = compare(*base, *fresh, options.how);
    out << (options.json ? json_of(made, rule) : table_of(made, rule));
    if (made.rows.empty())
        return fail(errc::not_found, "compare", "no configuration is in both runs");
    return rule && !rule->outcome.broken.empty();
}

} // namespace sluice::eval
