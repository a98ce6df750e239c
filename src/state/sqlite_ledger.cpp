#include "state/ledger_file.hpp"
#include "state/receipt_chain.hpp"
#include "state/sqlite_store.hpp"
#include "state/statement.hpp"

#include <algorithm>

namespace sluice::state {
namespace {

ledger_record record_at(SQLite::Statement& row)
{
    row_reader from(row);
    ledger_record read;
    read.number = from.number();
    read.who = from.text();
    read.peer = from.text();
    read.what = from.text();
    read.direction = from.text();
    read.door = from.text();
    read.digest_kind = from.text();
    read.root_digest = from.bytes();
    read.bytes = from.number();
    read.started_ns = from.signed_number();
    read.ended_ns = from.signed_number();
    read.result = from.text();
    return read;
}

std::vector<ledger_record> all_of(SQLite::Statement& asked)
{
    std::vector<ledger_record> all;
    while (asked.executeStep())
        all.push_back(record_at(asked));
    return all;
}

constexpr auto select = "SELECT number, who, peer, what, direction, door, digest_kind, "
                        "root_digest, bytes, started_ns, ended_ns, result FROM ledger ";

} // namespace

void sqlite_store::add_to_ledger(SQLite::Database& database,
                                 const std::vector<ledger_record>& ended) const
{
    SQLite::Statement add(database,
                          "INSERT INTO ledger (who, peer, what, direction, door, digest_kind, "
                          "root_digest, bytes, started_ns, ended_ns, result) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    std::optional<receipt_chain> chain;
    if (author_) chain.emplace(database, *author_);
    for (auto one : ended) {
        bind_all(add, one.who, one.peer, one.what, one.direction, one.door, one.digest_kind,
                 byte_view(one.root_digest), one.bytes, one.started_ns, one.ended_ns, one.result);
        add.exec();
        add.reset();
        if (!chain) continue;
        one.number = static_cast<std::uint64_t>(database.getLastInsertRowid());
        chain->add(one);
    }
}

result<> sqlite_store::append_ledger(const std::vector<ledger_record>& ended)
{
    if (ended.empty()) return ok;
    return writing_->run([&](SQLite::Database& database) -> result<> {
        add_to_ledger(database, ended);
        return ok;
    });
}

result<std::vector<ledger_record>> sqlite_store::ledger(std::uint64_t after, std::size_t most)
{
    return read([&](SQLite::Database& database) -> result<std::vector<ledger_record>> {
        SQLite::Statement asked(database,
                                std::string(select) + "WHERE number > ? ORDER BY number LIMIT ?");
        bind_all(asked, after, most);
        return all_of(asked);
    });
}

result<std::vector<ledger_record>> last_ledger_records(const std::string& folder, std::size_t most)
{
    const auto opened = connection::open(folder + "/state.db", connection_kind::reading);
    if (!opened) return opened.error();
    return (*opened)->attempt(
        [&](SQLite::Database& database) -> result<std::vector<ledger_record>> {
            SQLite::Statement asked(database, std::string(select) + "ORDER BY number DESC LIMIT ?");
            bind_all(asked, most);
            auto all = all_of(asked);
            std::reverse(all.begin(), all.end());
            return all;
        });
}

} // namespace sluice::state
