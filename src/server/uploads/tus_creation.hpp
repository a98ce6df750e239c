#pragma once

#include "server/uploads/tus_writing.hpp"
#include "server/uploads/upload_answer.hpp"

namespace sluice::server {

/// The door that uploads by tus have come through, in the store.
inline constexpr std::string_view tus_door = "tus";

/// What a request of creation asks for.
struct tus_creation {
    transfer::upload_order order;
    std::vector<std::string> parts; // of a final upload
};

/// Errors: malformed_message (a field), too_large, bad_name, permission_denied, bad_usage (tags),
/// unsupported (an array where none are kept, or made of parts).
result<tus_creation> tus_creation_of(const route_call& call);

} // namespace sluice::server
