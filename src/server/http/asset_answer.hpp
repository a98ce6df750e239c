#pragma once

#include "server/http/route.hpp"
#include "web/assets.hpp"

namespace sluice::server {

/// Answers with a file out of the program, or with 304 where the asker has it. policy: its
/// Content-Security-Policy; must outlive the answer.
task<void> answer_asset(route_call& call, const web::embedded_asset& asset,
                        std::string_view policy);

} // namespace sluice::server
