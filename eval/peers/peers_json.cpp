#include "eval/peers/peer_record.hpp"

#include <nlohmann/json.hpp>

namespace sluice::eval {
namespace {

using json = nlohmann::ordered_json;

template <class Value>
json or_null(const std::optional<Value>& value)
{
    return value ? json(*value) : json(nullptr);
}

json json_of(const peer_record& run)
{
    return {{"workload", run.workload},
            {"peer", run.peer},
            {"round", run.round},
            {"wall_s", run.wall},
            {"client_cpu_s", run.client_cpu},
            {"server_cpu_s", run.server_cpu},
            {"client_peak_bytes", run.client_peak},
            {"server_peak_bytes", run.server_peak},
            {"bytes", run.bytes},
            {"had_bytes", or_null(run.had)},
            {"moved_bytes", or_null(run.moved)},
            {"error", run.error}};
}

json json_of(const peer_entry& entry)
{
    return {{"workload", entry.workload}, {"peer", entry.peer},
            {"name", entry.name},         {"version", entry.version},
            {"command", entry.command},   {"copies", entry.copies},
            {"note", entry.note},         {"verified", entry.verified},
            {"flushed", entry.flushed},   {"flush_calls_seen", or_null(entry.flushes)}};
}

json json_of(const peer_fact& fact)
{
    return {{"work", fact.work},
            {"what", fact.what},
            {"measured", fact.measured},
            {"wanted", fact.wanted}};
}

template <class Rows>
json list_of(const Rows& rows)
{
    json all = json::array();
    for (const auto& row : rows)
        all.push_back(json_of(row));
    return all;
}

} // namespace

std::string peers_json(const peers_outcome& outcome)
{
    json made;
    made["schema"] = peers_schema;
    made["date"] = outcome.date;
    made["machine"] = outcome.machine;
    made["rounds"] = outcome.rounds;
    made["link"] = outcome.link;
    made["divisor"] = outcome.divisor;
    made["base"] = outcome.base;
    made["versions"] = outcome.versions;
    made["skipped"] = outcome.skipped;
    made["candidates"] = list_of(outcome.entries);
    made["runs"] = list_of(outcome.runs);
    made["facts"] = list_of(outcome.facts);
    return made.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace sluice::eval
