#include "http/digest_fields.hpp"

#include "http/base64.hpp"
#include "http/dictionary.hpp"
#include "http/text.hpp"

#include <algorithm>

namespace sluice::http {
namespace {

constexpr std::string_view sha256_key = "sha-256";

std::optional<byte_buffer> parse_bytes(std::string_view item)
{
    if (item.size() < 2 || item.front() != ':' || item.back() != ':') return {};
    return decode_base64(item.substr(1, item.size() - 2));
}

} // namespace

result<std::optional<sha256_bytes>> parse_digest(std::string_view field)
{
    const auto all = parse_dictionary(field);
    if (!all) return fail(errc::malformed_message, "digest field");
    std::optional<sha256_bytes> found;
    for (const auto& member : *all) {
        const auto bytes = parse_bytes(member.value);
        if (!bytes) return fail(errc::malformed_message, "digest field", member.key);
        if (member.key != sha256_key) continue;
        if (bytes->size() != sha256_bytes().size())
            return fail(errc::malformed_message, "digest field", "length of sha-256");
        found.emplace();
        std::copy(bytes->begin(), bytes->end(), found->begin());
    }
    return found;
}

std::string format_sha256(byte_view digest)
{
    return std::string(sha256_key) + "=:" + encode_base64(digest) + ":";
}

bool wants_sha256(std::string_view field)
{
    const auto all = parse_dictionary(field);
    if (!all) return false;
    return std::any_of(all->begin(), all->end(), [](const dictionary_member& member) {
        const auto preference = saturated_number(member.value);
        return member.key == sha256_key && preference && *preference >= 1 && *preference <= 10;
    });
}

} // namespace sluice::http
