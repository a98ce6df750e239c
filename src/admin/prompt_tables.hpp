#pragma once

#include "admin/prompt_actions.hpp"

namespace sluice::admin {

/// What the prompt prints, as tables with an end of line each. Names that peers gave are escaped.
std::string file_table(const std::vector<proto::entry>& entries);
std::string session_table(const std::vector<session_row>& sessions);
std::string stats_table(const server_stats& stats);
std::string agent_table(const std::vector<agent_row>& agents);
std::string job_table(const std::vector<job_row>& jobs);

/// "off" or a rate.
std::string rate_text(std::uint64_t rate);

} // namespace sluice::admin
