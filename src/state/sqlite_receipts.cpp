#include "state/receipt_chain.hpp"
#include "state/receipt_file.hpp"
#include "state/sqlite_store.hpp"
#include "state/statement.hpp"

#include <algorithm>

namespace sluice::state {
namespace {

constexpr auto select = "SELECT number, transfer, who, text, signature FROM receipt ";

std::vector<receipt_record> all_of(SQLite::Statement& asked)
{
    std::vector<receipt_record> all;
    while (asked.executeStep()) {
        row_reader from(asked);
        receipt_record read;
        read.number = from.number();
        read.transfer = from.number();
        read.who = from.text();
        read.text = from.text();
        read.signature = from.bytes();
        all.push_back(std::move(read));
    }
    return all;
}

} // namespace

receipt_chain::receipt_chain(SQLite::Database& in, receipt_writer& author)
    : author_(author),
      insert_(in, "INSERT INTO receipt (number, transfer, who, text, signature) "
                  "VALUES (?, ?, ?, ?, x'')")
{
    SQLite::Statement last(in, "SELECT number, text FROM receipt ORDER BY number DESC LIMIT 1");
    if (!last.executeStep()) return;
    row_reader from(last);
    number_ = from.number();
    text_ = from.text();
}

void receipt_chain::add(const ledger_record& about)
{
    text_ = author_.write(about, number_ + 1, text_);
    ++number_;
    bind_all(insert_, number_, about.number, about.who, text_);
    insert_.exec();
    insert_.reset();
}

void sqlite_store::write_receipts_by(std::shared_ptr<receipt_writer> author)
{
    author_ = std::move(author);
}

result<std::vector<receipt_record>> sqlite_store::receipts(const receipt_query& wanted)
{
    return read([&](SQLite::Database& database) -> result<std::vector<receipt_record>> {
        const auto where = wanted.who ? "WHERE number > ?1 AND who = ?3 " : "WHERE number > ?1 ";
        SQLite::Statement asked(database, std::string(select) + where + "ORDER BY number LIMIT ?2");
        bind_all(asked, wanted.after, wanted.most);
        if (wanted.who) asked.bind(3, *wanted.who);
        return all_of(asked);
    });
}

result<std::optional<receipt_record>> sqlite_store::find_receipt(std::uint64_t number)
{
    return read([&](SQLite::Database& database) -> result<std::optional<receipt_record>> {
        SQLite::Statement asked(database, std::string(select) + "WHERE number = ?");
        bind_all(asked, number);
        auto found = all_of(asked);
        if (found.empty()) return std::optional<receipt_record>();
        return std::optional(std::move(found.front()));
    });
}

result<std::vector<receipt_record>> sqlite_store::unsigned_receipts(std::size_t most)
{
    return read([&](SQLite::Database& database) -> result<std::vector<receipt_record>> {
        SQLite::Statement asked(database, std::string(select) +
                                              "WHERE signature = x'' ORDER BY number LIMIT ?");
        bind_all(asked, most);
        return all_of(asked);
    });
}

result<> sqlite_store::sign_receipts(const std::vector<receipt_record>& signed_now)
{
    if (signed_now.empty()) return ok;
    return writing_->run([&](SQLite::Database& database) -> result<> {
        SQLite::Statement sign(database, "UPDATE receipt SET signature = ? "
                                         "WHERE number = ? AND text = ? AND signature = x''");
        for (const auto& one : signed_now) {
            bind_all(sign, byte_view(one.signature), one.number, one.text);
            sign.exec();
            sign.reset();
        }
        return ok;
    });
}

result<std::vector<receipt_record>> last_receipts(const std::string& folder, std::size_t most)
{
    const auto opened = connection::open(folder + "/state.db", connection_kind::reading);
    if (!opened) return opened.error();
    return (*opened)->attempt(
        [&](SQLite::Database& database) -> result<std::vector<receipt_record>> {
            SQLite::Statement asked(database, std::string(select) + "ORDER BY number DESC LIMIT ?");
            bind_all(asked, most);
            auto all = all_of(asked);
            std::reverse(all.begin(), all.end());
            return all;
        });
}

} // namespace sluice::state
