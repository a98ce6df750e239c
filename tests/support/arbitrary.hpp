#pragma once

#include "proto/messages.hpp"

#include <limits>
#include <random>

namespace sluice::test {

/// Random values, all from one seed. Messages are made from the description of their fields, so a
/// new message is tested without a word here. Show the seed where a test fails: INFO(seed).
class arbitrary {
public:
    explicit arbitrary(std::uint64_t seed) : random_(seed) {}

    /// 0 to most.
    std::uint64_t up_to(std::uint64_t most)
    {
        return std::uniform_int_distribution<std::uint64_t>(0, most)(random_);
    }

    bool one_in(std::uint64_t count) { return up_to(count - 1) == 0; }

    byte_buffer bytes(std::size_t size)
    {
        byte_buffer made(size);
        for (auto& b : made)
            b = static_cast<std::byte>(random_());
        return made;
    }

    std::string text(std::size_t size) { return std::string(as_text(bytes(size))); }

    /// A message of one type, every field within its limits.
    template <class Message>
    Message make()
    {
        Message made;
        fill_fields(made);
        return made;
    }

    /// A message of any type.
    proto::message message() { return message_of(up_to(std::variant_size_v<proto::message> - 1)); }

    /// A message of the variant's alternative with this index.
    template <std::size_t Index = 0>
    proto::message message_of(std::uint64_t index)
    {
        if constexpr (Index + 1 == std::variant_size_v<proto::message>) {
            return make<std::variant_alternative_t<Index, proto::message>>();
        } else {
            if (index == Index) return make<std::variant_alternative_t<Index, proto::message>>();
            return message_of<Index + 1>(index);
        }
    }

private:
    /// Mostly a few, now and then none or as many as allowed.
    std::size_t size_up_to(std::size_t limit)
    {
        if (one_in(20)) return limit;
        return up_to(std::min<std::size_t>(limit, 12));
    }

    template <class Integer>
        requires std::is_integral_v<Integer>
    void fill(Integer& value, std::size_t)
    {
        const auto any = random_();
        if (one_in(8))
            value = std::numeric_limits<Integer>::max();
        else if (one_in(8))
            value = std::numeric_limits<Integer>::min();
        else
            value = static_cast<Integer>(any);
    }

    template <class Enum>
        requires std::is_enum_v<Enum>
    void fill(Enum& value, std::size_t highest)
    {
        value = static_cast<Enum>(1 + up_to(highest - 1));
    }

    template <std::size_t Size>
    void fill(std::array<std::byte, Size>& value, std::size_t)
    {
        const auto made = bytes(Size);
        std::copy(made.begin(), made.end(), value.begin());
    }

    void fill(std::string& value, std::size_t limit) { value = text(size_up_to(limit)); }
    void fill(byte_buffer& value, std::size_t limit) { value = bytes(size_up_to(limit)); }
    void fill(proto::entry& value, std::size_t) { fill_fields(value); }

    void fill(std::vector<std::string>& value, std::size_t limit)
    {
        value.resize(size_up_to(limit));
        for (auto& one : value)
            fill(one, proto::max_name);
    }

    void fill(std::vector<proto::entry>& value, std::size_t limit)
    {
        value.resize(up_to(std::min<std::size_t>(limit, 12)));
        for (auto& e : value)
            fill_fields(e);
    }

    template <class Struct>
    void fill_fields(Struct& value)
    {
        std::apply([&](const auto&... f) { (fill(value.*f.member, f.limit), ...); },
                   Struct::fields);
    }

    std::mt19937_64 random_;
};

/// Calls with a default-constructed message of every type.
template <class Callable, std::size_t Index = 0>
void for_each_message(Callable call)
{
    if constexpr (Index < std::variant_size_v<proto::message>) {
        call(std::variant_alternative_t<Index, proto::message>{});
        for_each_message<Callable, Index + 1>(call);
    }
}

/// The bodies of messages by docs/protocol.md, without any check of limits: to compare the codec
/// with, and to make what it would refuse to make.
template <class Struct>
void append_plain(byte_buffer& to, const Struct& from);

inline void append_plain_value(byte_buffer& to, const std::string& value)
{
    append_be(to, static_cast<std::uint16_t>(value.size()));
    append(to, as_bytes(value));
}

inline void append_plain_value(byte_buffer& to, const byte_buffer& value)
{
    append_be(to, static_cast<std::uint32_t>(value.size()));
    append(to, value);
}

template <std::size_t Size>
void append_plain_value(byte_buffer& to, const std::array<std::byte, Size>& value)
{
    append(to, value);
}

template <class Number>
    requires std::is_integral_v<Number> || std::is_enum_v<Number>
void append_plain_value(byte_buffer& to, Number value)
{
    for (std::size_t i = sizeof(Number); i-- > 0;)
        to.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i)));
}

inline void append_plain_value(byte_buffer& to, const proto::entry& value)
{
    append_plain(to, value);
}

inline void append_plain_value(byte_buffer& to, const std::vector<std::string>& value)
{
    append_be(to, static_cast<std::uint32_t>(value.size()));
    for (const auto& one : value)
        append_plain_value(to, one);
}

inline void append_plain_value(byte_buffer& to, const std::vector<proto::entry>& value)
{
    append_be(to, static_cast<std::uint32_t>(value.size()));
    for (const auto& e : value)
        append_plain(to, e);
}

template <class Struct>
void append_plain(byte_buffer& to, const Struct& from)
{
    std::apply([&](const auto&... f) { (append_plain_value(to, from.*f.member), ...); },
               Struct::fields);
}

template <class Message>
byte_buffer plain_body(const Message& from)
{
    byte_buffer body;
    append_plain(body, from);
    return body;
}

} // namespace sluice::test
