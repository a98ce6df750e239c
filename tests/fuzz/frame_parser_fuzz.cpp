// A stream of frames means the same however it is cut, and limits hold. The first byte says how the
// rest is read: which limits, which cuts, and whether its checksums are put right first.
#include "../support/frame_events.hpp"
#include "base/crc32c.hpp"
#include "proto/codec.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace sluice;
using namespace sluice::proto;

void insist(bool holds)
{
    if (!holds) std::abort();
}

/// Sets the checksum of every frame that the lengths lead to, so that mutations get past it.
void put_right(byte_buffer& stream)
{
    constexpr std::size_t checksum_at = 12;
    std::size_t at = 0;
    while (stream.size() - at >= frame_header::size) {
        const auto frame = byte_view(stream).subspan(at);
        const std::size_t length = load_be<std::uint32_t>(frame.data());
        if (length > frame.size() - frame_header::size) return;
        const bool is_data = frame[4] == static_cast<std::byte>(frame_type::data);
        auto sum = crc32c(frame.first(checksum_at));
        if (!is_data) sum = crc32c(frame.subspan(frame_header::size, length), sum);
        store_be(stream.data() + at + checksum_at, sum);
        at += frame_header::size + length;
    }
}

void check_frames(const test::parsed_stream& parsed, frame_limits limits)
{
    for (const auto& frame : parsed.frames) {
        const bool is_data = frame.header.type == frame_type::data;
        insist(frame.body.size() == frame.header.length);
        insist(frame.body.size() <= (is_data ? limits.data : limits.control));
        if (is_data)
            insist(!frame.body.empty());
        else
            insist(control_checksum_fits(frame.header, frame.body));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const unsigned how = data[0];
    byte_buffer stream(size - 1);
    std::transform(data + 1, data + size, stream.begin(), [](auto b) { return std::byte{b}; });
    if ((how & 1U) != 0) put_right(stream);
    const auto limits = (how & 2U) != 0 ? reply_limits : login_limits;

    const auto whole = test::parse_in_pieces(stream, stream.size(), limits);
    check_frames(whole, limits);
    insist(test::parse_in_pieces(stream, 1, limits) == whole);
    insist(test::parse_in_pieces(stream, 2 + how / 4, limits) == whole);
    return 0;
}
