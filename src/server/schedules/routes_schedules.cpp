#include "server/schedules/routes_schedules.hpp"

#include "base/rfc3339.hpp"
#include "server/uploads/upload_answer.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

std::int64_t now_seconds()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::floor<std::chrono::seconds>(now).count();
}

json time_text(const std::optional<std::int64_t>& seconds)
{
    return seconds ? json(format_rfc3339(*seconds * 1'000'000'000)) : json();
}

json document_of(const seen_schedule& one, std::int64_t now)
{
    const auto& told = one.told;
    return {{"name", told.name},
            {"source", told.source},
            {"plan", told.plan},
            {"outcome", told.outcome.empty() ? json() : json(told.outcome)},
            {"last", time_text(told.last)},
            {"next", time_text(told.next)},
            {"seen", time_text(one.seen)},
            {"who", one.who},
            {"address", one.address},
            {"overdue", is_overdue(one, now)}};
}

task<void> list_schedules(route_call& call)
{
    const auto now = now_seconds();
    const bool everything = call.who.may(state::right::admin);
    json all = json::array();
    for (const auto& one : call.shared.schedules.all())
        if (everything || one.who == call.who.name) all.push_back(document_of(one, now));
    auto reply = json_response(200, {{"schedules", std::move(all)}});
    co_await answer(call, std::move(reply));
}

json example()
{
    return {{"schedules",
             {{{"name", "films"},
               {"source", "films/*.mkv"},
               {"plan", "every 5m"},
               {"outcome", "done"},
               {"last", "2026-11-21T12:25:03Z"},
               {"next", "2026-11-21T12:35:00Z"},
               {"seen", "2026-11-21T12:30:00Z"},
               {"who", "archive"},
               {"address", "10.0.0.7"},
               {"overdue", false}}}}};
}

} // namespace

std::vector<route> schedule_routes()
{
    route row;
    row.method = "GET";
    row.path = "/api/v1/schedules";
    row.operation = "listSchedules";
    row.tag = "schedules";
    row.summary = "Schedules of clients, as their requests told of them, the latest first. "
                  "Without the right admin only those of the own token.";
    row.needs = state::right::read;
    row.replies = {{200, "At most a hundred; those since the server started.", "application/json",
                    "ScheduleList", example()}};
    row.run = list_schedules;
    return {row};
}

void note_schedule(route_call& call)
{
    const auto* field = call.exchange.request().fields.find(http::schedule_field);
    if (!field) return;
    auto told = http::parse_schedule(*field);
    if (!told) return;
    seen_schedule one;
    one.told = std::move(*told);
    one.who = call.who.name;
    const auto& peer = call.exchange.peer();
    one.address = peer.substr(0, peer.rfind(':'));
    one.seen = now_seconds();
    call.shared.schedules.note(std::move(one));
}

} // namespace sluice::server
