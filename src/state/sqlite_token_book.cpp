#include "state/folder_lock.hpp"
#include "state/migrations.hpp"
#include "state/statement.hpp"
#include "state/store.hpp"

#include <sqlite3.h>

#include <mutex>

namespace sluice::state {
namespace {

token_record token_at(SQLite::Statement& row)
{
    row_reader from(row);
    token_record read;
    read.id = from.text();
    read.name = from.text();
    read.secret_sha256 = from.bytes();
    read.rights = right_set(static_cast<std::uint8_t>(from.number()));
    read.path = from.text();
    read.created_ns = from.signed_number();
    read.expires_ns = from.signed_number();
    read.revoked = from.number() != 0;
    return read;
}

/// FOLDER/tokens.db with a rollback journal: several programs may write, each for a moment.
class sqlite_token_book final : public token_book {
public:
    explicit sqlite_token_book(std::unique_ptr<connection> opened) : opened_(std::move(opened)) {}

    result<> add(const token_record& made) override;
    result<bool> revoke(const std::string& name) override;
    result<std::vector<token_record>> all() override;
    result<std::uint64_t> generation() override;

private:
    std::mutex guard_;
    std::unique_ptr<connection> opened_;
    std::uint64_t own_changes_ = 0; // data_version tells only what other connections changed
    std::uint64_t seen_ = 0;
};

result<> sqlite_token_book::add(const token_record& made)
{
    const std::lock_guard hold(guard_);
    ++own_changes_;
    const auto begun = opened_->run("BEGIN IMMEDIATE");
    if (!begun) return begun;
    auto done = opened_->attempt([&](SQLite::Database& database) -> result<> {
        change(database, "DELETE FROM token WHERE name = ? AND revoked = 1", made.name);
        const auto added = change(
            database,
            "INSERT INTO token (id, name, secret_sha256, rights, path, created_ns, expires_ns, "
            "revoked) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            made.id, made.name, byte_view(made.secret_sha256), made.rights.bits(), made.path,
            made.created_ns, made.expires_ns, made.revoked);
        if (added == 0) return fail(errc::target_exists, "token", made.name);
        return ok;
    });
    if (done) done = opened_->run("COMMIT");
    if (opened_->is_in_transaction()) static_cast<void>(opened_->run("ROLLBACK"));
    return done;
}

result<bool> sqlite_token_book::revoke(const std::string& name)
{
    const std::lock_guard hold(guard_);
    ++own_changes_;
    return opened_->attempt([&](SQLite::Database& database) -> result<bool> {
        return change(database, "UPDATE token SET revoked = 1 WHERE name = ?", name) > 0;
    });
}

result<std::vector<token_record>> sqlite_token_book::all()
{
    const std::lock_guard hold(guard_);
    return opened_->attempt([&](SQLite::Database& database) -> result<std::vector<token_record>> {
        SQLite::Statement asked(database, "SELECT id, name, secret_sha256, rights, path, "
                                          "created_ns, expires_ns, revoked FROM token "
                                          "ORDER BY number");
        std::vector<token_record> all;
        while (asked.executeStep())
            all.push_back(token_at(asked));
        return all;
    });
}

result<std::uint64_t> sqlite_token_book::generation()
{
    const std::lock_guard hold(guard_);
    const auto version = opened_->attempt([](SQLite::Database& database) -> result<std::uint64_t> {
        return static_cast<std::uint64_t>(database.execAndGet("PRAGMA data_version").getInt64());
    });
    if (version)
        seen_ = *version;
    else if (!(version.error() == errc::target_busy))
        return version.error();
    return (seen_ << 32U) + own_changes_;
}

} // namespace

result<std::unique_ptr<token_book>> open_token_book(const std::string& folder)
{
    const auto made = make_state_folder(folder);
    if (!made) return made.error();
    auto opened = connection::open(folder + "/tokens.db", connection_kind::writing);
    if (!opened) return opened.error();
    auto ready = (*opened)->run("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;"
                                "PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON");
    if (ready) ready = migrate(**opened, token_migrations());
    if (!ready) return ready.error();
    return std::unique_ptr<token_book>(std::make_unique<sqlite_token_book>(std::move(*opened)));
}

} // namespace sluice::state
