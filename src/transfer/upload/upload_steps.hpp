#pragma once

#include "transfer/upload/upload_publish.hpp"

namespace sluice::transfer {

/// A file that has its name, but stands in no record yet.
struct arrival {
    std::string name; // in its folder
    std::string peer;
    byte_buffer sha256;
};

/// Library, ledger and, last, the upload itself. Can be run again after a kill in the middle.
/// Blocks.
result<published_upload> record_arrival(upload_shared& shared, upload_session& session,
                                        const arrival& arrived);

/// Moves the file to its place; the name it got. Where it fails nothing was published, but for a
/// folder that did not sync: then the name stays and the upload has failed. Blocks.
result<std::string> give_name(upload_shared& shared, upload_session& session, int file);

} // namespace sluice::transfer
