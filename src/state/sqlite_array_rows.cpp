#include "state/sqlite_array_rows.hpp"

#include "state/sqlite_store.hpp"

#include <sstream>

namespace sluice::state {
namespace {

std::vector<array_record> all_of(SQLite::Database& in, SQLite::Statement& asked)
{
    std::vector<array_record> all;
    while (asked.executeStep())
        all.push_back(array_at(asked));
    for (auto& one : all)
        one.tags = tags_of_array(in, one.number);
    return all;
}

} // namespace

std::string shape_text(const std::vector<std::uint64_t>& shape)
{
    std::string made;
    for (const auto length : shape)
        made += (made.empty() ? "" : " ") + std::to_string(length);
    return made;
}

std::vector<std::uint64_t> shape_in(const std::string& text)
{
    std::vector<std::uint64_t> made;
    std::istringstream words(text);
    for (std::uint64_t length = 0; words >> length;)
        made.push_back(length);
    return made;
}

std::string select_arrays(const std::string& rest)
{
    return "SELECT number, name, file, dtype, shape, fortran, size, xxh3, owner, created_ns, "
           "growing FROM array " +
           rest;
}

array_record array_at(SQLite::Statement& row)
{
    row_reader from(row);
    array_record read;
    read.number = from.number();
    read.name = from.text();
    read.file = from.text();
    read.dtype = from.text();
    read.shape = shape_in(from.text());
    read.fortran = from.number() != 0;
    read.size = from.number();
    read.xxh3 = from.bytes();
    read.owner = from.text();
    read.created_ns = from.signed_number();
    read.growing = from.number() != 0;
    return read;
}

void set_array_tags(SQLite::Database& in, std::uint64_t number,
                    const std::vector<std::string>& tags)
{
    change(in, "DELETE FROM array_tag WHERE array = ?", number);
    std::uint64_t place = 0;
    for (const auto& tag : tags)
        change(in, "INSERT INTO array_tag (array, place, tag) VALUES (?, ?, ?)", number, place++,
               tag);
}

std::vector<std::string> tags_of_array(SQLite::Database& in, std::uint64_t number)
{
    SQLite::Statement asked(in, "SELECT tag FROM array_tag WHERE array = ? ORDER BY place");
    bind_all(asked, number);
    std::vector<std::string> all;
    while (asked.executeStep())
        all.push_back(row_reader(asked).text());
    return all;
}

result<std::optional<array_record>> sqlite_store::find_array(const std::string& name)
{
    return read([&](SQLite::Database& database) -> result<std::optional<array_record>> {
        return array_where(database, "name = ?", name);
    });
}

result<std::optional<array_record>> sqlite_store::find_array(std::uint64_t number)
{
    return read([&](SQLite::Database& database) -> result<std::optional<array_record>> {
        return array_where(database, "number = ?", number);
    });
}

result<std::optional<array_record>> sqlite_store::find_array_file(const std::string& file)
{
    return read([&](SQLite::Database& database) -> result<std::optional<array_record>> {
        return array_where(database, "file = ?", file);
    });
}

result<std::vector<array_record>> sqlite_store::arrays(const array_query& wanted)
{
    return read([&](SQLite::Database& database) -> result<std::vector<array_record>> {
        const auto* tagged = "AND number IN (SELECT array FROM array_tag WHERE tag = ?3) ";
        SQLite::Statement asked(database, select_arrays(std::string("WHERE number > ?1 ") +
                                                        (wanted.tag ? tagged : "") +
                                                        "ORDER BY number LIMIT ?2"));
        bind_all(asked, wanted.after, wanted.most);
        if (wanted.tag) asked.bind(3, *wanted.tag);
        return all_of(database, asked);
    });
}

result<std::vector<array_record>> sqlite_store::growing_arrays()
{
    return read([&](SQLite::Database& database) -> result<std::vector<array_record>> {
        SQLite::Statement asked(database, select_arrays("WHERE growing = 1 ORDER BY number"));
        return all_of(database, asked);
    });
}

result<std::uint64_t> sqlite_store::count_arrays()
{
    return read([&](SQLite::Database& database) -> result<std::uint64_t> {
        SQLite::Statement asked(database, "SELECT count(*) FROM array");
        asked.executeStep();
        return row_reader(asked).number();
    });
}

result<std::uint64_t> sqlite_store::array_bytes()
{
    return read([&](SQLite::Database& database) -> result<std::uint64_t> {
        SQLite::Statement asked(database, "SELECT coalesce(sum(size), 0) FROM array");
        asked.executeStep();
        return row_reader(asked).number();
    });
}

} // namespace sluice::state
