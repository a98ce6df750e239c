#pragma once

#include "transfer/upload/upload_publish.hpp"

namespace sluice::transfer {

/// A file that has its name, but stands in no record yet.
struct arrival {
    std::string name; // in its folder
    std::string peer;
    byte_buffer sha256;
};

/// Library or arrays and, last, the upload itself with its entry in the ledger. Can be run again
/// after a kill in the middle. Blocks.
result<published_upload> record_arrival(upload_shared& shared, upload_session& session,
                                        const arrival& arrived);

/// Syncs an upload's bytes; the note with which it is completing. Blocks. Errors: those of the disk
/// (stage "sync upload"), io_failed.
result<std::string> made_durable(upload_shared& shared, int file, const byte_buffer& sha256);

/// Moves the file to its place; the name it got. Where it fails nothing was published, but for a
/// folder that did not sync: then the name stays and the upload has failed. Blocks.
result<std::string> give_name(upload_shared& shared, upload_session& session, int file);

} // namespace sluice::transfer
