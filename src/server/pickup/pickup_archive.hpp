#pragma once

#include "state/pickup_records.hpp"
#include "storage/file_calls.hpp"
#include "storage/root.hpp"

namespace sluice::server {

/// Puts the files of a confirmed offer away: from PROJECT/bar to PROJECT/archive, made if missing,
/// never over another file (the next free "name(1).drc" instead), durably. May be done again after
/// it was cut off anywhere: what was moved already is found by its inode. A file that is no longer
/// the version of the offer stays where it is and keeps an empty name: it is new. Returns the offer
/// with the names. Blocks. Errors: not_writable, io_failed, outside_root (a link in the way).
result<state::pickup_offer> put_away(storage::file_calls& calls, const storage::root& files,
                                     state::pickup_offer offer);

} // namespace sluice::server
