#pragma once

#include "server/files/file_answer.hpp"

namespace sluice::server {

/// Whether a request wants a small file as it is: GET without a query, a range, a condition or a
/// wish for a digest, on a server that limits no rates.
bool is_plain(const route_call& call);

/// What memory made of a plain request: it is answered, or the file is worth a copy, or neither.
enum class recollection { answered, wanted, none };

/// Answers a plain request out of memory if the file at the path is still the version that was
/// remembered; nothing is sent otherwise.
task<recollection> answer_remembered(route_call& call, const storage::safe_path& path);

/// Answers a plain request with a file that was just opened, and remembers it if it is small
/// enough. False: nothing was sent.
task<bool> answer_and_remember(route_call& call, const served_file& file,
                               const file_presentation& how);

} // namespace sluice::server
