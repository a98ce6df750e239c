#include "state/sqlite_job_rows.hpp"

namespace sluice::state {

const char* const job_columns =
    "number, id, batch, agent, owner, path, priority, rate, deadline_ns, created_ns, resolved, "
    "is_file, target, phase, epoch, attempts, setbacks, next_try_ns, started_ns, ended_ns, known, "
    "received, verified, durable, files_known, files_done, digest, code, detail";

job_record job_row(SQLite::Statement& row)
{
    row_reader from(row);
    job_record read;
    read.number = from.number();
    read.id = from.text();
    read.batch = from.text();
    read.agent = from.text();
    read.owner = from.text();
    read.path = from.text();
    read.priority = from.signed_number();
    read.rate = from.number();
    read.deadline_ns = from.signed_number();
    read.created_ns = from.signed_number();
    read.resolved = from.text();
    read.is_file = from.number() != 0;
    read.target = from.text();
    read.phase = static_cast<job_phase>(from.number());
    read.epoch = from.number();
    read.attempts = from.number();
    read.setbacks = from.number();
    read.next_try_ns = from.signed_number();
    read.started_ns = from.signed_number();
    read.ended_ns = from.signed_number();
    read.reached.known = from.number();
    read.reached.received = from.number();
    read.reached.verified = from.number();
    read.reached.durable = from.number();
    read.reached.files_known = from.number();
    read.reached.files_done = from.number();
    read.digest = from.text();
    read.code = from.text();
    read.detail = from.text();
    return read;
}

namespace {

void drop_old_events(SQLite::Database& in)
{
    change(in,
           "DELETE FROM job_event WHERE sequence <= "
           "(SELECT COALESCE(MAX(sequence), 0) FROM job_event) - ?",
           job_store::kept_events);
}

} // namespace

void add_event(SQLite::Database& in, const event_record& what)
{
    change(in,
           "INSERT INTO job_event (at_ns, kind, job, batch, agent, owner, path, attempts, known, "
           "received, verified, durable, files_known, files_done, code, detail) "
           "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
           what.at_ns, what.kind, what.job, what.batch, what.agent, what.owner, what.path,
           what.attempts, what.reached.known, what.reached.received, what.reached.verified,
           what.reached.durable, what.reached.files_known, what.reached.files_done, what.code,
           what.detail);
    drop_old_events(in);
}

void add_job_event(SQLite::Database& in, const std::string& id, const std::string& kind,
                   std::int64_t at_ns)
{
    change(in,
           "INSERT INTO job_event (at_ns, kind, job, batch, agent, owner, path, attempts, known, "
           "received, verified, durable, files_known, files_done, code, detail) "
           "SELECT ?, ?, id, batch, agent, owner, path, attempts, known, received, verified, "
           "durable, files_known, files_done, code, detail FROM job WHERE id = ?",
           at_ns, kind, id);
    drop_old_events(in);
}

} // namespace sluice::state
