#pragma once

#include "server/arrays/array_desk.hpp"
#include "server/arrays/array_wish.hpp"
#include "server/http/route.hpp"

namespace sluice::server {

/// Answers GET or HEAD with elements of an array in the form that is wanted: the file as it is with
/// all that answer_file does, one piece of it by sendfile, or elements gathered in bounded memory
/// while they go out. Problems: 400 for a slice that does not fit, 413 for JSON that would be too
/// long, with the address of the bytes.
task<void> answer_elements(route_call& call, opened_array from, array_wish wish);

/// All elements as JSON: {MEMBERS, "shape": ..., "data": ...}. Errors as answer_elements, in this
/// shape.
task<void> answer_document(route_call& call, opened_array from, nlohmann::json members,
                           error_shape shape);

} // namespace sluice::server
