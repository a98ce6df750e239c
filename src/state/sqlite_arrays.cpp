#include "state/sqlite_array_rows.hpp"
#include "state/sqlite_store.hpp"
#include "state/statement.hpp"

namespace sluice::state {
namespace {

std::uint64_t bytes_in(SQLite::Database& in)
{
    SQLite::Statement asked(in, "SELECT coalesce(sum(size), 0) FROM array");
    asked.executeStep();
    return row_reader(asked).number();
}

/// Room for `size` more bytes, where those of `freed` go.
result<> judge_quota(SQLite::Database& in, const array_entry& entry, std::uint64_t freed)
{
    if (entry.most_bytes == 0) return ok;
    const auto kept = bytes_in(in) - freed;
    if (entry.made.size <= entry.most_bytes && kept <= entry.most_bytes - entry.made.size)
        return ok;
    return fail(errc::over_quota, "arrays", std::to_string(entry.made.size) + " bytes");
}

array_entered inserted(SQLite::Database& in, const array_record& made)
{
    array_entered entered{made, {}};
    SQLite::Statement add(in, "INSERT INTO array (name, file, dtype, shape, fortran, size, xxh3, "
                              "owner, created_ns, growing) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    bind_all(add, made.name, made.file, made.dtype, shape_text(made.shape), int{made.fortran},
             made.size, byte_view(made.xxh3), made.owner, made.created_ns, int{made.growing});
    add.exec();
    entered.now.number = static_cast<std::uint64_t>(in.getLastInsertRowid());
    set_array_tags(in, entered.now.number, made.tags);
    return entered;
}

array_entered replaced(SQLite::Database& in, const array_record& made, const array_record& before)
{
    array_entered entered{made, before.file};
    entered.now.number = before.number;
    if (made.tags.empty()) entered.now.tags = before.tags;
    change(in,
           "UPDATE array SET file = ?, dtype = ?, shape = ?, fortran = ?, size = ?, xxh3 = ?, "
           "owner = ?, created_ns = ?, growing = ? WHERE number = ?",
           made.file, made.dtype, shape_text(made.shape), int{made.fortran}, made.size,
           byte_view(made.xxh3), made.owner, made.created_ns, int{made.growing}, before.number);
    set_array_tags(in, before.number, entered.now.tags);
    return entered;
}

} // namespace

result<array_entered> sqlite_store::enter_array(const array_entry& entry)
{
    array_entered entered;
    const auto& made = entry.made;
    const auto done = writing_->run([&](SQLite::Database& database) -> result<> {
        const auto same = array_where(database, "file = ?", made.file);
        if (same) {
            entered.now = *same;
            return ok;
        }
        const auto before = array_where(database, "name = ?", made.name);
        if (before && (!entry.replace || before->growing))
            return fail(errc::target_exists, "arrays", made.name);
        const auto room = judge_quota(database, entry, before ? before->size : 0);
        if (!room) return room;
        entered = before ? replaced(database, made, *before) : inserted(database, made);
        return ok;
    });
    if (!done) return done.error();
    return entered;
}

result<array_record> sqlite_store::change_array(const std::string& name, const array_change& how)
{
    array_record now;
    const auto done = writing_->run([&](SQLite::Database& database) -> result<> {
        const auto before = array_where(database, "name = ?", name);
        if (!before) return fail(errc::not_found, "arrays", name);
        if (how.name && *how.name != name) {
            if (array_where(database, "name = ?", *how.name))
                return fail(errc::target_exists, "arrays", *how.name);
            change(database, "UPDATE array SET name = ? WHERE number = ?", *how.name,
                   before->number);
        }
        if (how.tags) set_array_tags(database, before->number, *how.tags);
        now = *array_where(database, "number = ?", before->number);
        return ok;
    });
    if (!done) return done.error();
    return now;
}

result<> sqlite_store::end_array(const array_record& ended)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        const auto moved =
            change(database,
                   "UPDATE array SET shape = ?, size = ?, xxh3 = ?, growing = 0 "
                   "WHERE file = ? AND growing = 1",
                   shape_text(ended.shape), ended.size, byte_view(ended.xxh3), ended.file);
        if (moved == 0) return fail(errc::not_found, "arrays", ended.name);
        return ok;
    });
}

result<std::optional<array_record>> sqlite_store::remove_array(const std::string& name)
{
    std::optional<array_record> removed;
    const auto done = writing_->run([&](SQLite::Database& database) -> result<> {
        removed = array_where(database, "name = ?", name);
        if (removed) change(database, "DELETE FROM array WHERE number = ?", removed->number);
        return ok;
    });
    if (!done) return done.error();
    return removed;
}

} // namespace sluice::state
