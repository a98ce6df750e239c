#include "storage/part_name.hpp"

#include "storage/digest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::storage {
namespace {

constexpr std::size_t max_name = 255;
constexpr std::size_t hex_digits = 8;
constexpr std::string_view part_end = ".part";
constexpr std::string_view journal_end = ".journal";

/// At most `most` bytes of text, not ending inside a UTF-8 character.
std::string_view cut(std::string_view text, std::size_t most)
{
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80U)
        --most;
    return text.substr(0, most);
}

bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool has_form(std::string_view name, std::string_view end)
{
    if (!name.starts_with('.') || !name.ends_with(end)) return false;
    name.remove_suffix(end.size());
    if (name.size() < hex_digits + 2 || name[name.size() - hex_digits - 1] != '.') return false;
    const auto digits = name.substr(name.size() - hex_digits);
    return std::all_of(digits.begin(), digits.end(), is_hex);
}

} // namespace

part_names part_names_for(std::string_view final_name, std::string_view source)
{
    hasher over(digest_kind::xxh3);
    over.update(as_bytes(source));
    over.update(as_bytes(std::string_view("\0", 1)));
    over.update(as_bytes(final_name));
    const auto tag = over.finish().hex().substr(0, hex_digits);
    const auto room = max_name - 2 - hex_digits - journal_end.size();
    const auto stem = fmt::format(".{}.{}", cut(final_name, room), tag);
    return {stem + std::string(part_end), stem + std::string(journal_end)};
}

bool is_part_name(std::string_view name)
{
    return has_form(name, part_end) || has_form(name, journal_end);
}

std::string journal_name_of(std::string_view part_name)
{
    part_name.remove_suffix(part_end.size());
    return std::string(part_name) + std::string(journal_end);
}

std::string numbered_name(std::string_view name, unsigned number)
{
    const auto dot = name.rfind('.');
    const bool extended = dot != std::string_view::npos && dot > 0 && name.size() - dot < 64;
    const auto stem = extended ? name.substr(0, dot) : name;
    const auto extension = extended ? name.substr(dot) : std::string_view{};
    const auto tag = fmt::format("({})", number);
    return fmt::format("{}{}{}", cut(stem, max_name - tag.size() - extension.size()), tag,
                       extension);
}

} // namespace sluice::storage
