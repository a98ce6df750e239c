#pragma once

#include "server/files/served_file.hpp"
#include "server/http/route.hpp"

#include <string>

namespace sluice::server {

/// How a file is shown to the client.
struct file_presentation {
    std::string name;         // for Content-Disposition, and the media type unless that is given
    std::string what;         // for the ledger
    std::string content_type; // empty: by the name
    error_shape errors = error_shape::problem;
};

/// Answers GET or HEAD with an open file: conditions (304, 412), one range or several (206, 416),
/// entity tag, Last-Modified, Repr-Digest (computed where Want-Repr-Digest asks for it, else only
/// where it is known; RFC 9530), Content-Disposition with both forms of the name, nosniff, and a
/// sandbox for what could act in a browser. A finished download goes into the ledger.
task<void> answer_file(route_call& call, served_file file, file_presentation how);

/// The fields of such an answer that are the same for every request of this version.
http::fields describe_file(const served_file& file, const file_presentation& how);

/// The value of Repr-Digest.
std::string repr_digest_of(const storage::digest& whole);

/// Puts a download that is through into the ledger, where there is one. digest: of the whole file,
/// if it is known.
void note_download(route_call& call, std::string_view what, std::int64_t started_ns,
                   const std::optional<storage::digest>& digest);

/// Whether a browser may show a media type in place ("inline") or shall save it ("attachment").
/// Pure.
std::string_view disposition_of(std::string_view media_type);

/// True for what can run scripts or be taken for a page of this server: HTML, SVG, XML,
/// scripts. Pure.
bool is_active(std::string_view media_type);

} // namespace sluice::server
