#include "state/sqlite_store.hpp"

#include "state/migrations.hpp"

namespace sluice::state {
namespace {

result<std::unique_ptr<connection>> open_writing(const std::string& file, bool check)
{
    auto opened = connection::open(file, connection_kind::writing);
    if (!opened) return opened.error();
    auto& made = **opened;
    // Only this connection writes the log back into the database; the log shrinks again after it.
    auto ready = made.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                          "PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON;"
                          "PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 16777216");
    if (ready && check) ready = made.check();
    if (ready) ready = migrate(made, state_migrations());
    if (!ready) return ready.error();
    return opened;
}

} // namespace

sqlite_store::sqlite_store(folder_lock lock, std::unique_ptr<connection> writing,
                           std::unique_ptr<connection> reading)
    : lock_(std::move(lock)),
      writing_(std::make_unique<write_queue>(std::move(writing))),
      reading_(std::move(reading))
{
}

sqlite_store::~sqlite_store()
{
    const auto ignored = write_digests(); // losing them costs time only
    static_cast<void>(ignored);
    // The writing connection goes last: closing it empties the log.
    reading_.reset();
    writing_.reset();
    lock_.mark_closed();
}

result<std::unique_ptr<store>> open_store(const std::string& folder)
{
    const auto made = make_state_folder(folder);
    if (!made) return made.error();
    auto lock = folder_lock::take(folder);
    if (!lock) return lock.error();
    const auto file = folder + "/state.db";
    auto writing = open_writing(file, lock->found_unclean());
    if (!writing) return writing.error();
    auto reading = connection::open(file, connection_kind::reading);
    if (!reading) return reading.error();
    const auto mapped = (*reading)->run("PRAGMA mmap_size = 0");
    if (!mapped) return mapped.error();
    const auto marked = lock->mark_open();
    if (!marked) return marked.error();
    return std::unique_ptr<store>(
        std::make_unique<sqlite_store>(std::move(*lock), std::move(*writing), std::move(*reading)));
}

} // namespace sluice::state
