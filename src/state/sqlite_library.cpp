#include "state/sqlite_store.hpp"
#include "state/statement.hpp"

namespace sluice::state {
namespace {

constexpr auto columns = "id, filename, size, content_type, sha256, owner, uploaded_ns";

library_record file_at(SQLite::Statement& row)
{
    row_reader from(row);
    library_record read;
    read.id = from.text();
    read.filename = from.text();
    read.size = from.number();
    read.content_type = from.text();
    read.sha256 = from.bytes();
    read.owner = from.text();
    read.uploaded_ns = from.signed_number();
    return read;
}

SQLite::Statement select(SQLite::Database& in, const std::string& rest)
{
    return {in, std::string("SELECT ") + columns + " FROM library " + rest};
}

} // namespace

result<> sqlite_store::add_library_file(const library_record& made)
{
    return writing_->run([&](SQLite::Database& database) -> result<> {
        SQLite::Statement add(database, std::string("INSERT INTO library (") + columns +
                                            ") VALUES (?, ?, ?, ?, ?, ?, ?) "
                                            "ON CONFLICT (id) DO NOTHING");
        bind_all(add, made.id, made.filename, made.size, made.content_type, byte_view(made.sha256),
                 made.owner, made.uploaded_ns);
        if (add.exec() == 0) return fail(errc::target_exists, "state", made.id);
        return ok;
    });
}

result<std::optional<library_record>> sqlite_store::find_library_file(const std::string& id)
{
    return read([&](SQLite::Database& database) -> result<std::optional<library_record>> {
        auto asked = select(database, "WHERE id = ?");
        bind_all(asked, id);
        if (!asked.executeStep()) return std::optional<library_record>();
        return std::optional(file_at(asked));
    });
}

result<std::vector<library_record>> sqlite_store::library_files()
{
    return read([&](SQLite::Database& database) -> result<std::vector<library_record>> {
        auto asked = select(database, "ORDER BY uploaded_ns, number");
        std::vector<library_record> all;
        while (asked.executeStep())
            all.push_back(file_at(asked));
        return all;
    });
}

result<bool> sqlite_store::remove_library_file(const std::string& id)
{
    bool removed = false;
    const auto done = writing_->run([&](SQLite::Database& database) -> result<> {
        removed = change(database, "DELETE FROM library WHERE id = ?", id) > 0;
        return ok;
    });
    if (!done) return done.error();
    return removed;
}

} // namespace sluice::state
