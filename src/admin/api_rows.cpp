#include "admin/api_rows.hpp"

#include "admin/json_field.hpp"
#include "base/escape.hpp"
#include "base/hex.hpp"

namespace sluice::admin {
namespace {

using nlohmann::json;

error malformed()
{
    return fail(errc::malformed_message, "server", "the answer is not what was asked for");
}

} // namespace

json to_json(const session_row& one)
{
    return {{"id", one.id},
            {"peer", one.peer},
            {"name", one.name},
            {"seconds", static_cast<std::uint64_t>(one.age.count())},
            {"requests", one.requests},
            {"sent_bytes", one.sent_bytes},
            {"state", one.state}};
}

json to_json(const server_stats& now)
{
    return {{"uptime_seconds", static_cast<std::uint64_t>(now.uptime.count())},
            {"sessions_now", now.sessions_now},
            {"sessions_ever", now.sessions_ever},
            {"requests", now.requests},
            {"failures", now.failures},
            {"sent_bytes", now.sent_bytes},
            {"rate", now.rate}};
}

json to_json(const proto::entry& one)
{
    const bool folder = one.kind == proto::entry_kind::folder;
    json made = {{"path", one.path}, {"kind", folder ? "folder" : "file"}, {"size", one.size}};
    // A name that is not UTF-8 would be another one in JSON.
    if (!is_utf8(one.path)) made["path_bytes"] = to_hex(as_bytes(one.path));
    return made;
}

result<std::vector<session_row>> read_sessions(const json& from)
{
    if (!from.is_object() || !from.contains("sessions")) return malformed();
    std::vector<session_row> all;
    for (const auto& each : list_in(from, "sessions")) {
        session_row one;
        one.id = field<std::uint64_t>(each, "id");
        one.peer = field<std::string>(each, "peer");
        one.name = field<std::string>(each, "name");
        one.age = std::chrono::seconds(field<std::uint64_t>(each, "seconds"));
        one.requests = field<std::uint64_t>(each, "requests");
        one.sent_bytes = field<std::uint64_t>(each, "sent_bytes");
        one.state = field<std::string>(each, "state");
        all.push_back(std::move(one));
    }
    return all;
}

result<server_stats> read_stats(const json& from)
{
    if (!from.is_object() || !from.contains("uptime_seconds")) return malformed();
    server_stats now;
    now.uptime = std::chrono::seconds(field<std::uint64_t>(from, "uptime_seconds"));
    now.sessions_now = field<std::uint64_t>(from, "sessions_now");
    now.sessions_ever = field<std::uint64_t>(from, "sessions_ever");
    now.requests = field<std::uint64_t>(from, "requests");
    now.failures = field<std::uint64_t>(from, "failures");
    now.sent_bytes = field<std::uint64_t>(from, "sent_bytes");
    now.rate = field<std::uint64_t>(from, "rate");
    return now;
}

result<std::vector<proto::entry>> read_files(const json& from)
{
    if (!from.is_object() || !from.contains("files")) return malformed();
    std::vector<proto::entry> all;
    for (const auto& each : list_in(from, "files")) {
        proto::entry one;
        const auto bytes = from_hex(field<std::string>(each, "path_bytes"));
        one.path = bytes && !bytes->empty() ? std::string(as_text(*bytes))
                                            : field<std::string>(each, "path");
        one.kind = field<std::string>(each, "kind") == "folder" ? proto::entry_kind::folder
                                                                : proto::entry_kind::file;
        one.size = field<std::uint64_t>(each, "size");
        all.push_back(std::move(one));
    }
    return all;
}

} // namespace sluice::admin
