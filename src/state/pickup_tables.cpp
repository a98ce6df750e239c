#include "state/migrations.hpp"

namespace sluice::state {

// Version 1 of the tables. Numbers of phase: pickup_records.hpp. A row of pickup_file holds its
// file while `held` is 1.
const char* const pickup_tables = R"sql(
CREATE TABLE pickup (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    project TEXT NOT NULL,
    extension TEXT NOT NULL,
    owner TEXT NOT NULL,
    stamp TEXT NOT NULL,
    phase INTEGER NOT NULL,
    proof TEXT NOT NULL,
    made_ns INTEGER NOT NULL,
    expires_ns INTEGER NOT NULL,
    ended_ns INTEGER NOT NULL
);
CREATE INDEX pickup_unfinished ON pickup (phase) WHERE phase IN (1, 2, 3);
CREATE INDEX pickup_ended ON pickup (ended_ns) WHERE phase IN (4, 5);
CREATE TABLE pickup_file (
    pickup INTEGER NOT NULL REFERENCES pickup (number) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    project TEXT NOT NULL,
    name TEXT NOT NULL,
    device INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL,
    crc32 INTEGER NOT NULL,
    archived_as TEXT NOT NULL,
    held INTEGER NOT NULL,
    PRIMARY KEY (pickup, place)
) WITHOUT ROWID;
CREATE UNIQUE INDEX pickup_held ON pickup_file (project, name) WHERE held = 1;
)sql";

} // namespace sluice::state
