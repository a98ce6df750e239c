#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

/// What agents that speak JSON say and are told (docs/websocket.md). Pure.
namespace sluice::server {

/// "register": the first message of an agent.
struct json_register {
    std::string client_id; // not yet judged
};

/// "file_chunk": chunks are counted from 1.
struct json_chunk {
    std::string download_id;
    std::uint64_t number = 0;
    std::uint64_t total = 0;
    std::string bytes; // as they were, no longer as text
};

/// "file_complete". The checksums are optional: hex digits, empty where the agent gave none.
struct json_complete {
    std::string download_id;
    std::uint64_t total_size = 0;
    std::uint64_t total_chunks = 0;
    std::string sha256;
    std::string md5;
};

/// "error": an agent cannot give a file; or says something without naming a download.
struct json_failure {
    std::string download_id;
    std::string message;
};

/// "ping" and "pong".
struct json_ping {};
struct json_pong {};

using json_message =
    std::variant<json_register, json_chunk, json_complete, json_failure, json_ping, json_pong>;

/// Reads one message. Only its flat fields are looked at, and no more than a few of them.
/// Errors: malformed_message; the detail is "not JSON", or names the field or the type.
result<json_message> read_json_message(std::string_view text);

/// The bytes of a text whose characters are all below U+0100, one each; nothing for others.
/// The text must be UTF-8.
bool bytes_of_latin1(std::string_view text, std::string& into);

/// "registered".
std::string registered_text(std::string_view client_id);

/// "download_request".
std::string download_request_text(std::string_view download_id, std::string_view file_path);

/// "ping".
std::string ping_text();

/// "pong".
std::string pong_text();

/// "error", with the name of a code.
std::string json_error_text(const error& why);

/// The close code for what ends the WebSocket of an agent that speaks JSON.
std::uint16_t close_code_for(const error& why);

/// What an agent's error message means: not_found and permission_denied where its words say so,
/// io_failed otherwise.
error meaning_of_failure(const json_failure& said);

} // namespace sluice::server
