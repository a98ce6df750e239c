#pragma once

#include "base/settings_table.hpp"

#include <vector>

/// The rows of the server's table, by what they are about; the order is that of --help.
namespace sluice::server {

/// What is served, and where.
std::vector<setting> serving_rows();

/// What unfinished uploads may take, and where they stay.
std::vector<setting> upload_rows();

/// Where arrays stay, and how many.
std::vector<setting> array_rows();

/// Which files are taken in.
std::vector<setting> type_rows();

/// The HTTP door.
std::vector<setting> http_rows();

/// Agents and what is fetched from them.
std::vector<setting> agent_rows();

/// Live topics.
std::vector<setting> topic_rows();

/// TLS.
std::vector<setting> security_rows();

/// The log.
std::vector<setting> log_rows();

/// How many connections.
std::vector<setting> connection_rows();

/// Threads, rates, memory.
std::vector<setting> capacity_rows();

/// How long things may take.
std::vector<setting> limit_rows();

} // namespace sluice::server
