#include "server/jobs/job_examples.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr auto job_id = "6f1c9a52-0d3e-4b7a-9c51-2e8f7d4a6b10";
constexpr auto batch_id = "b2a4c6e8-1357-4f9b-8d20-77aa55cc3311";

} // namespace

json job_request_example()
{
    return {{"agent", "restaurant-001"},
            {"path", "~/sales/today.csv"},
            {"priority", 0},
            {"bandwidth", 1048576},
            {"deadline", "2h"}};
}

json job_example()
{
    return {
        {"id", job_id},
        {"batch", batch_id},
        {"agent", "restaurant-001"},
        {"path", "~/sales/today.csv"},
        {"owner", "office"},
        {"phase", "running"},
        {"waiting_for", nullptr},
        {"priority", 0},
        {"bandwidth", 1048576},
        {"deadline", "2026-11-21T14:30:00Z"},
        {"attempts", 1},
        {"next_try", nullptr},
        {"target", "restaurant-001/home/sales/today.csv"},
        {"bytes",
         {{"known", 4194304}, {"received", 2097152}, {"verified", 2097152}, {"durable", 1048576}}},
        {"files", {{"known", 1}, {"done", 0}}},
        {"percent", 50.0},
        {"rate", 1048576.0},
        {"current", "home/sales/today.csv"},
        {"digest", nullptr},
        {"error", nullptr},
        {"created", "2026-11-21T12:30:00Z"},
        {"started", "2026-11-21T12:30:00Z"},
        {"ended", nullptr}};
}

json job_summary_example()
{
    return {{"jobs", 1},
            {"phases",
             {{"queued", 0}, {"running", 1}, {"completed", 0}, {"failed", 0}, {"cancelled", 0}}},
            {"bytes", {{"known", 4194304}, {"durable", 1048576}}},
            {"ended", false},
            {"succeeded", false}};
}

json batch_example()
{
    return {{"id", batch_id},
            {"owner", "office"},
            {"created", "2026-11-21T12:30:00Z"},
            {"summary", job_summary_example()},
            {"jobs", json::array({job_example()})}};
}

json agent_example()
{
    return {{"id", "restaurant-001"},
            {"connected", true},
            {"name", "sluice-client 0.1.0"},
            {"door", "native"},
            {"owner", "restaurant-001"},
            {"pulls", 1},
            {"first_seen", "2026-11-01T08:00:00Z"},
            {"last_seen", "2026-11-21T12:30:00Z"},
            {"connected_at", "2026-11-21T06:00:00Z"},
            {"peer", "192.0.2.7:40112"},
            {"exports", json::array({"home"})}};
}

json event_example()
{
    return {
        {"sequence", 41},
        {"at", 1795264200.25},
        {"event", "job.progress"},
        {"agent", "restaurant-001"},
        {"job", job_id},
        {"batch", batch_id},
        {"path", "~/sales/today.csv"},
        {"attempts", 1},
        {"bytes",
         {{"known", 4194304}, {"received", 2097152}, {"verified", 2097152}, {"durable", 1048576}}},
        {"files", {{"known", 1}, {"done", 0}}}};
}

} // namespace sluice::server
