#include "base/escape.hpp"
#include "proto/codec.hpp"

#include <fmt/format.h>

namespace sluice::proto {
namespace {

constexpr std::size_t shown_bytes = 80;

std::string hex(byte_view bytes)
{
    std::string text;
    for (const auto b : bytes.first(std::min<std::size_t>(bytes.size(), 16)))
        text += fmt::format("{:02x}", std::to_integer<unsigned>(b));
    if (bytes.size() > 16) text += fmt::format("...({} bytes)", bytes.size());
    return text;
}

template <class Struct>
std::string fields_text(const Struct& from);

template <class Integer>
    requires std::is_integral_v<Integer>
std::string show(Integer value)
{
    return std::to_string(value);
}

template <class Enum>
    requires std::is_enum_v<Enum>
std::string show(Enum value)
{
    return std::to_string(static_cast<unsigned>(value));
}

template <std::size_t Size>
std::string show(const std::array<std::byte, Size>& value)
{
    return hex(value);
}

std::string show(const byte_buffer& value)
{
    return hex(value);
}

std::string show(const std::string& value)
{
    const bool cut = value.size() > shown_bytes;
    return escape(std::string_view(value).substr(0, shown_bytes)) + (cut ? "..." : "");
}

std::string show(const std::vector<std::string>& value)
{
    std::string text;
    for (const auto& one : value) {
        if (text.size() > shown_bytes) return text + "...";
        text += (text.empty() ? "" : " ") + show(one);
    }
    return text;
}

std::string show(const entry& value)
{
    return fields_text(value);
}

std::string show(const std::vector<entry>& value)
{
    return fmt::format("({} entries)", value.size());
}

template <class Struct>
std::string fields_text(const Struct& from)
{
    std::string text = "{";
    const auto add = [&](const auto& f) {
        if (text.size() > 1) text += ", ";
        const bool secret = f.name == "credentials";
        text += fmt::format("{}={}", f.name, secret ? "***" : show(from.*f.member));
    };
    std::apply([&](const auto&... f) { (add(f), ...); }, Struct::fields);
    return text + "}";
}

struct width {
    std::size_t bytes = 0; // 0: varies
    std::string text;
};

template <class Value>
width width_of(std::size_t limit)
{
    if constexpr (std::is_enum_v<Value>)
        return {1, "1"};
    else if constexpr (std::is_integral_v<Value>)
        return {sizeof(Value), std::to_string(sizeof(Value))};
    else if constexpr (std::is_same_v<Value, std::string>)
        return {0, fmt::format("2 + n, n <= {}", limit)};
    else if constexpr (std::is_same_v<Value, byte_buffer>)
        return {0, fmt::format("4 + n, n <= {}", limit)};
    else if constexpr (std::is_same_v<Value, entry>)
        return {0, "an entry"};
    else if constexpr (std::is_same_v<Value, std::vector<std::string>>)
        return {0, fmt::format("4 + strings, n <= {}", limit)};
    else if constexpr (std::is_same_v<Value, std::vector<entry>>)
        return {0, fmt::format("4 + entries, n <= {}", limit)};
    else
        return {sizeof(Value), std::to_string(sizeof(Value))};
}

template <class Struct>
std::string table()
{
    std::string rows = "| offset | bytes | field | meaning |\n|---|---|---|---|\n";
    std::size_t offset = 0;
    bool fixed = true;
    const auto add = [&]<class Value>(const field<Struct, Value>& f) {
        const auto w = width_of<Value>(f.limit);
        const std::string at = fixed ? std::to_string(offset) : "after it";
        rows += fmt::format("| {} | {} | `{}` | {} |\n", at, w.text, f.name, f.meaning);
        offset += w.bytes;
        fixed = fixed && w.bytes > 0;
    };
    std::apply([&](const auto&... f) { (add(f), ...); }, Struct::fields);
    return rows;
}

template <std::size_t Index = 0>
std::string table_of(frame_type type)
{
    if constexpr (Index == std::variant_size_v<message>) {
        return {};
    } else {
        using candidate = std::variant_alternative_t<Index, message>;
        if (candidate::type != type) return table_of<Index + 1>(type);
        if constexpr (std::tuple_size_v<decltype(candidate::fields)> == 0)
            return "The body is empty.\n";
        else
            return table<candidate>();
    }
}

} // namespace

std::string to_text(const message& from)
{
    const auto text = [](const auto& m) { return std::string(name_of(m.type)) + fields_text(m); };
    return std::visit(text, from);
}

std::string byte_table(frame_type type)
{
    return table_of(type);
}

std::string entry_byte_table()
{
    return table<entry>();
}

} // namespace sluice::proto
