#include "base/crc32c.hpp"
#include "proto/frame.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::proto;

TEST_CASE("a data header is sixteen bytes in network order", "[proto][frame]")
{
    const auto bytes = encode_data_header(0x0a0b0c0d, 0x00010203);

    const std::array<unsigned, 12> wanted{0, 1, 2, 3, 10, 0, 0, 0, 0x0a, 0x0b, 0x0c, 0x0d};
    for (std::size_t i = 0; i < wanted.size(); ++i)
        CHECK(std::to_integer<unsigned>(bytes[i]) == wanted[i]);
    CHECK(load_be<std::uint32_t>(bytes.data() + 12) == crc32c(byte_view(bytes).first(12)));
}

TEST_CASE("the checksum of a control frame covers its header and its body", "[proto][frame]")
{
    byte_buffer out(3); // what is in front of the frame does not count
    const auto start = begin_control(out);
    append(out, as_bytes("body"));
    finish_control(out, start, frame_type::list, 9);

    const auto frame = byte_view(out).subspan(3);
    const auto header = decode_header(frame);

    REQUIRE(header);
    CHECK(header->length == 4);
    CHECK(header->type == frame_type::list);
    CHECK(header->request_id == 9);
    CHECK(header->checksum == crc32c(as_bytes("body"), crc32c(frame.first(12))));
    CHECK(control_checksum_fits(*header, as_bytes("body")));
    CHECK_FALSE(control_checksum_fits(*header, as_bytes("bodz")));
    CHECK_FALSE(control_checksum_fits(*header, as_bytes("bod")));
}

TEST_CASE("the first byte of every frame is zero", "[proto][frame]")
{
    // What tells the protocol from TLS and HTTP on one port: no body reaches 16 MiB.
    CHECK(encode_data_header(1, 1U << 20U)[0] == std::byte{0});
    CHECK(encode_data_header(~0U, (1U << 24U) - 1)[0] == std::byte{0});
}

TEST_CASE("every frame type has a name of its own", "[proto][frame]")
{
    std::vector<std::string_view> names;
    for (unsigned type = 1; type <= last_frame_type; ++type)
        names.push_back(name_of(static_cast<frame_type>(type)));

    std::sort(names.begin(), names.end());
    CHECK_FALSE(names.front().empty());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
    CHECK(name_of(static_cast<frame_type>(0)).empty());
    CHECK(name_of(static_cast<frame_type>(200)).empty());
}
