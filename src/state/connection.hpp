#pragma once

#include "base/result.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>

#include <chrono>
#include <memory>
#include <string>

namespace sluice::state {

/// How a database file is opened.
enum class connection_kind { reading, writing };

/// One SQLite connection; for one thread at a time. Whatever SQLite throws becomes an error here.
class connection {
public:
    /// Writing makes the file with mode 0600 if it is missing. Waits at most 5 s for other
    /// programs. Errors: not_found, not_writable, io_failed (damaged: the detail says what to do).
    static result<std::unique_ptr<connection>> open(const std::string& file, connection_kind kind);

    /// For open(); throws what SQLite throws.
    connection(const std::string& file, connection_kind kind);

    const std::string& file() const { return file_; }

    /// Runs `work(SQLite::Database&)`, which gives a result. An SQLite failure becomes no_space,
    /// target_busy, not_writable or io_failed.
    template <class Work>
    auto attempt(Work work) -> decltype(work(std::declval<SQLite::Database&>()))
    {
        try {
            return work(database_);
        } catch (const SQLite::Exception& thrown) {
            return failure(thrown);
        } catch (const std::exception& thrown) {
            return fail(errc::internal, "state", thrown.what());
        }
    }

    /// Statements without values, by ";".
    result<> run(const std::string& statements);

    /// False after a failure that made SQLite give up the whole transaction.
    bool is_in_transaction() const;

    /// Runs PRAGMA quick_check. Errors: io_failed.
    result<> check();

private:
    error failure(const SQLite::Exception& thrown) const;

    std::string file_;
    SQLite::Database database_;
};

/// What to say about a database that cannot be trusted.
error damaged(const std::string& file, const std::string& what);

} // namespace sluice::state
