#include "state/sqlite_store.hpp"
#include "state/statement.hpp"

namespace sluice::state {

result<> sqlite_store::remember_sha256(const digest_key& of, byte_view sha256)
{
    if (!digests_.put(of, sha256)) return ok;
    return write_digests();
}

result<> sqlite_store::write_digests()
{
    const auto all = digests_.take_all();
    if (all.empty()) return ok;
    return writing_->run([&](SQLite::Database& database) -> result<> {
        SQLite::Statement put(database, "INSERT OR REPLACE INTO digest (device, inode, size, "
                                        "modified_ns, changed_ns, sha256) "
                                        "VALUES (?, ?, ?, ?, ?, ?)");
        for (const auto& [key, sha256] : all) {
            bind_all(put, key.device, key.inode, key.size, key.modified_ns, key.changed_ns,
                     byte_view(sha256));
            put.exec();
            put.reset();
        }
        return ok;
    });
}

result<std::optional<byte_buffer>> sqlite_store::find_sha256(const digest_key& of)
{
    const auto waiting = digests_.find(of);
    if (waiting) return waiting->empty() ? std::optional<byte_buffer>() : waiting;
    return read([&](SQLite::Database& database) -> result<std::optional<byte_buffer>> {
        SQLite::Statement asked(database,
                                "SELECT sha256 FROM digest WHERE device = ? AND inode = ? "
                                "AND size = ? AND modified_ns = ? AND changed_ns = ?");
        bind_all(asked, of.device, of.inode, of.size, of.modified_ns, of.changed_ns);
        if (!asked.executeStep()) return std::optional<byte_buffer>();
        return std::optional(row_reader(asked).bytes());
    });
}

} // namespace sluice::state
