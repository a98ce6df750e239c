#pragma once

#include "server/http/route.hpp"
#include "server/uploads/tus_headers.hpp"

namespace sluice::server {

inline constexpr std::string_view tus_base = "/tus/";
inline constexpr std::string_view tus_media_type = "application/offset+octet-stream";

/// What the metadata of a tus upload keeps in the store: the fields as they came.
struct tus_words {
    std::string metadata;
    std::string concat;
};
std::string to_text(const tus_words& words);
tus_words tus_words_of(const std::string& text);

/// Writes the body of a request behind what is there; the new offset. With Upload-Checksum nothing
/// counts unless it matches. Where the client breaks off, what came is kept. Errors: as writing;
/// source_changed (Upload-Offset is another); malformed_message, unsupported (a field).
task<result<std::uint64_t>> write_tus_body(route_call& call, std::string id,
                                           std::optional<std::uint64_t> offset);

/// Publishes an upload that has all its bytes, unless it is a part.
task<result<>> complete_tus(route_call& call, const transfer::upload_view& seen);

/// A number in a field of the request. Errors: malformed_message (missing or none).
result<std::uint64_t> tus_number(const route_call& call, std::string_view field);

} // namespace sluice::server
