#include "http/etag.hpp"

#include "http/text.hpp"

#include <algorithm>

namespace sluice::http {
namespace {

/// etagc: a visible byte but the quotation mark, or one above ASCII.
bool is_etag_char(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x21 || (byte >= 0x23 && byte != 0x7f);
}

/// Cuts one tag off the text.
std::optional<entity_tag> cut_tag(std::string_view& text)
{
    entity_tag made;
    made.weak = text.substr(0, 2) == "W/";
    if (made.weak) text.remove_prefix(2);
    if (text.empty() || text.front() != '"') return {};
    const auto end = text.find('"', 1);
    if (end == text.npos) return {};
    made.opaque = text.substr(1, end - 1);
    if (!std::all_of(made.opaque.begin(), made.opaque.end(), is_etag_char)) return {};
    text.remove_prefix(end + 1);
    return made;
}

} // namespace

std::optional<entity_tag> parse_etag(std::string_view text)
{
    text = trimmed(text);
    auto made = cut_tag(text);
    if (!text.empty()) return {};
    return made;
}

std::string format_etag(const entity_tag& tag)
{
    std::string text = tag.weak ? "W/\"" : "\"";
    std::copy_if(tag.opaque.begin(), tag.opaque.end(), std::back_inserter(text), is_etag_char);
    return text + '"';
}

bool strong_match(const entity_tag& a, const entity_tag& b)
{
    return !a.weak && !b.weak && a.opaque == b.opaque;
}

bool weak_match(const entity_tag& a, const entity_tag& b)
{
    return a.opaque == b.opaque;
}

std::optional<etag_list> parse_etag_list(std::string_view text)
{
    etag_list made;
    text = trimmed(text);
    made.any = text == "*";
    if (made.any) return made;
    while (!text.empty()) {
        if (text.front() == ',') {
            text = trimmed(text.substr(1));
            continue;
        }
        auto tag = cut_tag(text);
        text = trimmed(text);
        if (!tag || (!text.empty() && text.front() != ',')) return {};
        made.tags.push_back(std::move(*tag));
    }
    if (made.tags.empty()) return {};
    return made;
}

} // namespace sluice::http
