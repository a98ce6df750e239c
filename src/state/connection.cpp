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

bool is_full(int code, int number)
{
    return code == SQLITE_FULL ||
           (code == SQLITE_IOERR && (number == ENOSPC || number == EDQUOT || number == EFBIG));
}

error failure_of(int code, int number, const std::string& file, const std::string& what)
{
    if (is_full(code, number)) return fail(errc::no_space, "state", file);
    switch (code) {
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
        return failure_of(thrown.getErrorCode(), 0, file, thrown.what());
    }
}

error connection::failure(const SQLite::Exception& thrown) const
{
    return failure_of(thrown.getErrorCode(), sqlite3_system_errno(database_.getHandle()), file_,
                      thrown.what());
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
