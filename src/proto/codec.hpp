#pragma once

#include "base/result.hpp"
#include "proto/messages.hpp"

namespace sluice::proto {

/// Appends the frame of a message, header and all.
/// A field over its limit is a bug of the caller and throws std::length_error.
void encode(const message& from, std::uint32_t request_id, byte_buffer& to);

/// The message in the body of a control frame of this type. malformed_message: a field over its
/// limit, a body too short or too long, a value outside its enum, or a data frame.
result<message> decode(frame_type type, byte_view body);

/// The message as one line for logs and people: "read{path=a, offset=0, ...}", escaped, long fields
/// cut short; credentials never shown.
std::string to_text(const message& from);

/// The rows of docs/protocol.md for the body of a type: offset, size, field, meaning.
std::string byte_table(frame_type type);

/// The rows for an entry, which listing and file_info carry.
std::string entry_byte_table();

} // namespace sluice::proto
