#include "server/uploads/tus_headers.hpp"

#include "http/base64.hpp"
#include "http/text.hpp"

#include <sstream>

namespace sluice::server {
namespace {

constexpr std::size_t most_metadata = 8192;
constexpr std::size_t most_parts = 1000;

error malformed(std::string_view field)
{
    return fail(errc::malformed_message, "tus", std::string(field));
}

/// The text up to the separator, which goes with it.
std::string_view cut(std::string_view& text, char separator)
{
    const auto end = text.find(separator);
    const auto piece = text.substr(0, end);
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
    return http::trimmed(piece);
}

bool is_id(std::string_view text)
{
    return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

} // namespace

result<std::map<std::string, std::string>> parse_tus_metadata(std::string_view field)
{
    std::map<std::string, std::string> made;
    if (field.size() > most_metadata) return fail(errc::too_large, "tus", "Upload-Metadata");
    field = http::trimmed(field);
    while (!field.empty()) {
        auto pair = cut(field, ',');
        const auto key = cut(pair, ' ');
        if (key.empty()) return malformed("Upload-Metadata");
        const auto value = http::decode_base64(http::trimmed(pair));
        if (!value) return malformed("Upload-Metadata: " + std::string(key));
        if (!made.emplace(key, as_text(*value)).second)
            return malformed("Upload-Metadata: " + std::string(key) + " twice");
    }
    return made;
}

result<tus_checksum> parse_tus_checksum(std::string_view field)
{
    const auto name = cut(field, ' ');
    tus_checksum made;
    if (name == "sha1")
        made.kind = storage::checksum_kind::sha1;
    else if (name == "md5")
        made.kind = storage::checksum_kind::md5;
    else if (name == "sha256")
        made.kind = storage::checksum_kind::sha256;
    else
        return fail(errc::unsupported, "tus", "Upload-Checksum: " + std::string(name));
    auto value = http::decode_base64(http::trimmed(field));
    if (!value || value->size() != storage::checksum_size(made.kind))
        return malformed("Upload-Checksum");
    made.value = std::move(*value);
    return made;
}

result<tus_concat> parse_tus_concat(std::string_view field, std::string_view base)
{
    tus_concat made;
    field = http::trimmed(field);
    made.partial = field == "partial";
    if (made.partial) return made;
    constexpr std::string_view start = "final;";
    if (!field.starts_with(start)) return malformed("Upload-Concat");
    field.remove_prefix(start.size());
    while (!field.empty()) {
        const auto url = cut(field, ' ');
        if (url.empty()) continue;
        const auto at = url.rfind(base);
        const auto id = at == url.npos ? std::string_view() : url.substr(at + base.size());
        if (!is_id(id) || made.parts.size() >= most_parts) return malformed("Upload-Concat");
        made.parts.emplace_back(id);
    }
    if (made.parts.empty()) return malformed("Upload-Concat");
    return made;
}

std::string tus_target(const std::map<std::string, std::string>& metadata)
{
    for (const auto* key : {"path", "relativePath", "filename", "name"}) {
        const auto at = metadata.find(key);
        // Uppy says "null" where it knows no relative path.
        if (at != metadata.end() && !at->second.empty() && at->second != "null") return at->second;
    }
    return {};
}

bool tus_wants_array(const std::map<std::string, std::string>& metadata)
{
    const auto found = metadata.find("target");
    return found != metadata.end() && found->second == "array";
}

std::vector<std::string> tus_tags(const std::map<std::string, std::string>& metadata)
{
    std::vector<std::string> all;
    const auto found = metadata.find("tags");
    if (found == metadata.end() || found->second.empty()) return all;
    std::istringstream words(found->second);
    for (std::string tag; std::getline(words, tag, ',');)
        all.push_back(tag);
    return all;
}

} // namespace sluice::server
