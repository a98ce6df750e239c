#include "state/migrations.hpp"

namespace sluice::state {

// Version 1 of the tables. Numbers of phases: job_records.hpp. Targets outlive their jobs.
const char* const job_tables = R"sql(
CREATE TABLE job_batch (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    created_ns INTEGER NOT NULL
);
CREATE UNIQUE INDEX job_batch_key ON job_batch (owner, key) WHERE key <> '';
CREATE TABLE job (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    batch TEXT NOT NULL,
    agent TEXT NOT NULL,
    owner TEXT NOT NULL,
    path TEXT NOT NULL,
    priority INTEGER NOT NULL,
    rate INTEGER NOT NULL,
    deadline_ns INTEGER NOT NULL,
    created_ns INTEGER NOT NULL,
    resolved TEXT NOT NULL,
    is_file INTEGER NOT NULL,
    target TEXT NOT NULL,
    phase INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    setbacks INTEGER NOT NULL,
    next_try_ns INTEGER NOT NULL,
    started_ns INTEGER NOT NULL,
    ended_ns INTEGER NOT NULL,
    known INTEGER NOT NULL,
    received INTEGER NOT NULL,
    verified INTEGER NOT NULL,
    durable INTEGER NOT NULL,
    files_known INTEGER NOT NULL,
    files_done INTEGER NOT NULL,
    digest TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX job_unfinished ON job (phase) WHERE phase IN (1, 2);
CREATE INDEX job_of_batch ON job (batch);
CREATE INDEX job_of_agent ON job (agent);
CREATE TABLE job_target (
    target TEXT PRIMARY KEY,
    job TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE job_event (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ns INTEGER NOT NULL,
    kind TEXT NOT NULL,
    job TEXT NOT NULL,
    batch TEXT NOT NULL,
    agent TEXT NOT NULL,
    owner TEXT NOT NULL,
    path TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    known INTEGER NOT NULL,
    received INTEGER NOT NULL,
    verified INTEGER NOT NULL,
    durable INTEGER NOT NULL,
    files_known INTEGER NOT NULL,
    files_done INTEGER NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE TABLE known_agent (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    door TEXT NOT NULL,
    owner TEXT NOT NULL,
    first_seen_ns INTEGER NOT NULL,
    last_seen_ns INTEGER NOT NULL
) WITHOUT ROWID;
)sql";

} // namespace sluice::state
