#pragma once

#include "base/bytes.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <concepts>
#include <string>

namespace sluice::state {

// Values into statements and out of columns. Numbers without sign stand as the 64 bits they are.

template <std::integral Number>
void bind_value(SQLite::Statement& to, int index, Number value)
{
    to.bind(index, static_cast<std::int64_t>(value));
}

template <class Enumeration>
    requires std::is_enum_v<Enumeration>
void bind_value(SQLite::Statement& to, int index, Enumeration value)
{
    to.bind(index, static_cast<std::int64_t>(value));
}

inline void bind_value(SQLite::Statement& to, int index, const std::string& value)
{
    to.bind(index, value);
}

/// An empty blob, not NULL, for no bytes.
inline void bind_value(SQLite::Statement& to, int index, byte_view value)
{
    to.bind(index, value.empty() ? "" : static_cast<const void*>(value.data()),
            static_cast<int>(value.size()));
}

/// Binds the values to ?1, ?2, ... in order.
template <class... Value>
void bind_all(SQLite::Statement& to, const Value&... value)
{
    int index = 0;
    (bind_value(to, ++index, value), ...);
}

/// Runs a statement with these values; how many rows it changed.
template <class... Value>
int change(SQLite::Database& in, const char* text, const Value&... value)
{
    SQLite::Statement statement(in, text);
    bind_all(statement, value...);
    return statement.exec();
}

/// The columns of a row, from left to right.
class row_reader {
public:
    explicit row_reader(SQLite::Statement& at) : at_(at) {}

    std::int64_t signed_number() { return at_.getColumn(next_++).getInt64(); }
    std::uint64_t number() { return static_cast<std::uint64_t>(signed_number()); }
    std::string text() { return at_.getColumn(next_++).getString(); }
    byte_buffer bytes()
    {
        const auto column = at_.getColumn(next_++);
        const auto* from = static_cast<const std::byte*>(column.getBlob());
        return {from, from + column.getBytes()};
    }

private:
    SQLite::Statement& at_;
    int next_ = 0;
};

} // namespace sluice::state
