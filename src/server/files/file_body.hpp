#pragma once

#include "http/multipart_ranges.hpp"
#include "server/files/served_file.hpp"
#include "server/http/route.hpp"

namespace sluice::server {

/// Up to here a file is read and sent together with its head.
inline constexpr std::uint64_t small_file = 64U << 10U;

/// Sends an answer whose body is one range of a file: a small one in one write, a larger one by
/// sendfile at the rates of host and client. Errors: those of the connection; source_changed where
/// the file changed under way: if nothing was sent yet the caller may still answer (`status()` is
/// 0), else the connection is closed with the promised length unfinished. A change that keeps the
/// length and happens while the last bytes are on their way is found too late for that: then only
/// the digest tells.
task<result<>> send_range(route_call& call, served_file file, http::response head,
                          http::byte_range range);

/// The same for several ranges as multipart/byteranges.
task<result<>> send_ranges(route_call& call, served_file file, http::response head,
                           http::multipart_ranges ranges);

/// The bytes of a range of a file alone, after a head that promised them, at the rates of host and
/// client. Errors as send_range; after the last byte the caller compares the file once more.
task<result<>> send_file_bytes(route_call& call, const served_file& file, http::byte_range range);

/// Waits until this many bytes may go out by the rates of host and client.
task<void> pace(route_call& call, std::uint64_t bytes);

} // namespace sluice::server
