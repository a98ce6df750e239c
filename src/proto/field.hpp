#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice::proto {

/// One field of a message: the only description from which encoding, decoding, printing, random
/// values for tests and the byte tables of docs/protocol.md are made.
template <class Message, class Value>
struct field {
    std::string_view name;
    Value Message::* member;
    std::string_view meaning;

    /// Strings and byte strings: most bytes. Lists: most items. Enums: highest value. Numbers: 0.
    std::size_t limit = 0;
};

template <class Message, class Value>
field(std::string_view, Value Message::*, std::string_view, std::size_t) -> field<Message, Value>;
template <class Message, class Value>
field(std::string_view, Value Message::*, std::string_view) -> field<Message, Value>;

} // namespace sluice::proto
