#include "server/http/all_routes.hpp"

#include "server/admin/routes_admin.hpp"
#include "server/agents/routes_clients.hpp"
#include "server/agents/routes_websocket.hpp"
#include "server/arrays/routes_arrays.hpp"
#include "server/files/routes_files.hpp"
#include "server/files/routes_media.hpp"
#include "server/http/routes_api.hpp"
#include "server/http/routes_docs.hpp"
#include "server/http/routes_home.hpp"
#include "server/http/routes_status.hpp"
#include "server/jobs/routes_events.hpp"
#include "server/jobs/routes_jobs.hpp"
#include "server/pickup/routes_pickup.hpp"
#include "server/receipts/routes_receipts.hpp"
#include "server/schedules/routes_schedules.hpp"
#include "server/streams/routes_demo.hpp"
#include "server/streams/routes_topics.hpp"
#include "server/uploads/routes_library.hpp"
#include "server/uploads/routes_tus.hpp"
#include "server/uploads/routes_uploads.hpp"

namespace sluice::server {
namespace {

void append(std::vector<route>& all, std::vector<route> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(all));
}

} // namespace

std::vector<route> all_routes()
{
    std::vector<route> all;
    append(all, home_routes());
    append(all, file_routes());
    append(all, upload_routes());
    append(all, tus_routes());
    append(all, library_routes());
    append(all, array_routes());
    append(all, job_routes());
    append(all, event_routes());
    append(all, client_routes());
    append(all, pickup_routes());
    append(all, media_routes());
    append(all, status_routes());
    append(all, websocket_routes());
    append(all, topic_routes());
    append(all, demo_routes());
    append(all, docs_routes());
    append(all, receipt_routes());
    append(all, schedule_routes());
    append(all, admin_routes());
    append(all, api_routes(all));
    return all;
}

} // namespace sluice::server
