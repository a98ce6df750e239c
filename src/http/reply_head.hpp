#pragma once

#include "http/response.hpp"

#include <chrono>
#include <optional>

namespace sluice::http {

/// What the head of an answer says besides what its sender put into it.
struct reply_frame {
    std::optional<std::uint64_t> length; // of the body; none: no Content-Length
    bool chunked = false;                // where there is no length
    int minor_version = 1;               // of the request
    bool close = false;
    std::chrono::sys_seconds date{};
    std::string_view prepared; // by field_lines: stands before the other fields
};

/// Appends the status line, the fields of both lists and the empty line (RFC 9112, 4 and 5). No
/// field can break out of its line: control bytes are left out of values, and a field whose name is
/// not a token is left out. Date, Content-Length and Transfer-Encoding come from the frame alone,
/// Connection too but in 101 and 426.
void append_head(std::string& to, const response& reply, const fields& more,
                 const reply_frame& frame);

/// The lines of fields as append_head writes them, for answers that go out many times.
std::string field_lines(const fields& of, int status);

/// Whether an answer of this status has a body at all (RFC 9110, 15: not 1xx, 204, 304).
bool may_have_body(int status);

} // namespace sluice::http
