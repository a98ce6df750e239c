#pragma once

#include "transfer/upload/upload_session.hpp"

namespace sluice::transfer {

/// Makes a complete upload appear: digest, type, name, records, in the order that a kill at any
/// point can be repaired by resume_publishing. Blocks. The upload ends by checksum_mismatch and
/// type_refused; after other errors it is open as before and can be completed again: unfinished
/// (the detail names what is missing), target_exists, no_space, not_writable, target_busy.
result<published_upload> publish_upload(upload_shared& shared, upload_session& session,
                                        const std::string& peer);

/// Takes an upload that was completing when the program ended to its end. Blocks.
result<published_upload> resume_publishing(upload_shared& shared, upload_session& session);

/// What a published upload became, by its record. Errors: not_found (moved away since).
result<published_upload> published_as(upload_shared& shared, const state::upload_record& record);

/// SHA-256 of an open file, read once. Blocks.
result<byte_buffer> sha256_of(int file, std::uint64_t size);

/// Folder and name below the root or in the library for an upload. Blocks.
result<storage::part_target> place_of(upload_shared& shared, const state::upload_record& record);

} // namespace sluice::transfer
