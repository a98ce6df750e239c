#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace sluice {

using byte_view = std::span<const std::byte>;
using byte_buffer = std::vector<std::byte>;

inline byte_view as_bytes(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

inline std::string_view as_text(byte_view bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// An unsigned integer in network byte order at `from`, which must hold sizeof(Integer) bytes.
template <class Integer>
Integer load_be(const std::byte* from)
{
    static_assert(std::is_unsigned_v<Integer>);
    Integer value = 0;
    for (std::size_t i = 0; i < sizeof(Integer); ++i)
        value = static_cast<Integer>(static_cast<std::uint64_t>(value) << 8U |
                                     std::to_integer<std::uint64_t>(from[i]));
    return value;
}

/// Writes value in network byte order to `to`, which must hold sizeof(Integer) bytes.
template <class Integer>
void store_be(std::byte* to, Integer value)
{
    static_assert(std::is_unsigned_v<Integer>);
    for (std::size_t i = sizeof(Integer); i-- > 0;) {
        to[i] = static_cast<std::byte>(value & 0xffU);
        value = static_cast<Integer>(static_cast<std::uint64_t>(value) >> 8U);
    }
}

template <class Integer>
void append_be(byte_buffer& to, Integer value)
{
    const auto at = to.size();
    to.resize(at + sizeof(Integer));
    store_be(to.data() + at, value);
}

inline void append(byte_buffer& to, byte_view bytes)
{
    to.insert(to.end(), bytes.begin(), bytes.end());
}

} // namespace sluice
