#include "stream/segment.hpp"

#include "base/crc32c.hpp"
#include "base/parse.hpp"

#include <fmt/format.h>

#include <limits>

namespace sluice::stream {
namespace {

constexpr std::string_view magic = "SLTOPIC\n";
constexpr std::uint32_t version = 1;
constexpr std::size_t crc_at = 24;
constexpr std::string_view ending = ".seg";
constexpr std::size_t digits = 20;

} // namespace

void append_segment_head(byte_buffer& to, const segment_head& head)
{
    const auto start = to.size();
    append(to, as_bytes(magic));
    append_be(to, version);
    append_be(to, head.payload);
    append_be(to, head.first);
    append_be(to, crc32c(byte_view(to).subspan(start, crc_at)));
    append_be(to, std::uint32_t{0});
}

std::optional<segment_head> read_segment_head(byte_view bytes)
{
    if (bytes.size() < segment_head_size) return std::nullopt;
    if (as_text(bytes.first(magic.size())) != magic) return std::nullopt;
    const bool whole = load_be<std::uint32_t>(bytes.data() + crc_at) == crc32c(bytes.first(crc_at));
    if (!whole || load_be<std::uint32_t>(bytes.data() + 8) != version) return std::nullopt;
    return segment_head{load_be<std::uint64_t>(bytes.data() + 16),
                        load_be<std::uint32_t>(bytes.data() + 12)};
}

void append_record(byte_buffer& to, const message& one)
{
    const auto start = to.size();
    append_be(to, std::uint32_t{0});
    append_be(to, static_cast<std::uint32_t>(one.body().size()));
    append(to, one.body());
    store_be(to.data() + start, crc32c(byte_view(to).subspan(start + 4)));
}

std::optional<record_view> read_record(byte_view bytes, std::size_t payload)
{
    const auto size = record_size(payload);
    if (bytes.size() < size) return std::nullopt;
    bytes = bytes.first(size);
    if (load_be<std::uint32_t>(bytes.data() + 4) != size - record_prefix_size) return std::nullopt;
    if (load_be<std::uint32_t>(bytes.data()) != crc32c(bytes.subspan(4))) return std::nullopt;
    const auto* head = bytes.data() + record_prefix_size;
    return record_view{load_le64(head), static_cast<std::int64_t>(load_le64(head + 8)),
                       bytes.subspan(record_prefix_size + message_head_size)};
}

std::size_t count_good_records(byte_view bytes, std::size_t payload, std::uint64_t next)
{
    std::size_t count = 0;
    while (true) {
        const auto one = read_record(bytes, payload);
        if (!one || one->sequence != next + count) return count;
        ++count;
        bytes = bytes.subspan(record_size(payload));
    }
}

std::string segment_name(std::uint64_t first)
{
    return fmt::format("{:020}{}", first, ending);
}

std::optional<std::uint64_t> parse_segment_name(std::string_view name)
{
    if (name.size() != digits + ending.size() || !name.ends_with(ending)) return std::nullopt;
    const auto first =
        parse_integer(name.substr(0, digits), 0, std::numeric_limits<std::int64_t>::max());
    if (!first || segment_name(static_cast<std::uint64_t>(*first)) != name) return std::nullopt;
    return static_cast<std::uint64_t>(*first);
}

} // namespace sluice::stream
