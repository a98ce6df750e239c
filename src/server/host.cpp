#include "server/host.hpp"

#include "server/arrays/array_desk.hpp"
#include "server/metrics.hpp"
#include "server/pickup/pickup_desk.hpp"
#include "server/streams/demo_source.hpp"
#include "server/streams/topic_book.hpp"
#include "server/uploads/type_rules.hpp"

#include <algorithm>
#include <thread>

namespace sluice::server {
namespace {

std::size_t blocking_threads(const server_settings& settings)
{
    const auto cores = std::max(1U, std::thread::hardware_concurrency());
    return settings.blocking_threads > 0 ? settings.blocking_threads : std::max(2U, cores);
}

} // namespace

host::host(const server_settings& settings, storage::root served, event_log& log_to)
    : files(std::move(served)),
      digests(settings.digest_memory),
      pool(blocking_threads(settings)),
      rate(settings.rate),
      log(log_to),
      giving{files, digests, pool, rate, stall_limit_ms},
      figures(std::make_unique<metrics>(*this)),
      downloads(settings.downloads),
      topics(std::make_unique<topic_book>(pool)),
      demo(std::make_unique<demo_source>(*topics, pool, log))
{
    apply(settings);
}

host::~host()
{
    pool.join();
}

void host::apply_to_uploads(const server_settings& settings)
{
    if (!uploads) return;
    if (arrays) arrays->apply({settings.max_upload, settings.array_quota});
    uploads->apply(settings.quota, settings.upload_expiry);
    if (auto* tree = dynamic_cast<type_rules*>(arrivals.get()))
        tree->set({settings.max_upload, settings.tree_extensions, {}});
    if (auto* library = dynamic_cast<type_rules*>(library_arrivals.get()))
        library->set({settings.max_upload, settings.library_extensions, settings.library_types});
}

void host::apply(const server_settings& settings)
{
    rate.set_rate(settings.rate);
    client_rate = settings.client_rate;
    stall_limit_ms = settings.stall_limit.count();
    idle_limit_ms = settings.idle_limit.count();
    login_limit_ms = settings.login_limit.count();
    drain_ms = settings.drain.count();
    agent_heartbeat_ms = settings.agent_heartbeat.count();
    agent_dead_ms = settings.agent_dead.count();
    max_connections = settings.max_connections;
    address_connections = settings.address_connections;
    login_connections = settings.login_connections;
    tls_only = settings.tls_only;
    max_upload = settings.max_upload;
    array_json = settings.array_json;
    zip_entries = settings.pickup.zip_entries;
    if (pickups) pickups->apply(settings.pickup);
    apply_to_uploads(settings);
    log.set_lowest(static_cast<log_level>(settings.verbosity));
}

} // namespace sluice::server
