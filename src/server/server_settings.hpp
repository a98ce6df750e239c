#pragma once

#include "base/settings.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

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
};

/// The one table of sluice-server; it lives as long as the program.
const settings_table& server_settings_table();

/// loaded must come from server_settings_table().
result<server_settings> server_settings_from(const settings& loaded);

} // namespace sluice::server
