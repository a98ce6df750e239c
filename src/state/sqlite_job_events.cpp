#include "state/sqlite_job_rows.hpp"
#include "state/sqlite_store.hpp"

namespace sluice::state {
namespace {

event_record event_row(SQLite::Statement& row)
{
    row_reader from(row);
    event_record read;
    read.sequence = from.number();
    read.at_ns = from.signed_number();
    read.kind = from.text();
    read.job = from.text();
    read.batch = from.text();
    read.agent = from.text();
    read.owner = from.text();
    read.path = from.text();
    read.attempts = from.number();
    read.reached.known = from.number();
    read.reached.received = from.number();
    read.reached.verified = from.number();
    read.reached.durable = from.number();
    read.reached.files_known = from.number();
    read.reached.files_done = from.number();
    read.code = from.text();
    read.detail = from.text();
    return read;
}

agent_record agent_row(SQLite::Statement& row)
{
    row_reader from(row);
    agent_record read;
    read.id = from.text();
    read.name = from.text();
    read.door = from.text();
    read.owner = from.text();
    read.first_seen_ns = from.signed_number();
    read.last_seen_ns = from.signed_number();
    return read;
}

} // namespace

result<> sqlite_store::note_job_progress(const std::string& id, std::uint64_t epoch,
                                         const job_figures& reached, std::int64_t at_ns)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        const auto noted =
            change(database,
                   "UPDATE job SET known = ?, received = ?, verified = ?, durable = ?, "
                   "files_known = ?, files_done = ? WHERE id = ? AND epoch = ? AND phase = 2",
                   reached.known, reached.received, reached.verified, reached.durable,
                   reached.files_known, reached.files_done, id, epoch);
        if (noted == 0) return fail(errc::fenced, "state", id);
        add_job_event(database, id, "job.progress", at_ns);
        return ok;
    });
}

result<bool> sqlite_store::remove_job(const std::string& id, std::int64_t at_ns)
{
    bool found = false;
    const auto done = writing_->run([&](SQLite::Database& database) -> result<> {
        SQLite::Statement asked(database, "SELECT phase, batch FROM job WHERE id = ?");
        bind_all(asked, id);
        found = asked.executeStep();
        if (!found) return ok;
        row_reader from(asked);
        const auto phase = static_cast<job_phase>(from.number());
        const auto batch = from.text();
        if (phase == job_phase::queued || phase == job_phase::running)
            return fail(errc::target_busy, "state", "the job has not ended");
        add_job_event(database, id, "job.removed", at_ns);
        change(database, "DELETE FROM job WHERE id = ?", id);
        change(database,
               "DELETE FROM job_batch WHERE id = ?1 AND "
               "NOT EXISTS (SELECT 1 FROM job WHERE batch = ?1)",
               batch);
        return ok;
    });
    if (!done) return done.error();
    return found;
}

result<> sqlite_store::note_agent(const agent_record& seen, const std::string& kind)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        change(database,
               "INSERT INTO known_agent (id, name, door, owner, first_seen_ns, last_seen_ns) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET "
               "name = ?2, door = ?3, owner = ?4, last_seen_ns = ?6",
               seen.id, seen.name, seen.door, seen.owner, seen.first_seen_ns, seen.last_seen_ns);
        event_record what;
        what.at_ns = seen.last_seen_ns;
        what.kind = kind;
        what.agent = seen.id;
        what.owner = seen.owner;
        what.detail = seen.name;
        add_event(database, what);
        return ok;
    });
}

result<std::vector<agent_record>> sqlite_store::known_agents()
{
    return read([&](SQLite::Database& database) -> result<std::vector<agent_record>> {
        SQLite::Statement asked(database, "SELECT id, name, door, owner, first_seen_ns, "
                                          "last_seen_ns FROM known_agent ORDER BY id");
        std::vector<agent_record> all;
        while (asked.executeStep())
            all.push_back(agent_row(asked));
        return all;
    });
}

result<std::vector<event_record>> sqlite_store::events(std::uint64_t after, std::size_t most)
{
    return read([&](SQLite::Database& database) -> result<std::vector<event_record>> {
        SQLite::Statement asked(database,
                                "SELECT sequence, at_ns, kind, job, batch, agent, owner, path, "
                                "attempts, known, received, verified, durable, files_known, "
                                "files_done, code, detail FROM job_event WHERE sequence > ? "
                                "ORDER BY sequence LIMIT ?");
        bind_all(asked, after, most);
        std::vector<event_record> all;
        while (asked.executeStep())
            all.push_back(event_row(asked));
        return all;
    });
}

result<std::uint64_t> sqlite_store::newest_event()
{
    return read([&](SQLite::Database& database) -> result<std::uint64_t> {
        SQLite::Statement asked(database, "SELECT COALESCE(MAX(sequence), 0) FROM job_event");
        asked.executeStep();
        return row_reader(asked).number();
    });
}

} // namespace sluice::state
