#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <array>

namespace sluice::proto {

/// What a frame carries; docs/protocol.md lists them.
enum class frame_type : std::uint8_t {
    hello = 1,
    welcome = 2,
    list = 3,
    listing = 4,
    stat = 5,
    file_info = 6,
    manifest_request = 7,
    manifest = 8,
    read = 9,
    data = 10,
    range_end = 11,
    error = 12,
    ping = 13,
    pong = 14,
    cancel = 15,
    going_away = 16,
    put_request = 17,
    put_accepted = 18,
    attach = 19,
    put_progress = 20,
    put_file = 21,
    put_end = 22,
    agent_register = 23,
    agent_accepted = 24,
    agent_resolve = 25,
    agent_resolved = 26,
    agent_dial = 27,
    agent_hang_up = 28,
    topic_open = 29,
    topic_schema = 30,
    topic_data = 31,
    topic_gap = 32,
    topic_accepted = 33,
};

inline constexpr std::uint8_t last_frame_type = 33;

/// The name of a type as docs/protocol.md spells it.
std::string_view name_of(frame_type type);

/// The fixed part in front of every body: docs/protocol.md, section "Frame header".
struct frame_header {
    static constexpr std::size_t size = 16;

    std::uint32_t length = 0; // bytes of body
    frame_type type = frame_type::error;
    std::uint32_t request_id = 0;
    std::uint32_t checksum = 0; // CRC-32C of the header before it and, but for data, of the body

    friend bool operator==(const frame_header&, const frame_header&) = default;
};

using header_bytes = std::array<std::byte, frame_header::size>;

/// The header of a data frame of `length` bytes: its checksum covers the header only, so that the
/// body can be sent from the file without being read.
header_bytes encode_data_header(std::uint32_t request_id, std::uint32_t length);

/// Makes room for a header at the end of `out`; append the body, then call finish_control with the
/// value returned here.
std::size_t begin_control(byte_buffer& out);

/// Fills in the header begun at `start`: the body is all that was appended since.
void finish_control(byte_buffer& out, std::size_t start, frame_type type, std::uint32_t request_id);

/// Reads a header. malformed_message: unknown type, reserved bits set, or (for data frames) a wrong
/// checksum; lengths are judged by the caller, which knows the limits in force.
result<frame_header> decode_header(byte_view bytes);

/// True if the checksum of a control frame fits its header and body.
bool control_checksum_fits(const frame_header& header, byte_view body);

} // namespace sluice::proto
