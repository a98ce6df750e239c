#include "storage/journal_record.hpp"

#include "base/crc32c.hpp"
#include "storage/chunking.hpp"

#include <optional>

namespace sluice::storage {
namespace {

constexpr std::uint32_t magic = 0x534c4a31; // "SLJ1"
constexpr std::size_t frame_bytes = 9;      // length, type, checksum
constexpr std::size_t most_payload = 16U << 10U;

enum class record_type : std::uint8_t { head = 1, chunk = 2 };

byte_buffer framed(record_type type, byte_view payload)
{
    byte_buffer out;
    append_be(out, static_cast<std::uint32_t>(payload.size()));
    out.push_back(static_cast<std::byte>(type));
    append(out, payload);
    append_be(out, crc32c(out));
    return out;
}

struct record {
    std::uint8_t type = 0;
    byte_view payload;
};

/// The record at the front of bytes, which are cut; nothing when it is incomplete or damaged.
std::optional<record> take_record(byte_view& bytes)
{
    if (bytes.size() < frame_bytes) return std::nullopt;
    const auto length = load_be<std::uint32_t>(bytes.data());
    if (length > most_payload || bytes.size() < frame_bytes + length) return std::nullopt;
    const auto covered = bytes.first(5 + length);
    if (crc32c(covered) != load_be<std::uint32_t>(bytes.data() + 5 + length)) return std::nullopt;
    bytes = bytes.subspan(frame_bytes + length);
    return record{std::to_integer<std::uint8_t>(covered[4]), covered.subspan(5)};
}

void append_text(byte_buffer& to, const std::string& text)
{
    append_be(to, static_cast<std::uint16_t>(text.size()));
    append(to, as_bytes(text));
}

std::optional<std::string> take_text(byte_view& from)
{
    if (from.size() < 2) return std::nullopt;
    const auto size = load_be<std::uint16_t>(from.data());
    if (from.size() < 2U + size) return std::nullopt;
    std::string text(as_text(from.subspan(2, size)));
    from = from.subspan(2U + size);
    return text;
}

bool read_head(byte_view from, journal_content& into)
{
    constexpr std::size_t fixed = 4 + 16 + 8 + 4 + 1;
    if (from.size() < fixed || load_be<std::uint32_t>(from.data()) != magic) return false;
    auto& source = into.source;
    std::copy_n(from.begin() + 4, source.version.size(), source.version.begin());
    source.size = load_be<std::uint64_t>(from.data() + 20);
    source.chunk_size = load_be<std::uint32_t>(from.data() + 28);
    const auto kind = std::to_integer<std::uint8_t>(from[32]);
    if (kind < 1 || kind > 2 || source.chunk_size == 0) return false;
    source.kind = static_cast<digest_kind>(kind);
    from = from.subspan(fixed);
    auto path = take_text(from);
    auto name = take_text(from);
    if (!path || !name || !from.empty()) return false;
    source.path = std::move(*path);
    into.final_name = std::move(*name);
    return true;
}

bool read_chunk(byte_view from, journal_content& into)
{
    const auto& source = into.source;
    if (from.size() != 8 + digest_size(source.kind)) return false;
    const auto chunk = load_be<std::uint64_t>(from.data());
    if (chunk >= chunk_count(source.size, source.chunk_size)) return false;
    into.chunks.push_back({chunk, digest(from.subspan(8))});
    return true;
}

} // namespace

byte_buffer encode_journal_head(const part_source& source, const std::string& final_name)
{
    byte_buffer payload;
    append_be(payload, magic);
    append(payload, source.version);
    append_be(payload, source.size);
    append_be(payload, source.chunk_size);
    payload.push_back(static_cast<std::byte>(source.kind));
    append_text(payload, source.path);
    append_text(payload, final_name);
    return framed(record_type::head, payload);
}

byte_buffer encode_journal_chunk(const verified_chunk& done)
{
    byte_buffer payload;
    append_be(payload, done.chunk);
    append(payload, done.value.bytes());
    return framed(record_type::chunk, payload);
}

result<journal_content> replay_journal(byte_view bytes)
{
    const auto all = bytes.size();
    journal_content content;
    const auto head = take_record(bytes);
    const bool whole = head && head->type == static_cast<std::uint8_t>(record_type::head) &&
                       read_head(head->payload, content);
    if (!whole) return fail(errc::malformed_message, "journal", "no valid head");
    content.valid_bytes = all - bytes.size();
    while (const auto next = take_record(bytes)) {
        const bool known = next->type == static_cast<std::uint8_t>(record_type::chunk) &&
                           read_chunk(next->payload, content);
        if (!known) break;
        content.valid_bytes = all - bytes.size();
    }
    return content;
}

} // namespace sluice::storage
