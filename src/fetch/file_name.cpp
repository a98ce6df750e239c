#include "fetch/file_name.hpp"

#include "base/escape.hpp"
#include "http/parameters.hpp"
#include "http/percent.hpp"
#include "http/text.hpp"

namespace sluice::fetch {
namespace {

constexpr std::size_t longest = 200;
constexpr std::size_t longest_ending = 20;

/// Bytes of the UTF-8 character that begins so; the text is valid.
std::size_t length_of(char first)
{
    const auto byte = static_cast<unsigned char>(first);
    if (byte < 0x80) return 1;
    if (byte < 0xe0) return 2;
    return byte < 0xf0 ? 3 : 4;
}

std::string without_odd_characters(std::string_view text)
{
    std::string clean;
    const bool valid = is_utf8(text);
    while (!text.empty()) {
        const auto length = valid ? length_of(text.front()) : 1;
        const auto character = text.substr(0, length);
        clean += escape(character) == character ? std::string(character) : "_";
        text.remove_prefix(length);
    }
    return clean;
}

/// Whole characters only, and the ending stays.
std::string shortened(std::string name)
{
    if (name.size() <= longest) return name;
    const auto dot = name.rfind('.');
    const bool has_ending = dot != name.npos && dot > 0 && name.size() - dot <= longest_ending;
    const auto ending = has_ending ? name.substr(dot) : std::string();
    auto end = longest - ending.size();
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0U) == 0x80U)
        --end;
    return name.substr(0, end) + ending;
}

/// What filename* says: UTF-8''percent-encoded.
std::optional<std::string> extended_value(std::string_view text)
{
    constexpr std::string_view charset = "utf-8'";
    if (!http::lower(text).starts_with(charset)) return std::nullopt;
    const auto quote = text.find('\'', charset.size());
    if (quote == text.npos) return std::nullopt;
    return http::percent_decoded(text.substr(quote + 1));
}

std::string disposition_name(const answer& head)
{
    const auto* field = head.fields.find("content-disposition");
    if (!field) return {};
    const auto read = http::parse_parameters(*field);
    if (!read) return {};
    if (const auto* extended = read->find("filename*"))
        if (const auto name = extended_value(*extended)) return *name;
    const auto* plain = read->find("filename");
    return plain ? *plain : std::string();
}

} // namespace

std::string safe_file_name(std::string_view claimed)
{
    const auto last = claimed.find_last_of("/\\");
    if (last != claimed.npos) claimed.remove_prefix(last + 1);
    auto name = shortened(without_odd_characters(claimed));
    while (name.ends_with(' ') || name.ends_with('.'))
        name.pop_back();
    const auto begin = name.find_first_not_of(" ");
    name.erase(0, begin);
    if (name.empty()) return "download";
    // No hidden files: programs look for their settings in some.
    if (name.front() == '.') name.front() = '_';
    return name;
}

std::string offered_name(const answer& head)
{
    auto name = disposition_name(head);
    if (name.empty()) name = claimed_name(head.from);
    return safe_file_name(name);
}

} // namespace sluice::fetch
