#include "state/migrations.hpp"

namespace sluice::state {

// Transfers that ended before this table was there have no receipt.
const char* const receipt_tables = R"sql(
CREATE TABLE receipt (
    number INTEGER PRIMARY KEY,
    transfer INTEGER NOT NULL,
    who TEXT NOT NULL,
    text TEXT NOT NULL,
    signature BLOB NOT NULL
);
CREATE INDEX receipt_unsigned ON receipt (number) WHERE signature = x'';
CREATE INDEX receipt_by_who ON receipt (who, number);
)sql";

} // namespace sluice::state
