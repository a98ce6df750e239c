#include "server/receipts/ledger_command.hpp"

#include "base/hex.hpp"
#include "server/expiry.hpp"
#include "server/state_folder.hpp"
#include "state/ledger_file.hpp"
#include "terminal/format_table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>

namespace sluice::server {
namespace {

using nlohmann::ordered_json;

std::string in_json(const std::vector<state::ledger_record>& all)
{
    ordered_json document{{"schema", 1}, {"ledger", ordered_json::array()}};
    for (const auto& one : all)
        document["ledger"].push_back(
            {{"number", one.number},
             {"who", one.who},
             {"peer", one.peer},
             {"what", one.what},
             {"direction", one.direction},
             {"door", one.door},
             {"digest_kind", one.digest_kind},
             {"root_digest", to_hex(one.root_digest)},
             {"bytes", one.bytes},
             {"started", utc_text(one.started_ns)},
             {"ended", utc_text(one.ended_ns)},
             {"seconds", static_cast<double>(one.ended_ns - one.started_ns) / 1e9},
             {"result", one.result}});
    // Names of files need not be UTF-8.
    return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string in_table(const std::vector<state::ledger_record>& all)
{
    constexpr std::array<terminal::column, 8> columns{{{"NUMBER", true},
                                                       {"ENDED"},
                                                       {"WHO"},
                                                       {"PEER"},
                                                       {"DOOR"},
                                                       {"BYTES", true},
                                                       {"RESULT"},
                                                       {"WHAT"}}};
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : all)
        rows.push_back({std::to_string(one.number), utc_text(one.ended_ns), one.who, one.peer,
                        one.door + " " + one.direction, std::to_string(one.bytes), one.result,
                        one.what});
    return terminal::format_table(columns, rows);
}

} // namespace

result<verb_outcome> run_ledger_verb(const settings& loaded, const server_settings& typed)
{
    const auto folder = find_state_folder(typed);
    if (!folder) return folder.error();
    if (!*folder) return fail(errc::bad_configuration, "state", "'none' keeps no ledger");
    auto all =
        state::last_ledger_records(**folder, static_cast<std::size_t>(loaded.integer("last")));
    if (!all && all.error() == errc::not_found) all = std::vector<state::ledger_record>();
    if (!all) return all.error();
    return verb_outcome{loaded.boolean("json") ? in_json(*all) : in_table(*all), {}};
}

} // namespace sluice::server
