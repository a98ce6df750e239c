#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// The desk that takes uploads in. Errors: unsupported (the server keeps no state).
result<transfer::upload_desk*> desk_of(route_call& call);

/// How long one request of an upload may take in all; slow bodies are cut by their rate before.
deadline upload_limit();

/// Feeds the body of a request to a writer until its end. Errors: as reading and writing; fenced
/// where a newer connection has interrupted this one.
task<result<>> pour_body(http::exchange& from, transfer::upload_writer& into, deadline limit);

/// For the call `write` of a desk: interrupts the connection of this request.
std::function<void()> interrupter(http::exchange& of);

/// An upload of this door that the asker may touch: its own, or any as admin. Errors: not_found,
/// also for those of others.
result<> check_owner(const route_call& call, const transfer::upload_view& seen,
                     std::string_view door);

/// A checked path below the root that the asker may write to. Errors: bad_name, outside_root,
/// permission_denied.
result<std::string> writable_path(const route_call& call, const std::string& claimed);

/// Sends an answer; a client that has gone is the connection's concern.
task<void> answer(route_call& call, http::response reply);

/// A JSON answer.
http::response json_response(int status, const nlohmann::json& document);

/// The schema Upload.
nlohmann::json upload_document(const transfer::upload_view& seen);
nlohmann::json published_document(const transfer::upload_view& seen,
                                  const transfer::published_upload& made);

/// The name of a phase as the API shows it.
std::string_view phase_name(state::upload_phase phase);

} // namespace sluice::server
