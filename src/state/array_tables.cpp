#include "state/migrations.hpp"

namespace sluice::state {

// Version 1 of the tables. shape: lengths with blanks between them.
const char* const array_tables = R"sql(
CREATE TABLE array (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL UNIQUE,
    dtype TEXT NOT NULL,
    shape TEXT NOT NULL,
    fortran INTEGER NOT NULL,
    size INTEGER NOT NULL,
    xxh3 BLOB NOT NULL,
    owner TEXT NOT NULL,
    created_ns INTEGER NOT NULL,
    growing INTEGER NOT NULL
);
CREATE INDEX array_growing ON array (growing) WHERE growing = 1;
CREATE TABLE array_tag (
    array INTEGER NOT NULL REFERENCES array (number) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (array, place)
) WITHOUT ROWID;
CREATE INDEX array_by_tag ON array_tag (tag, array);
)sql";

} // namespace sluice::state
