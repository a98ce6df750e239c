#include "eval/compare/comparison_json.hpp"

#include "eval/record/configuration_json.hpp"

namespace sluice::eval {
namespace {

using json = nlohmann::ordered_json;

json labels_of(const std::vector<configuration>& from)
{
    auto made = json::array();
    for (const auto& what : from)
        made.push_back(label_of(what));
    return made;
}

void add_ratio(json& into, const ratio_estimate& of)
{
    into["ratio"] = of.ratio;
    into["ratio_low"] = of.range.low;
    into["ratio_high"] = of.range.high;
}

json to_json(const compared& row)
{
    auto made = eval::to_json(row.what);
    made["base_repeats"] = row.base_repeats;
    made["new_repeats"] = row.fresh_repeats;
    made["base"] = row.base;
    made["new"] = row.fresh;
    add_ratio(made, row.ratio);
    made["p"] = row.p;
    made["adjusted_p"] = row.adjusted_p;
    made["cliffs_delta"] = row.delta;
    made["failures"] = row.failures;
    made["verdict"] = name_of(row.said);
    return made;
}

json to_json(const judged_rule& told)
{
    json made;
    made["rule"] = text_of(told.rule);
    made["met"] = !told.outcome.broken.empty();
    made["met_by"] = json::array();
    for (const auto& one : told.outcome.broken) {
        auto row = to_json(one.what);
        add_ratio(row, one.ratio);
        made["met_by"].push_back(std::move(row));
    }
    made["not_judged"] = labels_of(told.outcome.not_judged);
    return made;
}

} // namespace

std::string json_of(const comparison& made, const std::optional<judged_rule>& rule)
{
    json all;
    all["metric"] = name_of(made.how.what);
    all["min_effect"] = made.how.min_effect;
    all["confidence"] = made.how.confidence;
    all["seed"] = made.how.seed;
    all["configurations"] = json::array();
    for (const auto& row : made.rows)
        all["configurations"].push_back(to_json(row));
    all["only_base"] = labels_of(made.only_base);
    all["only_new"] = labels_of(made.only_fresh);
    all["notes"] = notes_of(made, rule);
    all["rule"] = rule ? to_json(*rule) : json(nullptr);
    return all.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace sluice::eval
