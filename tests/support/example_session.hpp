#pragma once

#include "proto/codec.hpp"
#include "proto/status.hpp"
#include "storage/digest.hpp"

#include <fmt/format.h>

namespace sluice::test {

/// Bytes as docs/protocol.md shows them: offset, sixteen bytes, the same as text.
inline std::string hex_dump(byte_view bytes)
{
    std::string rows;
    for (std::size_t at = 0; at < bytes.size(); at += 16) {
        const auto row = bytes.subspan(at, std::min<std::size_t>(16, bytes.size() - at));
        std::string hex;
        std::string text;
        for (const auto b : row) {
            const auto value = std::to_integer<unsigned>(b);
            hex += fmt::format("{:02x} ", value);
            text += value > 0x20 && value < 0x7f ? static_cast<char>(value) : '.';
        }
        rows += fmt::format("{:04x}  {:<48} {}\n", at, hex, text);
    }
    return rows;
}

inline std::string shown_message(std::string_view who, const proto::message& what, std::uint32_t id)
{
    byte_buffer frame;
    proto::encode(what, id, frame);
    const auto name = std::visit([](const auto& m) { return proto::name_of(m.type); }, what);
    return fmt::format("{}: {}, request {}\n{}\n", who, name, id, hex_dump(frame));
}

inline std::string shown_data(std::string_view who, byte_view bytes, std::uint32_t id)
{
    byte_buffer frame;
    append(frame, proto::encode_data_header(id, static_cast<std::uint32_t>(bytes.size())));
    append(frame, bytes);
    return fmt::format("{}: data, request {}\n{}\n", who, id, hex_dump(frame));
}

/// The session of docs/protocol.md, section "An example": a file of five bytes is read, and one
/// that is not there.
inline std::string example_session()
{
    const auto content = as_bytes("hello");
    proto::version_token version{};
    version.fill(std::byte{0x5a});

    proto::hello hello;
    hello.peer_name = "sluice-client 0.1";
    proto::welcome welcome;
    welcome.session = 7;
    welcome.peer_name = "sluice-server 0.1";
    proto::read_request read;
    read.path = "a.txt";
    read.length = 5;
    proto::range_end end;
    end.version = version;
    const auto digest = storage::digest_of(proto::digest_kind::xxh3, content);
    end.digests.assign(digest.bytes().begin(), digest.bytes().end());
    auto missing = read;
    missing.path = "b.txt";
    const auto refused = proto::reply_of(fail(errc::not_found, "open", "b.txt"));

    return shown_message("asker", hello, 0) + shown_message("giver", welcome, 0) +
           shown_message("asker", read, 1) + shown_message("asker", missing, 2) +
           shown_data("giver", content, 1) + shown_message("giver", end, 1) +
           shown_message("giver", refused, 2);
}

} // namespace sluice::test
