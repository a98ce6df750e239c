#pragma once

#include "server/arrays/array_desk.hpp"
#include "server/http/route.hpp"

namespace sluice::server {

/// The desk of arrays, for who may use it. Errors: unsupported (the server keeps no state),
/// permission_denied (a token for one folder alone).
result<array_desk*> arrays_of(const route_call& call);

/// True if the asker may rename, tag, replace and delete an array: its owner, everybody where it
/// has none, and whoever may administer.
bool may_change(const route_call& call, const state::array_record& of);

/// The schema Array.
nlohmann::json array_document(const state::array_record& of);

/// {"dtype", "shape"} as the predecessor wrote them: the long name of the type.
nlohmann::json simple_document(const state::array_record& of);

/// The row of an array, looked up on the pool. Errors: not_found and those of arrays_of.
task<result<state::array_record>> find_array(route_call& call, std::string name);

/// Where the bytes of an array are.
std::string address_of(const state::array_record& of);

} // namespace sluice::server
