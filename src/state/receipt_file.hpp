#pragma once

#include "state/receipt_store.hpp"

namespace sluice::state {

/// The last receipts in FOLDER/state.db, lowest first, read beside a server that may be running.
/// Errors: not_found (there is no store yet), io_failed.
result<std::vector<receipt_record>> last_receipts(const std::string& folder, std::size_t most);

} // namespace sluice::state
