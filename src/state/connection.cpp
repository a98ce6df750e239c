#include "state/connection.hpp"

#include "base/unique_fd.hpp"

#include <SQLiteCpp/Statement.h>
#include <fcntl.h>
#include <sqlite3.h>

#include <cerrno>

namespace sluice::state {
namespace {

constexpr int patience_ms = 5000;

int flags_of(connection_kind kind)
{
    return kind == connection_kind::reading ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE;
}

int last_errno(sqlite3_file* file)
{
    int number = 0;
    if (file && file->pMethods)
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number);
    return number;
}

/// SQLite says "full" for ENOSPC alone; the other reasons stand only in the file that failed.
bool is_full(sqlite3* database)
{
    for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
        sqlite3_file* file = nullptr;
        sqlite3_file_control(database, "main", which, static_cast<void*>(&file));
        const int number = last_errno(file);
        if (number == ENOSPC || number == EDQUOT || number == EFBIG) return true;
    }
    return false;
}

error failure_of(int code, const std::string& file, const std::string& what)
{
    switch (code) {
    case SQLITE_FULL: return fail(errc::no_space, "state", file);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return damaged(file, what);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return fail(errc::target_busy, "state", file);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN: return fail(errc::not_writable, "state", file + ": " + what);
    default: return fail(errc::io_failed, "state", file + ": " + what);
    }
}

/// SQLite itself would make the file readable for everyone; its journals take the mode of the file.
result<> make_file(const std::string& file)
{
    const unique_fd made(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (made) return ok;
    if (errno == EACCES || errno == EPERM || errno == EROFS)
        return fail(errc::not_writable, "state", file);
    return fail_errno("state", file);
}

} // namespace

error damaged(const std::string& file, const std::string& what)
{
    return fail(errc::io_failed, "state",
                file + " is damaged (" + what +
                    "); move it away and start again, or bring it back from a copy");
}

connection::connection(const std::string& file, connection_kind kind)
    : file_(file),
      database_(file, flags_of(kind), patience_ms)
{
}

result<std::unique_ptr<connection>> connection::open(const std::string& file, connection_kind kind)
{
    if (kind == connection_kind::writing) {
        const auto made = make_file(file);
        if (!made) return made.error();
    } else if (::access(file.c_str(), F_OK) != 0) {
        return fail_errno("state", file);
    }
    try {
        return std::make_unique<connection>(file, kind);
    } catch (const SQLite::Exception& thrown) {
        return failure_of(thrown.getErrorCode(), file, thrown.what());
    }
}

error connection::failure(const SQLite::Exception& thrown) const
{
    auto code = thrown.getErrorCode();
    if (code == SQLITE_IOERR && is_full(database_.getHandle())) code = SQLITE_FULL;
    return failure_of(code, file_, thrown.what());
}

result<> connection::run(const std::string& statements)
{
    return attempt([&](SQLite::Database& database) -> result<> {
        database.exec(statements);
        return ok;
    });
}

bool connection::is_in_transaction() const
{
    return sqlite3_get_autocommit(database_.getHandle()) == 0;
}

result<> connection::check()
{
    return attempt([&](SQLite::Database& database) -> result<> {
        SQLite::Statement asked(database, "PRAGMA quick_check(1)");
        if (!asked.executeStep()) return damaged(file_, "no answer");
        const auto said = asked.getColumn(0).getString();
        if (said != "ok") return damaged(file_, said);
        return ok;
    });
}

} // namespace sluice::state
