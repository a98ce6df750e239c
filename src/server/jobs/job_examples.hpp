#pragma once

#include <nlohmann/json.hpp>

namespace sluice::server {

/// Examples of documents about jobs, for the description of the API. Pure.
nlohmann::json job_request_example();
nlohmann::json job_example();
nlohmann::json job_summary_example();
nlohmann::json batch_example();
nlohmann::json agent_example();
nlohmann::json event_example();

} // namespace sluice::server
