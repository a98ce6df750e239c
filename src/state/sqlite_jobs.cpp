#include "state/sqlite_job_rows.hpp"
#include "state/sqlite_store.hpp"

namespace sluice::state {
namespace {

void insert_job(SQLite::Database& in, const job_record& made)
{
    change(in,
           "INSERT INTO job (id, batch, agent, owner, path, priority, rate, deadline_ns, "
           "created_ns, resolved, is_file, target, phase, epoch, attempts, setbacks, next_try_ns, "
           "started_ns, ended_ns, known, received, verified, durable, files_known, files_done, "
           "digest, code, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, '', 1, ?, 0, 0, ?, 0, "
           "0, 0, 0, 0, 0, 0, 0, '', ?, ?)",
           made.id, made.batch, made.agent, made.owner, made.path, made.priority, made.rate,
           made.deadline_ns, made.created_ns, made.epoch, made.next_try_ns, made.code, made.detail);
}

bool is_taken(SQLite::Database& in, const batch_record& batch, const std::vector<job_record>& made)
{
    SQLite::Statement asked(in, "SELECT 1 FROM job_batch WHERE id = ?1 OR "
                                "(?3 <> '' AND owner = ?2 AND key = ?3)");
    bind_all(asked, batch.id, batch.owner, batch.key);
    if (asked.executeStep()) return true;
    for (const auto& one : made) {
        SQLite::Statement job(in, "SELECT 1 FROM job WHERE id = ?");
        bind_all(job, one.id);
        if (job.executeStep()) return true;
    }
    return false;
}

batch_record batch_row(SQLite::Statement& row)
{
    row_reader from(row);
    batch_record read;
    read.id = from.text();
    read.owner = from.text();
    read.key = from.text();
    read.request = from.text();
    read.created_ns = from.signed_number();
    return read;
}

/// What a filter asks for, for a WHERE. Phases are our own numbers, texts are bound.
std::string condition_of(const job_filter& which)
{
    std::string text = "(?1 = '' OR agent = ?1) AND (?2 = '' OR batch = ?2) AND "
                       "(?3 = 0 OR owner = ?4)";
    if (which.phases.empty()) return text;
    std::string numbers;
    for (const auto phase : which.phases)
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(static_cast<int>(phase));
    return text + " AND phase IN (" + numbers + ")";
}

/// The first target that is this one, holds it or lies in it; empty: none.
std::string in_the_way(SQLite::Database& in, const std::string& target)
{
    for (auto end = target.find('/'); end != target.npos; end = target.find('/', end + 1)) {
        SQLite::Statement above(in, "SELECT target FROM job_target WHERE target = ?");
        bind_all(above, target.substr(0, end));
        if (above.executeStep()) return row_reader(above).text();
    }
    // '0' follows '/': between the two lies whatever begins with "TARGET/".
    SQLite::Statement same(in, "SELECT target FROM job_target WHERE target = ?1 OR "
                               "(target > ?1 || '/' AND target < ?1 || '0') LIMIT 1");
    bind_all(same, target);
    return same.executeStep() ? row_reader(same).text() : std::string();
}

template <class Work>
auto all_jobs(SQLite::Statement& asked, Work read)
{
    std::vector<decltype(read(asked))> all;
    while (asked.executeStep())
        all.push_back(read(asked));
    return all;
}

} // namespace

result<> sqlite_store::add_jobs(const batch_record& batch, const std::vector<job_record>& made)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        if (is_taken(database, batch, made)) return fail(errc::target_exists, "state", batch.key);
        change(database,
               "INSERT INTO job_batch (id, owner, key, request, created_ns) "
               "VALUES (?, ?, ?, ?, ?)",
               batch.id, batch.owner, batch.key, batch.request, batch.created_ns);
        for (const auto& one : made) {
            insert_job(database, one);
            add_job_event(database, one.id, "job.queued", one.created_ns);
        }
        return ok;
    });
}

result<std::optional<batch_record>> sqlite_store::find_batch(const std::string& id)
{
    return read([&](SQLite::Database& database) -> result<std::optional<batch_record>> {
        SQLite::Statement asked(
            database, "SELECT id, owner, key, request, created_ns FROM job_batch WHERE id = ?");
        bind_all(asked, id);
        if (!asked.executeStep()) return std::optional<batch_record>();
        return std::optional(batch_row(asked));
    });
}

result<std::optional<batch_record>> sqlite_store::find_batch_by_key(const std::string& owner,
                                                                    const std::string& key)
{
    return read([&](SQLite::Database& database) -> result<std::optional<batch_record>> {
        SQLite::Statement asked(database,
                                "SELECT id, owner, key, request, created_ns FROM job_batch "
                                "WHERE key <> '' AND owner = ? AND key = ?");
        bind_all(asked, owner, key);
        if (!asked.executeStep()) return std::optional<batch_record>();
        return std::optional(batch_row(asked));
    });
}

result<std::optional<job_record>> sqlite_store::find_job(const std::string& id)
{
    return read([&](SQLite::Database& database) -> result<std::optional<job_record>> {
        SQLite::Statement asked(database,
                                std::string("SELECT ") + job_columns + " FROM job WHERE id = ?");
        bind_all(asked, id);
        if (!asked.executeStep()) return std::optional<job_record>();
        return std::optional(job_row(asked));
    });
}

result<std::vector<job_record>> sqlite_store::jobs(const job_filter& which, std::uint64_t before,
                                                   std::size_t most)
{
    return read([&](SQLite::Database& database) -> result<std::vector<job_record>> {
        SQLite::Statement asked(database, std::string("SELECT ") + job_columns +
                                              " FROM job WHERE " + condition_of(which) +
                                              " AND (?5 = 0 OR number < ?5) "
                                              "ORDER BY number DESC LIMIT ?6");
        bind_all(asked, which.agent, which.batch, which.of_owner ? 1 : 0, which.owner, before,
                 most);
        return all_jobs(asked, job_row);
    });
}

result<std::vector<job_record>> sqlite_store::unfinished_jobs()
{
    return read([&](SQLite::Database& database) -> result<std::vector<job_record>> {
        SQLite::Statement asked(database, std::string("SELECT ") + job_columns +
                                              " FROM job WHERE phase IN (1, 2) ORDER BY number");
        return all_jobs(asked, job_row);
    });
}

result<job_sums> sqlite_store::sum_jobs(const job_filter& which)
{
    return read([&](SQLite::Database& database) -> result<job_sums> {
        SQLite::Statement asked(database,
                                "SELECT phase, COUNT(*), SUM(known), SUM(durable) FROM job WHERE " +
                                    condition_of(which) + " GROUP BY phase");
        bind_all(asked, which.agent, which.batch, which.of_owner ? 1 : 0, which.owner);
        job_sums sums;
        while (asked.executeStep()) {
            row_reader from(asked);
            const auto phase = from.number();
            auto& one = sums.at(phase - 1);
            one.jobs = from.number();
            one.known = from.number();
            one.durable = from.number();
        }
        return sums;
    });
}

result<> sqlite_store::move_job(const job_record& to, job_phase from, const std::string& kind,
                                std::int64_t at_ns)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        const auto moved = change(
            database,
            "UPDATE job SET phase = ?, epoch = ?, attempts = ?, setbacks = ?, next_try_ns = ?, "
            "deadline_ns = ?, started_ns = ?, ended_ns = ?, known = ?, received = ?, verified = ?, "
            "durable = ?, "
            "files_known = ?, files_done = ?, digest = ?, code = ?, detail = ? "
            "WHERE id = ? AND epoch = ? AND phase = ?",
            to.phase, to.epoch, to.attempts, to.setbacks, to.next_try_ns, to.deadline_ns,
            to.started_ns, to.ended_ns, to.reached.known, to.reached.received, to.reached.verified,
            to.reached.durable, to.reached.files_known, to.reached.files_done, to.digest, to.code,
            to.detail, to.id, to.epoch - 1, from);
        if (moved == 0) return fail(errc::fenced, "state", to.id);
        add_job_event(database, to.id, kind, at_ns);
        return ok;
    });
}

result<std::uint64_t> sqlite_store::requeue_running_jobs(std::int64_t at_ns)
{
    std::uint64_t count = 0;
    const auto done = writing_->run([&](SQLite::Database& database) -> result<> {
        std::vector<std::string> ids;
        SQLite::Statement asked(database, "SELECT id FROM job WHERE phase = 2 ORDER BY number");
        while (asked.executeStep())
            ids.push_back(row_reader(asked).text());
        change(database, "UPDATE job SET phase = 1, epoch = epoch + 1, next_try_ns = 0 "
                         "WHERE phase = 2");
        for (const auto& id : ids)
            add_job_event(database, id, "job.requeued", at_ns);
        count = ids.size();
        return ok;
    });
    if (!done) return done.error();
    return count;
}

result<std::string> sqlite_store::claim_target(const std::string& id, std::uint64_t epoch,
                                               const job_place& place)
{
    std::string older;
    const auto done = writing_->run([&](SQLite::Database& database) -> result<> {
        older = in_the_way(database, place.target);
        if (!older.empty()) return ok;
        const auto placed = change(database,
                                   "UPDATE job SET resolved = ?, is_file = ?, target = ? "
                                   "WHERE id = ? AND epoch = ? AND phase = 2 AND target = ''",
                                   place.resolved, place.is_file ? 1 : 0, place.target, id, epoch);
        if (placed == 0) return fail(errc::fenced, "state", id);
        change(database, "INSERT INTO job_target (target, job) VALUES (?, ?)", place.target, id);
        return ok;
    });
    if (!done) return done.error();
    return older;
}

} // namespace sluice::state
