#pragma once

#include "server/http/route.hpp"

#include <map>

namespace sluice::server {

/// A form as it came: small fields, and the bytes of its one file in a spool.
struct received_form {
    std::map<std::string, std::string> fields;
    std::string filename;                          // as the client named it, never a path
    std::shared_ptr<transfer::upload_spool> spool; // null: no part named `file`
};

/// Reads a form (multipart/form-data). Errors: malformed_message, too_large (more than `most` bytes
/// of file, more than 64 KiB of a field), and those of reading and writing.
task<result<received_form>> receive_form(route_call& call, std::uint64_t most);

} // namespace sluice::server
