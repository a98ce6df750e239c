#pragma once

#include "http/response.hpp"

namespace sluice::http {

/// What a problem document says (RFC 9457), with our members code, retryable and request_id.
struct problem {
    int status = 500;
    std::string code;       // stable name: "not_found"
    std::string detail;     // may hold what a peer sent
    bool retryable = false; // the same request may succeed later
    std::string request_id; // empty: left out
};

inline constexpr std::string_view problem_media_type = "application/problem+json";

/// The JSON text; title is the reason of the status, type is about:blank. What is not printable in
/// the detail is escaped.
std::string problem_text(const problem& what);

/// A whole answer of it, not to be kept by caches.
response problem_response(const problem& what);

} // namespace sluice::http
