#include "array/dtype.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sluice::array {
namespace {

constexpr std::array<std::string_view, 13> unit_names{"Y",  "M",  "W",  "D",  "h",  "m", "s",
                                                      "ms", "us", "ns", "ps", "fs", "as"};

/// One element is at most this long; a larger one is an attack or a mistake.
constexpr std::uint64_t most_size = std::uint64_t{1} << 20U;

error malformed(std::string_view text)
{
    return fail(errc::malformed_message, "dtype", std::string(text.substr(0, 80)));
}

error refused(std::string_view why)
{
    return fail(errc::type_refused, "dtype", std::string(why));
}

/// Takes digits off the front; none, or too many: nothing.
std::optional<std::uint64_t> take_number(std::string_view& rest)
{
    std::uint64_t number = 0;
    const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (failed != std::errc() || end == rest.data()) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return number;
}

/// "[25s]", or nothing for the generic unit.
result<time_unit> parse_unit(std::string_view text)
{
    time_unit unit;
    if (text.empty()) return unit;
    if (!text.starts_with('[') || !text.ends_with(']')) return malformed(text);
    auto inner = text.substr(1, text.size() - 2);
    if (!inner.empty() && inner.front() >= '0' && inner.front() <= '9') {
        const auto count = take_number(inner);
        if (!count || *count == 0 || *count > 2'147'483'647) return malformed(text);
        unit.count = static_cast<std::int64_t>(*count);
    }
    if (std::find(unit_names.begin(), unit_names.end(), inner) == unit_names.end())
        return malformed(text);
    unit.name = inner;
    return unit;
}

/// Sizes that the kind may have.
bool is_known(dtype_kind kind, std::uint64_t size)
{
    switch (kind) {
    case dtype_kind::boolean: return size == 1;
    case dtype_kind::signed_integer:
    case dtype_kind::unsigned_integer: return size == 1 || size == 2 || size == 4 || size == 8;
    case dtype_kind::real: return size == 2 || size == 4 || size == 8;
    case dtype_kind::complex: return size == 8 || size == 16;
    case dtype_kind::date:
    case dtype_kind::span: return size == 8;
    case dtype_kind::bytes: return size >= 1 && size <= most_size;
    case dtype_kind::text: return size >= 4 && size <= most_size;
    }
    return false;
}

/// What is told apart by its letter before its size is looked at.
result<> judge_letter(char letter)
{
    if (letter == 'O') return refused("an array of Python objects: only a pickle could hold it");
    if (letter == 'V') return refused("a structured or void type");
    if (std::string_view("biufcMmSaU").find(letter) == std::string_view::npos)
        return fail(errc::malformed_message, "dtype", std::string("type '") + letter + "'");
    return ok;
}

} // namespace

std::uint64_t dtype::word() const
{
    if (kind == dtype_kind::bytes) return 1;
    if (kind == dtype_kind::text) return 4;
    return kind == dtype_kind::complex ? size / 2 : size;
}

result<dtype> parse_dtype(std::string_view text)
{
    auto rest = text;
    dtype made;
    if (!rest.empty() && std::string_view("<>|=").find(rest.front()) != rest.npos) {
        made.big_endian = rest.front() == '>';
        rest.remove_prefix(1);
    }
    if (rest.empty()) return malformed(text);
    const auto judged = judge_letter(rest.front());
    if (!judged) return judged.error();
    made.kind = static_cast<dtype_kind>(rest.front() == 'a' ? 'S' : rest.front());
    rest.remove_prefix(1);
    const auto size = take_number(rest);
    if (!size) return malformed(text);
    const bool text_kind = made.kind == dtype_kind::text;
    if (text_kind && *size > most_size / 4) return refused("elements of more than 1 MiB");
    made.size = text_kind ? *size * 4 : *size;
    const bool timed = made.kind == dtype_kind::date || made.kind == dtype_kind::span;
    if (timed) {
        auto unit = parse_unit(rest);
        if (!unit) return unit.error();
        made.unit = std::move(*unit);
    } else if (!rest.empty()) {
        return malformed(text);
    }
    if (!is_known(made.kind, made.size)) return refused(std::string(text) + " is not taken");
    if (made.word() == 1) made.big_endian = false;
    return made;
}

} // namespace sluice::array
