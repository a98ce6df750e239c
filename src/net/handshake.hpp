#pragma once

#include "net/frame_stream.hpp"

namespace sluice::net {

/// Opens a session as the side that dialled: hello, then welcome. Afterwards frames up to the
/// limits of a reply are accepted. Errors: bad_magic when the other side speaks something else,
/// unsupported_version, what the peer answered instead (such as overloaded), timed_out.
task<result<proto::welcome>> greet(frame_stream& with, proto::hello mine, deadline limit);

/// Waits for hello as the side that was dialled and judges it; the caller answers with welcome or
/// an error. Errors: bad_magic, unsupported_version, malformed_message, timed_out.
task<result<proto::hello>> await_hello(frame_stream& with, deadline limit);

/// The version that both sides speak, the highest of them. Errors: unsupported_version.
result<std::uint16_t> common_version(const proto::hello& theirs);

} // namespace sluice::net
