#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "storage/checksum.hpp"

#include <map>
#include <string>
#include <vector>

/// What the tus protocol says in header fields (https://tus.io/protocols/resumable-upload, 1.0.0).
/// Pure.
namespace sluice::server {

/// Upload-Metadata: "key base64,key base64,key"; a key alone has an empty value. Errors:
/// malformed_message (an empty or repeated key, a value that is no base64), too_large (more than
/// 8 KiB).
result<std::map<std::string, std::string>> parse_tus_metadata(std::string_view field);

/// Upload-Checksum: "sha1 base64".
struct tus_checksum {
    storage::checksum_kind kind = storage::checksum_kind::sha1;
    byte_buffer value;
};

/// Errors: unsupported (the algorithm), malformed_message.
result<tus_checksum> parse_tus_checksum(std::string_view field);

/// Upload-Concat: "partial" or "final;URL URL".
struct tus_concat {
    bool partial = false;
    std::vector<std::string> parts; // ids, where it is final
};

/// base is the path below which uploads are, "/tus/"; a URL may have scheme and host before it.
/// Errors: malformed_message (also for other places).
result<tus_concat> parse_tus_concat(std::string_view field, std::string_view base);

/// The path that metadata asks for: `path`, `relativePath`, `filename` or `name`, the first that is
/// given; empty if none is.
std::string tus_target(const std::map<std::string, std::string>& metadata);

/// Whether the upload shall become an array: `target` is "array".
bool tus_wants_array(const std::map<std::string, std::string>& metadata);

/// The tags of an array: `tags`, by commas; not yet checked.
std::vector<std::string> tus_tags(const std::map<std::string, std::string>& metadata);

} // namespace sluice::server
