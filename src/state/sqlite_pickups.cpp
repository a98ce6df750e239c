#include "state/sqlite_store.hpp"
#include "state/statement.hpp"

namespace sluice::state {
namespace {

constexpr auto offer_columns = "id, project, extension, owner, stamp, phase, proof, made_ns, "
                               "expires_ns, ended_ns";

pickup_offer offer_at(SQLite::Statement& row)
{
    row_reader from(row);
    pickup_offer read;
    read.id = from.text();
    read.project = from.text();
    read.extension = from.text();
    read.owner = from.text();
    read.stamp = from.text();
    read.phase = static_cast<pickup_phase>(from.number());
    read.proof = from.text();
    read.made_ns = from.signed_number();
    read.expires_ns = from.signed_number();
    read.ended_ns = from.signed_number();
    return read;
}

std::vector<pickup_file> files_of(SQLite::Database& in, const std::string& id)
{
    SQLite::Statement asked(in, "SELECT name, device, inode, size, modified_ns, changed_ns, crc32, "
                                "archived_as FROM pickup_file WHERE pickup = "
                                "(SELECT number FROM pickup WHERE id = ?) ORDER BY place");
    bind_all(asked, id);
    std::vector<pickup_file> all;
    while (asked.executeStep()) {
        row_reader from(asked);
        pickup_file one;
        one.name = from.text();
        one.version.device = from.number();
        one.version.inode = from.number();
        one.version.size = from.number();
        one.version.modified_ns = from.signed_number();
        one.version.changed_ns = from.signed_number();
        one.crc32 = static_cast<std::uint32_t>(from.number());
        one.archived_as = from.text();
        all.push_back(std::move(one));
    }
    return all;
}

/// Nobody holds the files of an offer any more.
void let_go(SQLite::Database& in, const std::string& id)
{
    change(in,
           "UPDATE pickup_file SET held = 0 WHERE pickup = "
           "(SELECT number FROM pickup WHERE id = ?)",
           id);
}

/// Ends the offers that nobody confirmed in time.
void expire(SQLite::Database& in, std::int64_t now_ns)
{
    change(in,
           "UPDATE pickup_file SET held = 0 WHERE pickup IN "
           "(SELECT number FROM pickup WHERE phase = 2 AND expires_ns < ?)",
           now_ns);
    change(in,
           "UPDATE pickup SET phase = 5, proof = 'expired', ended_ns = ?1 "
           "WHERE phase = 2 AND expires_ns < ?1",
           now_ns);
}

bool is_held(SQLite::Database& in, const std::string& project, const std::string& name)
{
    SQLite::Statement asked(in, "SELECT 1 FROM pickup_file WHERE held = 1 AND project = ? AND "
                                "name = ?");
    bind_all(asked, project, name);
    return asked.executeStep();
}

void add_offer(SQLite::Database& in, const pickup_offer& made)
{
    SQLite::Statement add(in, std::string("INSERT INTO pickup (") + offer_columns +
                                  ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    bind_all(add, made.id, made.project, made.extension, made.owner, made.stamp, made.phase,
             made.proof, made.made_ns, made.expires_ns, made.ended_ns);
    add.exec();
}

void add_files(SQLite::Database& in, const pickup_offer& of, const std::vector<pickup_file>& files)
{
    SQLite::Statement add(in, "INSERT INTO pickup_file (pickup, place, project, name, device, "
                              "inode, size, modified_ns, changed_ns, crc32, archived_as, held) "
                              "VALUES ((SELECT number FROM pickup WHERE id = ?), ?, ?, ?, ?, ?, ?, "
                              "?, ?, ?, ?, 1)");
    std::size_t place = 0;
    for (const auto& file : files) {
        const auto& v = file.version;
        bind_all(add, of.id, ++place, of.project, file.name, v.device, v.inode, v.size,
                 v.modified_ns, v.changed_ns, file.crc32, file.archived_as);
        add.exec();
        add.reset();
    }
}

/// Checksums and names, by the place in the list.
void note_files(SQLite::Database& in, const pickup_offer& of)
{
    SQLite::Statement note(in, "UPDATE pickup_file SET crc32 = ?, archived_as = ? WHERE "
                               "pickup = (SELECT number FROM pickup WHERE id = ?) AND place = ?");
    std::size_t place = 0;
    for (const auto& file : of.files) {
        bind_all(note, file.crc32, file.archived_as, of.id, ++place);
        note.exec();
        note.reset();
    }
}

std::optional<pickup_phase> phase_of(SQLite::Database& in, const std::string& id)
{
    SQLite::Statement asked(in, "SELECT phase FROM pickup WHERE id = ?");
    bind_all(asked, id);
    if (!asked.executeStep()) return std::nullopt;
    return static_cast<pickup_phase>(row_reader(asked).number());
}

bool is_proved(pickup_phase phase)
{
    return phase == pickup_phase::confirmed || phase == pickup_phase::archived;
}

} // namespace

result<std::vector<pickup_file>> sqlite_store::lease_pickup(const pickup_offer& wanted,
                                                            std::int64_t now_ns)
{
    std::vector<pickup_file> left;
    const auto done = writing_->run([&](SQLite::Database& database) -> result<> {
        left.clear();
        expire(database, now_ns);
        if (phase_of(database, wanted.id)) return fail(errc::target_exists, "state", wanted.id);
        for (const auto& file : wanted.files)
            if (!is_held(database, wanted.project, file.name)) left.push_back(file);
        if (left.empty()) return ok;
        add_offer(database, wanted);
        add_files(database, wanted, left);
        return ok;
    });
    if (!done) return done.error();
    return left;
}

result<std::optional<pickup_offer>> sqlite_store::find_pickup(const std::string& id)
{
    return read([&](SQLite::Database& database) -> result<std::optional<pickup_offer>> {
        SQLite::Statement asked(database, std::string("SELECT ") + offer_columns +
                                              " FROM pickup WHERE id = ?");
        bind_all(asked, id);
        if (!asked.executeStep()) return std::optional<pickup_offer>();
        auto found = offer_at(asked);
        found.files = files_of(database, id);
        return std::optional(std::move(found));
    });
}

result<> sqlite_store::await_pickup(const std::string& id, std::int64_t expires_ns)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        const auto moved = change(
            database, "UPDATE pickup SET phase = 2, expires_ns = ? WHERE id = ? AND phase = 1",
            expires_ns, id);
        if (moved == 0) return fail(errc::fenced, "state");
        return ok;
    });
}

result<> sqlite_store::confirm_pickup(const pickup_offer& proved, std::int64_t now_ns)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        const auto moved = change(database,
                                  "UPDATE pickup SET phase = 3, proof = ? WHERE id = ? AND "
                                  "(phase = 1 OR (phase = 2 AND expires_ns >= ?))",
                                  proved.proof, proved.id, now_ns);
        if (moved > 0) {
            note_files(database, proved);
            return ok;
        }
        const auto phase = phase_of(database, proved.id);
        if (!phase) return fail(errc::not_found, "state", "no such receipt");
        if (is_proved(*phase)) return ok;
        return fail(errc::fenced, "state", "the files were given back");
    });
}

result<> sqlite_store::finish_pickup(const pickup_offer& placed, std::int64_t now_ns)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        const auto moved =
            change(database, "UPDATE pickup SET phase = 4, ended_ns = ? WHERE id = ? AND phase = 3",
                   now_ns, placed.id);
        if (moved == 0) return fail(errc::fenced, "state");
        note_files(database, placed);
        let_go(database, placed.id);
        return ok;
    });
}

result<> sqlite_store::release_pickup(const std::string& id, const std::string& why,
                                      std::int64_t now_ns)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        const auto moved = change(database,
                                  "UPDATE pickup SET phase = 5, proof = ?, ended_ns = ? "
                                  "WHERE id = ? AND phase IN (1, 2)",
                                  why, now_ns, id);
        if (moved == 0) return fail(errc::fenced, "state");
        let_go(database, id);
        return ok;
    });
}

result<std::vector<pickup_offer>> sqlite_store::unfinished_pickups()
{
    return read([&](SQLite::Database& database) -> result<std::vector<pickup_offer>> {
        SQLite::Statement asked(database, std::string("SELECT ") + offer_columns +
                                              " FROM pickup WHERE phase IN (1, 2, 3) "
                                              "ORDER BY number");
        std::vector<pickup_offer> all;
        while (asked.executeStep())
            all.push_back(offer_at(asked));
        for (auto& one : all)
            one.files = files_of(database, one.id);
        return all;
    });
}

result<> sqlite_store::forget_pickups(std::int64_t ended_before_ns)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        change(database, "DELETE FROM pickup WHERE phase IN (4, 5) AND ended_ns < ?",
               ended_before_ns);
        return ok;
    });
}

} // namespace sluice::state
