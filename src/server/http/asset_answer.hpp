#pragma once

#include "server/http/route.hpp"
#include "web/assets.hpp"

namespace sluice::server {

/// Answers with a file out of the program, or with 304 where the asker has it. policy: its
/// Content-Security-Policy; must outlive the answer.
task<void> answer_asset(route_call& call, const web::embedded_asset& asset,
                        std::string_view policy);

/// The row of such files at `path`, which ends with /{asset}; operation, tag, summary and run are
/// the caller's. naming: what the documents say of the name.
route asset_route(std::string_view path, std::string_view naming);

} // namespace sluice::server
