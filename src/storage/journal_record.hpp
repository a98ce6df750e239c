#pragma once

#include "storage/digest.hpp"

#include <string>
#include <vector>

/// The bytes of a journal (docs/journal.md). Pure: the file is journal.hpp's.
namespace sluice::storage {

/// What a partial file is a part of.
struct part_source {
    std::string path; // on the giver, relative to its root
    proto::version_token version{};
    std::uint64_t size = 0;
    std::uint32_t chunk_size = 0;
    digest_kind kind = digest_kind::xxh3;

    friend bool operator==(const part_source&, const part_source&) = default;
};

/// A chunk that was written and matched its digest.
struct verified_chunk {
    std::uint64_t chunk = 0;
    digest value;
};

/// All that a journal says.
struct journal_content {
    part_source source;
    std::string final_name;
    std::vector<verified_chunk> chunks; // in the order they came, later ones count
    std::size_t valid_bytes = 0;        // what follows was cut off in the middle of a record
};

/// The bytes of the first record.
byte_buffer encode_journal_head(const part_source& source, const std::string& final_name);
/// The bytes of the record of one chunk.
byte_buffer encode_journal_chunk(const verified_chunk& done);

/// Reads a journal up to its first incomplete or damaged record. malformed_message when not even
/// its head is whole: then there is nothing to resume.
result<journal_content> replay_journal(byte_view bytes);

} // namespace sluice::storage
