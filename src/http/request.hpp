#pragma once

#include "http/fields.hpp"

#include <cstdint>

namespace sluice::http {

/// The head of a request, read and judged: what is in it is syntactically right.
struct request {
    std::string method;    // as sent: "GET"
    std::string target;    // as sent: "/files/a%20b?manifest"
    std::string path;      // percent-decoded, begins with '/': "/files/a b"; may hold anything else
    std::string query;     // behind '?', not decoded
    int minor_version = 1; // HTTP/1.x
    http::fields fields;
    std::optional<std::uint64_t> content_length; // none: chunked, or no body
    bool chunked = false;
    bool keep_alive = true;
    bool expects_continue = false;

    bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

} // namespace sluice::http
