#pragma once

#include "base/settings.hpp"
#include "server/pickup/pickup_settings.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sluice::server {

/// docs/configuration.md explains every field.
struct server_settings {
    std::filesystem::path directory;
    std::string address;
    std::uint16_t port = 0; // 0: take a free one
    std::string log;        // a path, "none" or "-" (stderr)
    int verbosity = 0;      // 0 10 20 30 40 50
    unsigned threads = 0;   // 0: one per core
    unsigned max_connections = 0;
    std::uint64_t rate = 0;        // bytes/s of the whole host, 0: unlimited
    std::uint64_t client_rate = 0; // bytes/s of each client, 0: unlimited
    bool repl = true;
    std::chrono::milliseconds drain{};
    std::chrono::milliseconds login_limit{};
    std::chrono::milliseconds idle_limit{};
    std::chrono::milliseconds stall_limit{};
    std::uint64_t digest_memory = 0; // bytes
    unsigned blocking_threads = 0;   // 0: one per core
    bool json = false;

    // State and uploads.
    std::string state;             // a folder; "none": nothing is remembered and nothing taken in
    std::string uploads;           // the library's folder; empty: uploads/ in the state folder
    std::string arrays;            // the arrays' folder; empty: arrays/ in the state folder
    std::uint64_t array_quota = 0; // bytes of all arrays together, 0: what the disk has
    std::uint64_t array_json = 0;  // most bytes of an array as JSON
    std::uint64_t max_upload = 0;  // bytes of one file
    std::uint64_t quota = 0; // bytes that unfinished uploads may reserve, 0: what the disk has
    std::chrono::milliseconds upload_expiry{};
    std::vector<std::string> library_extensions; // empty: all
    std::vector<std::string> library_types;      // media types by content, empty: all
    std::vector<std::string> tree_extensions;    // empty: all

    // HTTP.
    std::optional<std::uint16_t> http_port; // none: the same port
    std::chrono::milliseconds header_limit{};
    std::uint64_t body_rate = 0; // least bytes/s of a request's body
    bool any_host = false;
    std::vector<std::string> host_names;   // besides addresses, localhost and our own name
    std::vector<std::string> cors_origins; // "https://a.example"; none: no other origin
    std::string request_rate;              // "100 per minute"; "none"

    // Agents.
    std::filesystem::path downloads = "downloads"; // where what is fetched from them goes
    std::chrono::milliseconds agent_heartbeat{15'000};
    std::chrono::milliseconds agent_dead{45'000};

    // Topics.
    bool demo = false;                     // the demo signal runs from the start
    std::uint64_t topic_space = 1U << 30U; // bytes that the journals of all may take
    std::uint64_t topic_bytes = 64U << 20U;
    std::chrono::milliseconds topic_age{3'600'000};

    // Who may.
    std::string tls_certificate; // PEM files; empty: no TLS
    std::string tls_key;
    bool tls_only = false;
    unsigned address_connections = 0; // of one address, 0: no limit
    unsigned login_connections = 0;   // that have not said who they are, 0: no limit
    bool log_json = false;

    pickup_settings pickup;
};

/// The one table of sluice-server; it lives as long as the program.
const settings_table& server_settings_table();

/// loaded must come from server_settings_table().
result<server_settings> server_settings_from(const settings& loaded);

} // namespace sluice::server
