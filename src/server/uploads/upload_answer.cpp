#include "server/uploads/upload_answer.hpp"

#include "base/hex.hpp"
#include "base/rfc3339.hpp"

namespace sluice::server {
namespace {

using json = nlohmann::json;

constexpr std::size_t most_listed = 10'000;

json missing_chunks(const transfer::upload_view& seen)
{
    json all = json::array();
    const auto chunk = seen.record.chunk_size;
    if (chunk == 0) return all;
    std::uint64_t next = 0;
    for (const auto& gap : seen.durable.missing(seen.record.size))
        for (auto n = std::max(next, gap.first / chunk);
             n * chunk < gap.past && all.size() < most_listed; ++n) {
            all.push_back(n);
            next = n + 1;
        }
    return all;
}

json received_ranges(const transfer::upload_view& seen)
{
    json all = json::array();
    for (const auto& range : seen.durable.ranges()) {
        if (all.size() >= most_listed) break;
        all.push_back({{"first", range.first}, {"last", range.past - 1}});
    }
    return all;
}

} // namespace

result<transfer::upload_desk*> desk_of(route_call& call)
{
    if (!call.shared.uploads) return fail(errc::unsupported, "upload", "nothing is taken in");
    return call.shared.uploads.get();
}

deadline upload_limit()
{
    return deadline::after(std::chrono::hours(24));
}

task<result<>> pour_body(http::exchange& from, transfer::upload_writer& into, deadline limit)
{
    while (true) {
        const auto room = into.room();
        const auto got = co_await from.read_body(room, limit);
        if (!got && into.fenced()) co_return fail(errc::fenced, "upload");
        if (!got) co_return got.error();
        if (*got == 0) co_return ok;
        const auto taken = co_await into.filled(*got, limit);
        if (!taken) co_return taken.error();
    }
}

std::function<void()> interrupter(http::exchange& of)
{
    return [&of] { of.stream().interrupt(); };
}

result<> check_owner(const route_call& call, const transfer::upload_view& seen,
                     std::string_view door)
{
    const bool own = seen.record.owner == call.who.name || call.who.may(state::right::admin);
    if (own && seen.record.door == door) return ok;
    return fail(errc::not_found, "upload", seen.record.id);
}

result<std::string> writable_path(const route_call& call, const std::string& claimed)
{
    const auto path = storage::check_path(claimed);
    if (!path) return path.error();
    if (path->is_root()) return fail(errc::bad_name, "upload", "a name is needed");
    if (storage::is_part_name(path->name())) return fail(errc::bad_name, "upload", path->text());
    if (!call.who.covers(path->text()))
        return fail(errc::permission_denied, "upload", path->text());
    return path->text();
}

task<void> answer(route_call& call, http::response reply)
{
    const auto ignored = co_await call.exchange.send(std::move(reply));
    static_cast<void>(ignored);
}

http::response json_response(int status, const json& document)
{
    http::response reply(status, "application/json",
                         document.dump(-1, ' ', false, json::error_handler_t::replace));
    reply.fields.set("cache-control", "no-store");
    return reply;
}

std::string_view phase_name(state::upload_phase phase)
{
    switch (phase) {
    case state::upload_phase::open: return "open";
    case state::upload_phase::completing: return "completing";
    case state::upload_phase::published: return "published";
    case state::upload_phase::failed: return "failed";
    case state::upload_phase::cancelled: return "cancelled";
    }
    return "failed";
}

json upload_document(const transfer::upload_view& seen)
{
    const auto& record = seen.record;
    json made = {{"id", record.id},
                 {"name", record.target},
                 {"size", record.size},
                 {"chunk_size", record.chunk_size},
                 {"phase", phase_name(record.phase)}};
    if (record.place == state::upload_place::array) made["target"] = "array";
    const bool unfinished = record.phase == state::upload_phase::open ||
                            record.phase == state::upload_phase::completing;
    if (unfinished) {
        made["received_bytes"] = seen.durable.bytes();
        made["received"] = received_ranges(seen);
        made["missing_chunks"] = missing_chunks(seen);
        made["expires"] = format_rfc3339(record.expires_ns);
    }
    if (record.phase == state::upload_phase::published) {
        made["path"] = record.outcome;
        made["received_bytes"] = record.size;
    }
    if (record.phase == state::upload_phase::failed ||
        record.phase == state::upload_phase::cancelled)
        made["reason"] = record.outcome;
    return made;
}

json published_document(const transfer::upload_view& seen, const transfer::published_upload& made)
{
    auto shown = upload_document(seen);
    shown["phase"] = "published";
    shown["path"] = made.name;
    shown["sha256"] = to_hex(made.sha256);
    shown["etag"] = "\"" + to_hex(storage::version_of(made.stamp)) + "\"";
    shown["received_bytes"] = made.size;
    for (const auto* gone : {"received", "missing_chunks", "expires"})
        shown.erase(gone);
    return shown;
}

} // namespace sluice::server
