#pragma once

#include "state/records.hpp"

namespace sluice::state {

/// The last records of the ledger in FOLDER/state.db, lowest first, read beside a server that may
/// be running. Errors: not_found (there is none yet), io_failed.
result<std::vector<ledger_record>> last_ledger_records(const std::string& folder, std::size_t most);

} // namespace sluice::state
