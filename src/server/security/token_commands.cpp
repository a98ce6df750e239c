#include "server/security/token_commands.hpp"

#include "server/expiry.hpp"
#include "server/state_folder.hpp"
#include "state/store.hpp"
#include "state/token_text.hpp"
#include "storage/safe_path.hpp"
#include "terminal/format_table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <array>

namespace sluice::server {
namespace {

using nlohmann::ordered_json;

std::int64_t now_ns()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

ordered_json json_of(const state::token_record& token, std::int64_t now)
{
    ordered_json can = ordered_json::array();
    using state::right;
    for (const auto one : {right::read, right::write, right::agent, right::admin})
        if (token.rights.has(one)) can.push_back(state::to_text(one));
    const auto until = utc_text(token.expires_ns);
    return {{"name", token.name},
            {"id", token.id},
            {"can", can},
            {"path", token.path},
            {"created", utc_text(token.created_ns)},
            {"expires", until.empty() ? ordered_json() : ordered_json(until)},
            {"state", token_condition(token, now)}};
}

/// What the arguments of `token add` ask for, without id and secret.
result<state::token_record> wanted_token(const settings& loaded, std::int64_t now)
{
    state::token_record wanted;
    wanted.name = loaded.verb_arguments().front();
    if (!is_token_name(wanted.name))
        return fail(errc::bad_usage, "token",
                    "a name has 1 to 64 letters, digits or any of . _ @ -");
    const auto rights = state::parse_rights(loaded.text("can"));
    if (!rights) return rights.error();
    const auto path = storage::check_path(loaded.text("path"));
    if (!path) return fail(errc::bad_usage, "path", path.error().detail());
    const auto expires = parse_expiry(loaded.text("expires"), now);
    if (!expires) return expires.error();
    wanted.rights = *rights;
    wanted.path = path->text();
    wanted.created_ns = now;
    wanted.expires_ns = *expires;
    return wanted;
}

std::string note_of(const state::token_record& token)
{
    return fmt::format("note: token '{}' can {} {}{}; it is shown this once only\n", token.name,
                       state::to_text(token.rights),
                       token.path.empty() ? "everywhere" : "below " + token.path,
                       token.expires_ns == 0 ? "" : ", until " + utc_text(token.expires_ns));
}

result<verb_outcome> add_token(const settings& loaded, state::token_book& book)
{
    const auto now = now_ns();
    auto wanted = wanted_token(loaded, now);
    if (!wanted) return wanted.error();
    const auto made = state::make_token();
    if (!made) return made.error();
    wanted->id = made->id;
    wanted->secret_sha256 = made->secret_sha256;
    const auto added = book.add(*wanted);
    if (!added) return added.error();
    if (!loaded.boolean("json")) return verb_outcome{made->text + "\n", note_of(*wanted)};
    auto document = json_of(*wanted, now);
    document["token"] = made->text;
    return verb_outcome{document.dump(2) + "\n", note_of(*wanted)};
}

result<verb_outcome> list_tokens(const settings& loaded,
                                 const std::vector<state::token_record>& all)
{
    const auto now = now_ns();
    if (loaded.boolean("json")) {
        ordered_json document{{"schema", 1}, {"tokens", ordered_json::array()}};
        for (const auto& one : all)
            document["tokens"].push_back(json_of(one, now));
        return verb_outcome{document.dump(2) + "\n", {}};
    }
    constexpr std::array<terminal::column, 7> columns{
        {{"NAME"}, {"ID"}, {"CAN"}, {"PATH"}, {"CREATED"}, {"EXPIRES"}, {"STATE"}}};
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : all)
        rows.push_back({one.name, one.id, state::to_text(one.rights),
                        one.path.empty() ? "/" : one.path, utc_text(one.created_ns),
                        one.expires_ns == 0 ? "never" : utc_text(one.expires_ns),
                        token_condition(one, now)});
    return verb_outcome{terminal::format_table(columns, rows), {}};
}

result<verb_outcome> revoke_token(const settings& loaded, state::token_book& book)
{
    const auto name = loaded.verb_arguments().front();
    const auto revoked = book.revoke(name);
    if (!revoked) return revoked.error();
    if (!*revoked) return fail(errc::not_found, "token", name);
    return verb_outcome{{}, "note: token '" + name + "' is revoked\n"};
}

} // namespace

bool is_token_name(const std::string& name)
{
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@-";
    return !name.empty() && name.size() <= 64 && name.find_first_not_of(letters) == name.npos;
}

std::string token_condition(const state::token_record& token, std::int64_t now_ns)
{
    if (token.revoked) return "revoked";
    return token.expires_ns != 0 && now_ns >= token.expires_ns ? "expired" : "valid";
}

result<verb_outcome> run_token_verb(const settings& loaded, const server_settings& typed)
{
    const auto folder = find_state_folder(typed);
    if (!folder) return folder.error();
    if (!*folder) return fail(errc::bad_configuration, "state", "'none' has no place for tokens");
    const auto verb = loaded.chosen_verb()->name;
    // Looking must not make a folder.
    const bool is_new = ::access((**folder + "/tokens.db").c_str(), F_OK) != 0;
    if (is_new && verb == "token list") return list_tokens(loaded, {});
    if (is_new && verb == "token revoke")
        return fail(errc::not_found, "token", loaded.verb_arguments().front());
    const auto book = state::open_token_book(**folder);
    if (!book) return book.error();
    if (verb == "token add") return add_token(loaded, **book);
    if (verb == "token revoke") return revoke_token(loaded, **book);
    const auto all = (*book)->all();
    if (!all) return all.error();
    return list_tokens(loaded, *all);
}

} // namespace sluice::server
