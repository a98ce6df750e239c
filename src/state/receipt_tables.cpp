#include "state/migrations.hpp"

namespace sluice::state {

// Version 1 of the tables.
const char* const receipt_tables = "";

} // namespace sluice::state
