#pragma once

#include "base/result.hpp"
#include "http/fields.hpp"

#include <string_view>

namespace sluice::http {

/// The head of an answer, as a client sees it.
struct reply_start {
    int status = 0;
    http::fields fields;
};

/// Reads the status line and the fields of an answer. `head` ends with its empty line, and nothing
/// follows. Pure. Errors: bad_magic (not HTTP/1.1).
result<reply_start> parse_reply_start(std::string_view head);

} // namespace sluice::http
