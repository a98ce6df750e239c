#include "state/ranges.hpp"
#include "state/sqlite_store.hpp"
#include "state/statement.hpp"

#include <algorithm>

namespace sluice::state {
namespace {

durable_range range_at(SQLite::Statement& row)
{
    row_reader from(row);
    durable_range read;
    read.first = from.number();
    read.past = from.number();
    return read;
}

/// Replaces the rows that the range overlaps or touches by one.
void merge_row(SQLite::Database& in, std::int64_t upload, durable_range added)
{
    {
        SQLite::Statement near(in, "SELECT first, past FROM upload_range "
                                   "WHERE upload = ? AND first <= ? ORDER BY first DESC");
        bind_all(near, upload, added.past);
        const auto start = added.first;
        while (near.executeStep()) {
            const auto found = range_at(near);
            if (found.past < start) break; // the rows are disjoint: all others end before this one
            added.first = std::min(added.first, found.first);
            added.past = std::max(added.past, found.past);
        }
    }
    change(in, "DELETE FROM upload_range WHERE upload = ? AND first >= ? AND first <= ?", upload,
           added.first, added.past);
    change(in, "INSERT INTO upload_range (upload, first, past) VALUES (?, ?, ?)", upload,
           added.first, added.past);
}

std::int64_t number_of(SQLite::Database& in, const std::string& id)
{
    SQLite::Statement asked(in, "SELECT number FROM upload WHERE id = ?");
    bind_all(asked, id);
    asked.executeStep();
    return row_reader(asked).signed_number();
}

} // namespace

result<> sqlite_store::commit_ranges(const std::string& id, std::uint64_t epoch,
                                     const std::vector<durable_range>& added,
                                     std::int64_t expires_ns)
{
    for (const auto& one : added) {
        const auto sound = check_range(one);
        if (!sound) return sound;
    }
    return writing_->run([&](SQLite::Database& database) -> result<> {
        const auto held = change(database,
                                 "UPDATE upload SET expires_ns = ? "
                                 "WHERE id = ? AND epoch = ? AND phase = 1",
                                 expires_ns, id, epoch);
        if (held == 0) return fail(errc::fenced, "state");
        const auto number = number_of(database, id);
        for (const auto& one : added)
            if (one.first < one.past) merge_row(database, number, one);
        return ok;
    });
}

result<std::vector<durable_range>> sqlite_store::ranges_of(const std::string& id)
{
    return read([&](SQLite::Database& database) -> result<std::vector<durable_range>> {
        SQLite::Statement asked(database, "SELECT first, past FROM upload_range WHERE upload = "
                                          "(SELECT number FROM upload WHERE id = ?) "
                                          "ORDER BY first");
        bind_all(asked, id);
        std::vector<durable_range> all;
        while (asked.executeStep())
            all.push_back(range_at(asked));
        return all;
    });
}

} // namespace sluice::state
