#pragma once

#include "server/http/route_table.hpp"

namespace sluice::server {

/// What is known of a request before it is answered.
struct request_context {
    request_context(host& of, const route_table& from, principal asker)
        : shared(of),
          table(from),
          who(std::move(asker))
    {
    }

    host& shared;
    const route_table& table;
    principal who;
};

/// The row that answers a request; its `found` is null where none does.
route_match match_request(const route_table& table, const http::request& asked);

/// Answers by the table: 404, 405 with Allow, 204 for OPTIONS, 401 or 403 where the asker has not
/// the right that the row needs, else what the row runs.
task<void> answer_request(request_context with, http::exchange& asked);

/// The same where the row was looked up before.
task<void> answer_matched(request_context with, route_match match, http::exchange& asked);

} // namespace sluice::server
