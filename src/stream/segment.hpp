#pragma once

#include "base/result.hpp"
#include "stream/message.hpp"

#include <optional>
#include <string>
#include <vector>

/// The bytes of a topic's journal (docs/streams.md, "The journal"). Pure: the files are
/// journal.hpp's.
namespace sluice::stream {

inline constexpr std::size_t segment_head_size = 32;

/// CRC-32C and length, in front of the body of each message.
inline constexpr std::size_t record_prefix_size = 8;

/// Bytes of the record of one message with a payload of this size.
constexpr std::size_t record_size(std::size_t payload)
{
    return record_prefix_size + message_head_size + payload;
}

/// What the first bytes of a segment say.
struct segment_head {
    std::uint64_t first = 0;   // sequence of the first message
    std::uint32_t payload = 0; // bytes of each
};

/// The first bytes of a segment.
void append_segment_head(byte_buffer& to, const segment_head& head);

/// Nothing if it is cut short or damaged.
std::optional<segment_head> read_segment_head(byte_view bytes);

/// A message as it stands in a segment.
void append_record(byte_buffer& to, const message& one);

/// A record as it stands in the bytes of a file.
struct record_view {
    std::uint64_t sequence = 0;
    std::int64_t time_ns = 0;
    byte_view payload;
};

/// The record that bytes begin with; nothing if it is cut short, damaged or of another size.
std::optional<record_view> read_record(byte_view bytes, std::size_t payload);

/// How many whole records with rising numbers, the first of them `next`, the bytes begin with.
std::size_t count_good_records(byte_view bytes, std::size_t payload, std::uint64_t next);

/// "00000000000000000042.seg"; the reverse gives nothing for other names.
std::string segment_name(std::uint64_t first);
std::optional<std::uint64_t> parse_segment_name(std::string_view name);

} // namespace sluice::stream
