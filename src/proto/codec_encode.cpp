#include "proto/codec.hpp"

#include <stdexcept>

namespace sluice::proto {
namespace {

void check(std::size_t size, std::size_t limit, std::string_view name)
{
    if (size > limit) throw std::length_error("field over its limit: " + std::string(name));
}

template <class Struct>
void put_fields(byte_buffer& to, const Struct& from);

template <class Integer>
    requires std::is_integral_v<Integer>
void put(byte_buffer& to, Integer value, std::size_t, std::string_view)
{
    append_be(to, static_cast<std::make_unsigned_t<Integer>>(value));
}

template <class Enum>
    requires std::is_enum_v<Enum>
void put(byte_buffer& to, Enum value, std::size_t, std::string_view)
{
    to.push_back(static_cast<std::byte>(value));
}

template <std::size_t Size>
void put(byte_buffer& to, const std::array<std::byte, Size>& value, std::size_t, std::string_view)
{
    append(to, value);
}

void put(byte_buffer& to, const std::string& value, std::size_t limit, std::string_view name)
{
    check(value.size(), limit, name);
    append_be(to, static_cast<std::uint16_t>(value.size()));
    append(to, as_bytes(value));
}

void put(byte_buffer& to, const byte_buffer& value, std::size_t limit, std::string_view name)
{
    check(value.size(), limit, name);
    append_be(to, static_cast<std::uint32_t>(value.size()));
    append(to, value);
}

void put(byte_buffer& to, const entry& value, std::size_t, std::string_view)
{
    put_fields(to, value);
}

void put(byte_buffer& to, const std::vector<std::string>& value, std::size_t limit,
         std::string_view name)
{
    check(value.size(), limit, name);
    append_be(to, static_cast<std::uint32_t>(value.size()));
    for (const auto& one : value)
        put(to, one, max_name, name);
}

void put(byte_buffer& to, const std::vector<entry>& value, std::size_t limit, std::string_view name)
{
    check(value.size(), limit, name);
    append_be(to, static_cast<std::uint32_t>(value.size()));
    for (const auto& e : value)
        put_fields(to, e);
}

template <class Struct>
void put_fields(byte_buffer& to, const Struct& from)
{
    std::apply([&](const auto&... f) { (put(to, from.*f.member, f.limit, f.name), ...); },
               Struct::fields);
}

} // namespace

void encode(const message& from, std::uint32_t request_id, byte_buffer& to)
{
    const auto start = begin_control(to);
    const auto put_message = [&](const auto& m) {
        put_fields(to, m);
        finish_control(to, start, m.type, request_id);
    };
    std::visit(put_message, from);
}

} // namespace sluice::proto
