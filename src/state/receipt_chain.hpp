#pragma once

#include "state/receipt_store.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace sluice::state {

/// Adds receipts behind the last one, within the transaction of the caller. Throws what SQLite
/// throws.
class receipt_chain {
public:
    receipt_chain(SQLite::Database& in, receipt_writer& author);

    /// The record has its number already.
    void add(const ledger_record& about);

private:
    receipt_writer& author_;
    SQLite::Statement insert_;
    std::uint64_t number_ = 0; // of the last one
    std::string text_;
};

} // namespace sluice::state
