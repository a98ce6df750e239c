#include "stream/schema.hpp"

#include "base/parse.hpp"

#include <algorithm>
#include <limits>

namespace sluice::stream {
namespace {

constexpr std::size_t most_name = 64;

bool may_be_in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

} // namespace

result<std::size_t> message_size(const schema& of)
{
    if (of.shape.size() > most_dimensions)
        return fail(errc::bad_usage, "shape", "at most 32 dimensions");
    const bool plain =
        std::ranges::none_of(of.units, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (of.units.size() > most_units || !plain)
        return fail(errc::bad_usage, "units", "at most 64 bytes on one line");
    std::uint64_t bytes = of.element.size;
    for (const auto length : of.shape) {
        if (length == 0) return fail(errc::bad_usage, "shape", "an axis of length 0");
        if (length > most_message_bytes / bytes)
            return fail(errc::too_large, "shape",
                        "a message holds at most " + format_size(most_message_bytes));
        bytes *= length;
    }
    return static_cast<std::size_t>(bytes);
}

std::string shape_text(const std::vector<std::uint64_t>& shape)
{
    std::string text;
    for (const auto length : shape)
        text += (text.empty() ? "" : ",") + std::to_string(length);
    return text;
}

result<std::vector<std::uint64_t>> parse_shape(std::string_view text)
{
    std::vector<std::uint64_t> shape;
    std::string plain(text);
    std::erase_if(plain, [](char c) { return c == ' ' || c == '(' || c == ')'; });
    std::string_view rest = plain;
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        const auto length =
            parse_integer(rest.substr(0, comma), 1, std::numeric_limits<std::int64_t>::max());
        if (!length || shape.size() == most_dimensions)
            return fail(errc::bad_usage, "shape", std::string(text.substr(0, 128)));
        shape.push_back(static_cast<std::uint64_t>(*length));
        rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 1);
    }
    return shape;
}

bool same_layout(const schema& a, const schema& b)
{
    return a.element == b.element && a.shape == b.shape;
}

result<> check_topic_name(std::string_view name)
{
    const bool good = !name.empty() && name.size() <= most_name && name.front() != '.' &&
                      std::ranges::all_of(name, may_be_in_name);
    if (good) return ok;
    return fail(errc::bad_name, "topic", std::string(name.substr(0, most_name)));
}

} // namespace sluice::stream
