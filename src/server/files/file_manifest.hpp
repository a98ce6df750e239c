#pragma once

#include "server/files/served_file.hpp"
#include "server/http/route.hpp"
#include "storage/digest.hpp"

namespace sluice::server {

/// What `?manifest&kind=…&first=…` asks for.
struct manifest_wish {
    storage::digest_kind kind = storage::digest_kind::sha256;
    std::uint64_t first = 0; // number of the first chunk, from 0

    /// Chunks of one answer.
    static constexpr std::uint64_t most = 4096;
};

/// Reads the parameters of the query. Errors: bad_usage. Pure.
result<manifest_wish> read_manifest_wish(std::string_view query);

/// Digests of some chunks, one after the other, and the root digest on the last page.
struct manifest_page {
    std::string path;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    byte_buffer digests;
    std::optional<storage::digest> root;
};

/// The JSON document of a page (schema Manifest). Pure but for the file's stamp.
nlohmann::json manifest_json(const served_file& file, const manifest_page& page,
                             storage::digest_kind kind);

/// Answers with the digests of chunks: remembered ones, others computed on the pool a few at a
/// time. An unknown kind or number is a bad request; a file that changes under way source_changed.
task<void> answer_manifest(route_call& call, served_file file, std::string path);

} // namespace sluice::server
