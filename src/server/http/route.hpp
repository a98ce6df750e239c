#pragma once

#include "http/exchange.hpp"
#include "server/host.hpp"
#include "server/security/principal.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace sluice::server {

/// One request on its way through a route.
struct route_call {
    route_call(host& of, http::exchange& asked) : shared(of), exchange(asked) {}

    host& shared;
    http::exchange& exchange;
    principal who;
    std::map<std::string, std::string> parameters; // of the path, decoded
};

/// How errors of a route look: problem+json (RFC 9457), {"message": ...} as the predecessor of
/// /api/files had it, an empty body as tus wants it, {"detail": ...} as that of /stream had it, or
/// {"status": "error", "message": ...} as that of /arrays had it.
enum class error_shape { problem, message, bare, detail, status };

/// What one answer of a route looks like, for the OpenAPI document.
struct reply_description {
    int status = 200;
    std::string_view description = {};
    std::string_view media_type = {}; // empty: no body
    std::string_view schema = {};     // name of a schema of openapi_schemas; empty: a plain string
    nlohmann::json example = {};
};

/// A parameter of the path, the query or a header field.
struct parameter_description {
    std::string_view name = {};
    std::string_view in = {}; // "path", "query", "header"
    std::string_view description = {};
    std::string_view type = "string"; // of JSON schema
    bool required = false;
};

/// What a route wants in its body.
struct body_description {
    std::string_view media_type = {}; // empty: no body
    std::string_view schema = {};
    nlohmann::json example = {};
};

/// One row of the table from which routing, 405 answers, OpenAPI and metric labels come.
struct route {
    std::string_view method = {};
    std::string_view path = {}; // "/api/v1/uploads/{id}"; a last "{path...}" takes all that follows
    std::string_view operation = {}; // operationId
    std::string_view tag = {};
    std::string_view summary = {};
    std::optional<state::right> needs = {}; // none: open to everybody
    bool rate_counted = true; // false: chunks of a running upload do not use up their own client
    error_shape errors = error_shape::problem;
    std::vector<parameter_description> parameters = {};
    body_description body = {};
    std::vector<reply_description> replies = {};
    std::function<task<void>(route_call&)> run = {};
};

/// Answers an error in the shape of the route, with its status, code, retryable and request id.
task<void> answer_error(route_call& call, error why, error_shape shape);

/// The HTTP status for an error: 404 for not_found and so on. Pure.
int http_status_of(const error& why);

} // namespace sluice::server
