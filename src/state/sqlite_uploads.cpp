#include "state/sqlite_store.hpp"
#include "state/statement.hpp"

#include <chrono>
#include <limits>

namespace sluice::state {
namespace {

constexpr auto columns = "id, key, door, owner, phase, place, target, size, chunk_size, "
                         "expected_sha256, metadata, epoch, created_ns, expires_ns, outcome";

upload_record upload_at(SQLite::Statement& row)
{
    row_reader from(row);
    upload_record read;
    read.id = from.text();
    read.key = from.text();
    read.door = from.text();
    read.owner = from.text();
    read.phase = static_cast<upload_phase>(from.number());
    read.place = static_cast<upload_place>(from.number());
    read.target = from.text();
    read.size = from.number();
    read.chunk_size = from.number();
    read.expected_sha256 = from.bytes();
    const auto metadata = from.bytes();
    read.metadata = as_text(metadata);
    read.epoch = from.number();
    read.created_ns = from.signed_number();
    read.expires_ns = from.signed_number();
    read.outcome = from.text();
    return read;
}

SQLite::Statement select(SQLite::Database& in, const std::string& condition)
{
    return {in, std::string("SELECT ") + columns + " FROM upload WHERE " + condition};
}

std::optional<upload_record> one_of(SQLite::Statement& asked)
{
    if (!asked.executeStep()) return std::nullopt;
    return upload_at(asked);
}

bool is_held(SQLite::Database& in, const upload_record& made)
{
    SQLite::Statement asked(in, "SELECT 1 FROM upload WHERE phase IN (1, 2) AND "
                                "((?1 = 1 AND place = 1 AND target = ?2) OR "
                                "(?3 <> '' AND door = ?4 AND owner = ?5 AND key = ?3))");
    bind_all(asked, made.place, made.target, made.key, made.door, made.owner);
    return asked.executeStep();
}

std::int64_t now_ns()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

bool has_ended(upload_phase phase)
{
    return phase != upload_phase::open && phase != upload_phase::completing;
}

struct phase_change {
    const std::string& id;
    std::uint64_t epoch;
    upload_phase from;
    upload_phase to;
    const std::string& outcome;
};

result<> move_in(SQLite::Database& database, const phase_change& how)
{
    const auto ended = has_ended(how.to);
    const auto moved =
        change(database,
               "UPDATE upload SET phase = ?, outcome = ?, ended_ns = ? "
               "WHERE id = ? AND epoch = ? AND phase = ?",
               how.to, how.outcome, ended ? now_ns() : 0, how.id, how.epoch, how.from);
    if (moved == 0) return fail(errc::fenced, "state");
    if (ended)
        change(database,
               "DELETE FROM upload_range WHERE upload = (SELECT number FROM upload WHERE id = ?)",
               how.id);
    return ok;
}

} // namespace

result<> sqlite_store::add_upload(const upload_record& made)
{
    if (made.size > std::numeric_limits<std::int64_t>::max())
        return fail(errc::too_large, "state", "the size of an upload");
    return writing_->run([&](SQLite::Database& database) -> result<> {
        if (is_held(database, made))
            return fail(errc::target_exists, "state", "an upload of " + made.target + " is open");
        SQLite::Statement add(database, std::string("INSERT INTO upload (") + columns +
                                            ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                                            "?)");
        bind_all(add, made.id, made.key, made.door, made.owner, made.phase, made.place, made.target,
                 made.size, made.chunk_size, byte_view(made.expected_sha256),
                 as_bytes(made.metadata), made.epoch, made.created_ns, made.expires_ns,
                 made.outcome);
        add.exec();
        return ok;
    });
}

result<std::optional<upload_record>> sqlite_store::find_upload(const std::string& id)
{
    return read([&](SQLite::Database& database) -> result<std::optional<upload_record>> {
        auto asked = select(database, "id = ?");
        bind_all(asked, id);
        return one_of(asked);
    });
}

result<std::optional<upload_record>> sqlite_store::find_upload_by_key(const std::string& door,
                                                                      const std::string& owner,
                                                                      const std::string& key)
{
    return read([&](SQLite::Database& database) -> result<std::optional<upload_record>> {
        auto asked = select(database, "key <> '' AND key = ? AND door = ? AND owner = ? "
                                      "ORDER BY phase IN (1, 2) DESC, number DESC LIMIT 1");
        bind_all(asked, key, door, owner);
        return one_of(asked);
    });
}

result<std::uint64_t> sqlite_store::take_over(const std::string& id)
{
    std::uint64_t epoch = 0;
    const auto done = writing_->run([&](SQLite::Database& database) -> result<> {
        SQLite::Statement raise(database, "UPDATE upload SET epoch = epoch + 1 "
                                          "WHERE id = ? AND phase = 1 RETURNING epoch");
        bind_all(raise, id);
        if (!raise.executeStep()) return fail(errc::not_found, "state", "no such open upload");
        epoch = row_reader(raise).number();
        // The change counts when the statement has come to its end.
        while (raise.executeStep()) {
        }
        return ok;
    });
    if (!done) return done.error();
    return epoch;
}

result<> sqlite_store::move_upload(const std::string& id, std::uint64_t epoch, upload_phase from,
                                   upload_phase to, const std::string& outcome)
{
    return writing_->run([&](SQLite::Database& database) {
        return move_in(database, {id, epoch, from, to, outcome});
    });
}

result<> sqlite_store::publish_upload(const std::string& id, std::uint64_t epoch,
                                      const std::string& outcome, const ledger_record& entry)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        const auto moved = move_in(
            database, {id, epoch, upload_phase::completing, upload_phase::published, outcome});
        if (!moved) return moved;
        add_to_ledger(database, {entry});
        return ok;
    });
}

result<std::vector<upload_record>> sqlite_store::unfinished_uploads()
{
    return read([&](SQLite::Database& database) -> result<std::vector<upload_record>> {
        auto asked = select(database, "phase IN (1, 2) ORDER BY number");
        std::vector<upload_record> all;
        while (asked.executeStep())
            all.push_back(upload_at(asked));
        return all;
    });
}

result<> sqlite_store::forget_uploads(std::int64_t ended_before_ns)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        change(database, "DELETE FROM upload WHERE phase NOT IN (1, 2) AND ended_ns < ?",
               ended_before_ns);
        return ok;
    });
}

result<std::uint64_t> sqlite_store::reserved_bytes(const std::optional<std::string>& owner)
{
    return read([&](SQLite::Database& database) -> result<std::uint64_t> {
        SQLite::Statement asked(database, "SELECT COALESCE(SUM(size), 0) FROM upload "
                                          "WHERE phase IN (1, 2) AND (?1 OR owner = ?2)");
        bind_all(asked, owner ? 0 : 1, owner.value_or(""));
        asked.executeStep();
        return row_reader(asked).number();
    });
}

} // namespace sluice::state
