#pragma once

#include "state/job_store.hpp"
#include "state/statement.hpp"

namespace sluice::state {

// Rows of the tables of jobs, for the sources that read and write them.

/// The columns of job_row, behind "SELECT ".
extern const char* const job_columns;

/// The job of a row of these columns.
job_record job_row(SQLite::Statement& row);

/// Appends an event and drops the one that is too many.
void add_event(SQLite::Database& in, const event_record& what);

/// An event about the job as it is in the table now.
void add_job_event(SQLite::Database& in, const std::string& id, const std::string& kind,
                   std::int64_t at_ns);

} // namespace sluice::state
