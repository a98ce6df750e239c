#include "server/receipts/receipt_command.hpp"

#include "base/escape.hpp"
#include "base/rfc3339.hpp"
#include "receipt/key_file.hpp"
#include "receipt/receipt.hpp"
#include "server/receipts/receipt_desk.hpp"
#include "server/state_folder.hpp"
#include "state/receipt_file.hpp"
#include "terminal/format_table.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace sluice::server {
namespace {

using records = std::vector<state::receipt_record>;

verb_outcome key_text(const receipt::public_key& key, bool in_json)
{
    if (!in_json) return {key.pem(), "key " + key.id() + "  " + key.hex() + "\n"};
    const nlohmann::ordered_json document = {{"algorithm", "Ed25519"},
                                             {"key_id", key.id()},
                                             {"public_key", key.hex()},
                                             {"pem", key.pem()}};
    return {document.dump(2) + "\n", {}};
}

result<std::string> in_lines(const records& all, const receipt::signing_key& key)
{
    std::string text;
    for (const auto& one : all) {
        const auto whole = complete_receipt(one, key);
        if (!whole) return whole.error();
        text += receipt::line_of(*whole) + "\n";
    }
    return text;
}

std::string in_table(const records& all)
{
    constexpr std::array<terminal::column, 7> columns{
        {{"NUMBER", true}, {"ENDED"}, {"WHO"}, {"DOOR"}, {"BYTES", true}, {"RESULT"}, {"WHAT"}}};
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : all) {
        const auto read = receipt::read_text(one.text);
        if (!read) {
            rows.push_back({std::to_string(one.number), "", "", "", "", "damaged", ""});
            continue;
        }
        rows.push_back({std::to_string(read->number), format_rfc3339(read->ended_ns), read->who,
                        read->door + " " + read->direction, std::to_string(read->bytes),
                        read->result, read->what});
    }
    return terminal::format_table(columns, rows);
}

} // namespace

result<verb_outcome> run_receipt_verb(const settings& loaded, const server_settings& typed)
{
    const auto folder = find_state_folder(typed);
    if (!folder) return folder.error();
    if (!*folder) return fail(errc::bad_configuration, "state", "'none' keeps no receipts");
    const auto key = receipt::read_key_file(**folder);
    if (!key) return key.error();
    const bool json = loaded.boolean("json");
    if (loaded.chosen_verb()->name == "receipt key") return key_text(key->its_public_key(), json);
    const auto all =
        state::last_receipts(**folder, static_cast<std::size_t>(loaded.integer("last")));
    if (!all) return all.error();
    if (!json) return verb_outcome{in_table(*all), {}};
    auto lines = in_lines(*all, *key);
    if (!lines) return lines.error();
    return verb_outcome{std::move(*lines), {}};
}

} // namespace sluice::server
