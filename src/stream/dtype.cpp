#include "stream/dtype.hpp"

#include <algorithm>
#include <array>

namespace sluice::stream {
namespace {

constexpr std::string_view orders = "<>|=";

constexpr std::array<std::string_view, 14> numbers{"|b1", "|i1", "<i2", "<i4", "<i8",
                                                   "|u1", "<u2", "<u4", "<u8", "<f2",
                                                   "<f4", "<f8", "<c8", "<c16"};

bool is_number(const dtype& what)
{
    auto little = what;
    little.big_endian = false;
    return std::ranges::find(numbers, array::to_text(little)) != numbers.end();
}

} // namespace

result<dtype> parse_dtype(std::string_view text)
{
    for (const auto& one : numbers)
        if (auto named = array::parse_dtype(one); array::long_name(*named) == text) return named;
    const auto unknown = fail(errc::bad_usage, "dtype", std::string(text.substr(0, 64)));
    if (text.empty() || orders.find(text.front()) == orders.npos) return unknown;
    auto made = array::parse_dtype(text);
    if (!made || !is_number(*made)) return unknown;
    // A single byte has no order; every other has one.
    if (text.front() == '|' && made->size > 1) return unknown;
    return made;
}

} // namespace sluice::stream
