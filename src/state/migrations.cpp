#include "state/migrations.hpp"

#include <SQLiteCpp/Column.h>

#include <array>

namespace sluice::state {
namespace {

// Numbers of phase and place: records.hpp. An upload holds target and key while open or completing.
constexpr auto upload_tables = R"sql(
CREATE TABLE upload (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,
    door TEXT NOT NULL,
    owner TEXT NOT NULL,
    phase INTEGER NOT NULL,
    place INTEGER NOT NULL,
    target TEXT NOT NULL,
    size INTEGER NOT NULL,
    chunk_size INTEGER NOT NULL,
    expected_sha256 BLOB NOT NULL,
    metadata BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    created_ns INTEGER NOT NULL,
    expires_ns INTEGER NOT NULL,
    ended_ns INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL
);
CREATE UNIQUE INDEX upload_target ON upload (target) WHERE place = 1 AND phase IN (1, 2);
CREATE UNIQUE INDEX upload_key ON upload (door, owner, key) WHERE key <> '' AND phase IN (1, 2);
CREATE INDEX upload_by_key ON upload (key, door, owner) WHERE key <> '';
CREATE INDEX upload_unfinished ON upload (phase) WHERE phase IN (1, 2);
CREATE INDEX upload_ended ON upload (ended_ns) WHERE phase NOT IN (1, 2);
CREATE TABLE upload_range (
    upload INTEGER NOT NULL REFERENCES upload (number) ON DELETE CASCADE,
    first INTEGER NOT NULL,
    past INTEGER NOT NULL,
    PRIMARY KEY (upload, first)
) WITHOUT ROWID;
CREATE TABLE library (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    filename TEXT NOT NULL,
    size INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    owner TEXT NOT NULL,
    uploaded_ns INTEGER NOT NULL
);
CREATE TABLE ledger (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    who TEXT NOT NULL,
    peer TEXT NOT NULL,
    what TEXT NOT NULL,
    direction TEXT NOT NULL,
    door TEXT NOT NULL,
    digest_kind TEXT NOT NULL,
    root_digest BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    started_ns INTEGER NOT NULL,
    ended_ns INTEGER NOT NULL,
    result TEXT NOT NULL
);
CREATE TABLE digest (
    device INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (device, inode)
) WITHOUT ROWID;
)sql";

constexpr std::array<const char*, 1> token_table{R"sql(
CREATE TABLE token (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    secret_sha256 BLOB NOT NULL,
    rights INTEGER NOT NULL,
    path TEXT NOT NULL,
    created_ns INTEGER NOT NULL,
    expires_ns INTEGER NOT NULL,
    revoked INTEGER NOT NULL
);
)sql"};

result<std::size_t> version_of(connection& database)
{
    return database.attempt([](SQLite::Database& open) -> result<std::size_t> {
        return static_cast<std::size_t>(open.execAndGet("PRAGMA user_version").getInt64());
    });
}

} // namespace

std::span<const char* const> state_migrations()
{
    static const std::array<const char*, 5> table{upload_tables, job_tables, pickup_tables,
                                                  receipt_tables, array_tables};
    return table;
}

std::span<const char* const> token_migrations()
{
    return token_table;
}

result<> migrate(connection& database, std::span<const char* const> table)
{
    const auto found = version_of(database);
    if (!found) return found.error();
    if (*found > table.size())
        return fail(errc::unsupported_version, "state",
                    database.file() + " was written by a newer sluice-server");
    for (auto version = *found; version < table.size(); ++version) {
        // Another program may do the same at this moment: whoever comes second finds it done.
        const auto begun = database.run("BEGIN IMMEDIATE");
        if (!begun) return begun.error();
        const auto now = version_of(database);
        const auto moved =
            now && *now > version
                ? database.run("COMMIT")
                : database.run(std::string(table[version]) +
                               "PRAGMA user_version = " + std::to_string(version + 1) + "; COMMIT");
        if (!moved) {
            if (database.is_in_transaction()) static_cast<void>(database.run("ROLLBACK"));
            return moved.error();
        }
    }
    return ok;
}

} // namespace sluice::state
