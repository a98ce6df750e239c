#pragma once

#include "base/event_log.hpp"
#include "base/token_bucket.hpp"
#include "server/agents/agent_book.hpp"
#include "server/agents/ticket_book.hpp"
#include "server/files/sha256_cache.hpp"
#include "server/files/small_files.hpp"
#include "server/jobs/event_feed.hpp"
#include "server/pickup/crc32_cache.hpp"
#include "server/receipts/ledger_queue.hpp"
#include "server/receipts/receipt_desk.hpp"
#include "server/schedules/schedule_book.hpp"
#include "server/security/access.hpp"
#include "server/security/admission.hpp"
#include "server/security/certificate.hpp"
#include "server/security/client_rates.hpp"
#include "server/security/login_failures.hpp"
#include "server/session_registry.hpp"
#include "server/settings/server_settings.hpp"
#include "state/store.hpp"
#include "storage/digest_cache.hpp"
#include "transfer/give/giver.hpp"
#include "transfer/upload/arrival_rules.hpp"
#include "transfer/upload/target_claims.hpp"
#include "transfer/upload/upload_desk.hpp"

#include <chrono>
#include <filesystem>

namespace sluice::server {

class metrics;
class demo_source;
class job_desk;
class pickup_desk;
class topic_book;
class array_desk;

/// What all sessions of the server share; lives longer than all of them. Safe from any thread.
struct host {
    host(const server_settings& settings, storage::root served, event_log& log_to);

    /// Waits for what the pool still does.
    ~host();

    /// Takes over the settings that may change while the server runs.
    void apply(const server_settings& settings);
    void apply_to_uploads(const server_settings& settings);

    storage::root files;
    storage::digest_cache digests;
    asio::thread_pool pool;
    token_bucket rate;
    event_log& log;
    session_registry sessions;
    server::client_rates client_rates;

    certificate tls;
    admission admissions;
    login_failures failed_logins;

    /// Serves an HTTP connection to its end; set before the server runs. Not set: there is no HTTP.
    std::function<task<void>(std::unique_ptr<net::byte_stream>)> http;

    /// The same for whoever came through the admin socket, and may do everything.
    std::function<task<void>(std::unique_ptr<net::byte_stream>)> http_for_admin;

    /// Stops the server as SIGTERM does. From any thread. Not set: nothing runs that could stop.
    std::function<void()> stop_server;

    std::atomic<std::uint64_t> client_rate = 0;
    std::atomic<std::int64_t> stall_limit_ms = 0;
    std::atomic<std::int64_t> idle_limit_ms = 0;
    std::atomic<std::int64_t> login_limit_ms = 0;
    std::atomic<std::int64_t> drain_ms = 0;
    std::atomic<unsigned> max_connections = 0;
    std::atomic<unsigned> address_connections = 0;
    std::atomic<unsigned> login_connections = 0;
    std::atomic<bool> tls_only = false;
    std::atomic<bool> stopping = false; // sessions that open now drain at once

    std::atomic<std::uint64_t> accepted = 0;
    std::atomic<std::uint64_t> refused = 0;
    std::atomic<std::uint64_t> ended_bytes = 0; // sent by sessions that have ended
    std::atomic<std::uint64_t> ended_requests = 0;
    std::atomic<std::uint64_t> ended_errors = 0;
    std::atomic<std::int64_t> connections = 0;      // open now, through whichever door
    std::atomic<std::int64_t> active_downloads = 0; // files on their way to a client now
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();

    transfer::giver_shared giving;

    // What is null without a state folder: then nothing is taken in.
    std::unique_ptr<state::store> state;
    std::unique_ptr<state::token_book> tokens;
    std::unique_ptr<server::access> access =
        std::make_unique<server::access>(nullptr); // never null
    std::unique_ptr<transfer::arrival_rules> arrivals;
    std::unique_ptr<metrics> figures;
    std::unique_ptr<transfer::arrival_rules> library_arrivals; // for /api/files
    transfer::target_claims claims;                            // of paths in the served folder
    std::unique_ptr<array_desk> arrays;                        // uploads become some of them
    std::unique_ptr<transfer::upload_desk> uploads;
    std::atomic<std::uint64_t> max_upload = 0;
    std::atomic<std::uint64_t> array_json = 0; // most bytes of an array as JSON

    // Both use the store where there is one.
    sha256_cache sha256{pool, state};
    crc32_cache crc32s;                       // of members of zip archives
    std::atomic<std::size_t> zip_entries = 0; // most of one archive
    std::unique_ptr<pickup_desk> pickups;     // null without a store
    ledger_queue ledger{pool, state};
    small_files small;
    ticket_book tickets;
    schedule_book schedules;                // that clients told of
    std::unique_ptr<receipt_desk> receipts; // null without a store
    agent_book agents;
    std::filesystem::path downloads; // where what is fetched from agents goes
    std::atomic<std::int64_t> agent_heartbeat_ms = 0;
    std::atomic<std::int64_t> agent_dead_ms = 0;

    std::unique_ptr<topic_book> topics; // never null
    std::unique_ptr<demo_source> demo;  // never null
    event_feed events;                  // tells of new events in the store
    job_desk* jobs = nullptr;           // set before the server runs; null: no jobs are kept
};

} // namespace sluice::server
