#include "state/migrations.hpp"

namespace sluice::state {

// Version 1 of the tables.
const char* const job_tables = "";

} // namespace sluice::state
