#include "proto/frame.hpp"

#include "base/crc32c.hpp"

#include <fmt/format.h>

namespace sluice::proto {
namespace {

constexpr std::size_t checksum_at = 12;

void store_fields(std::byte* to, const frame_header& header)
{
    store_be(to, header.length);
    to[4] = static_cast<std::byte>(header.type);
    to[5] = std::byte{0};
    store_be(to + 6, std::uint16_t{0});
    store_be(to + 8, header.request_id);
}

} // namespace

std::string_view name_of(frame_type type)
{
    constexpr std::array<std::string_view, last_frame_type + 1> names{"",
                                                                      "hello",
                                                                      "welcome",
                                                                      "list",
                                                                      "listing",
                                                                      "stat",
                                                                      "file_info",
                                                                      "manifest_request",
                                                                      "manifest",
                                                                      "read",
                                                                      "data",
                                                                      "range_end",
                                                                      "error",
                                                                      "ping",
                                                                      "pong",
                                                                      "cancel",
                                                                      "going_away",
                                                                      "put_request",
                                                                      "put_accepted",
                                                                      "attach",
                                                                      "put_progress",
                                                                      "put_file",
                                                                      "put_end",
                                                                      "agent_register",
                                                                      "agent_accepted",
                                                                      "agent_resolve",
                                                                      "agent_resolved",
                                                                      "agent_dial",
                                                                      "agent_hang_up",
                                                                      "topic_open",
                                                                      "topic_schema",
                                                                      "topic_data",
                                                                      "topic_gap",
                                                                      "topic_accepted"};
    const auto at = static_cast<std::size_t>(type);
    return at < names.size() ? names.at(at) : std::string_view{};
}

header_bytes encode_data_header(std::uint32_t request_id, std::uint32_t length)
{
    header_bytes bytes{};
    frame_header header;
    header.length = length;
    header.type = frame_type::data;
    header.request_id = request_id;
    store_fields(bytes.data(), header);
    store_be(bytes.data() + checksum_at, crc32c(byte_view(bytes).first(checksum_at)));
    return bytes;
}

std::size_t begin_control(byte_buffer& out)
{
    const auto start = out.size();
    out.resize(start + frame_header::size);
    return start;
}

void finish_control(byte_buffer& out, std::size_t start, frame_type type, std::uint32_t request_id)
{
    frame_header header;
    header.length = static_cast<std::uint32_t>(out.size() - start - frame_header::size);
    header.type = type;
    header.request_id = request_id;
    store_fields(out.data() + start, header);
    const auto all = byte_view(out).subspan(start);
    const auto sum = crc32c(all.subspan(frame_header::size), crc32c(all.first(checksum_at)));
    store_be(out.data() + start + checksum_at, sum);
}

result<frame_header> decode_header(byte_view bytes)
{
    frame_header header;
    header.length = load_be<std::uint32_t>(bytes.data());
    const auto type = std::to_integer<std::uint8_t>(bytes[4]);
    if (type == 0 || type > last_frame_type)
        return fail(errc::malformed_message, "frame", fmt::format("unknown type {}", type));
    if (bytes[5] != std::byte{0} || load_be<std::uint16_t>(bytes.data() + 6) != 0)
        return fail(errc::malformed_message, "frame", "reserved bits are set");
    header.type = static_cast<frame_type>(type);
    header.request_id = load_be<std::uint32_t>(bytes.data() + 8);
    header.checksum = load_be<std::uint32_t>(bytes.data() + checksum_at);
    const bool is_data = header.type == frame_type::data;
    if (is_data && crc32c(bytes.first(checksum_at)) != header.checksum)
        return fail(errc::malformed_message, "frame", "checksum of a data header");
    return header;
}

bool control_checksum_fits(const frame_header& header, byte_view body)
{
    header_bytes bytes{};
    store_fields(bytes.data(), header);
    return crc32c(body, crc32c(byte_view(bytes).first(checksum_at))) == header.checksum;
}

} // namespace sluice::proto
