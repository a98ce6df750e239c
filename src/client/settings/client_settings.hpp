#pragma once

#include "base/settings.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sluice::client {

/// What to do when the final name is taken.
enum class exists_choice { rename, overwrite, skip, fail };
enum class durability_choice { none, file };
enum class digest_choice { xxh3, sha256 };
enum class progress_choice { automatic, bar, plain, json, none };

struct schedule_sections;

/// docs/configuration.md explains every field.
struct client_settings {
    std::string address;
    std::uint16_t port = 0;
    std::string websocket; // target of a WebSocket to dial, "/ws"; empty: the native protocol
    std::filesystem::path directory;
    std::string log; // a path, "none" or "-" (stderr)
    unsigned retries = 0;
    std::chrono::milliseconds timeout{}; // without input at the prompt
    std::string user;
    bool tls = false;       // also when pin or ca is given
    std::string pin;        // "sha256:..." of the server's certificate; empty: none
    std::string ca;         // PEM file; empty: what the system trusts
    std::string token_file; // empty: none
    int verbosity = 0;      // 0 10 20 30 40 50
    unsigned workers = 1;
    exists_choice on_exists = exists_choice::rename;
    durability_choice durability = durability_choice::file;
    digest_choice digest = digest_choice::xxh3;
    progress_choice progress = progress_choice::automatic;
    std::chrono::milliseconds connect_limit{};
    std::chrono::milliseconds stall_limit{};
    std::uint64_t listing_memory = 0;                   // bytes
    std::shared_ptr<const schedule_sections> schedules; // of the INI files; null: none

    // Of an agent.
    std::string agent_id;
    std::vector<std::string> exports;    // as written
    std::vector<std::string> expansions; // "~" and names of variables
    std::chrono::milliseconds drain{};

    // Of this call only.
    std::filesystem::path output; // empty: the name that the server has
    std::string into;             // folder on the server; empty: what it serves
    bool quiet = false;
    bool json = false;
    bool json_stream = false;
    bool long_listing = false;
    bool recursive = false;
};

/// The one table of sluice-client; it lives as long as the program.
const settings_table& client_settings_table();

/// loaded must come from client_settings_table(). Fails with errc::bad_usage when --json and
/// --json-stream are both given.
result<client_settings> client_settings_from(const settings& loaded);

} // namespace sluice::client
