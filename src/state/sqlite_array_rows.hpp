#pragma once

#include "state/array_records.hpp"
#include "state/statement.hpp"

namespace sluice::state {

/// The rows of arrays; each throws what SQLite throws.

/// Lengths with blanks between them, and back.
std::string shape_text(const std::vector<std::uint64_t>& shape);
std::vector<std::uint64_t> shape_in(const std::string& text);

/// The row that a statement stands at, which select_arrays began; without its tags.
array_record array_at(SQLite::Statement& row);

/// "SELECT ... FROM array " in the order that array_at reads.
std::string select_arrays(const std::string& rest);

/// The tags of an array, in their order.
void set_array_tags(SQLite::Database& in, std::uint64_t number,
                    const std::vector<std::string>& tags);

/// The same, read.
std::vector<std::string> tags_of_array(SQLite::Database& in, std::uint64_t number);

/// The first row that fits, with its tags.
template <class Value>
std::optional<array_record> array_where(SQLite::Database& in, const char* condition,
                                        const Value& value)
{
    SQLite::Statement asked(in, select_arrays(std::string("WHERE ") + condition));
    bind_all(asked, value);
    if (!asked.executeStep()) return std::nullopt;
    auto found = array_at(asked);
    found.tags = tags_of_array(in, found.number);
    return found;
}

} // namespace sluice::state
