// A body that decodes is the only body of its message: it encodes to the same bytes. What is shown
// of a message is clean. The first byte is the type of the frame.
#include "base/escape.hpp"
#include "proto/codec.hpp"
#include "proto/status.hpp"

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

void check_same_body(const message& got, byte_view body)
{
    byte_buffer frame;
    encode(got, 1, frame);
    const auto again = byte_view(frame).subspan(frame_header::size);
    insist(std::equal(again.begin(), again.end(), body.begin(), body.end()));
}

void check_text(const message& got)
{
    const auto text = to_text(got);
    insist(is_utf8(text));
    insist(std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const auto body = std::as_bytes(std::span(data + 1, size - 1));
    const auto got = decode(static_cast<frame_type>(data[0]), body);
    if (!got) {
        insist(got.error() == errc::malformed_message);
        return 0;
    }
    check_same_body(*got, body);
    check_text(*got);
    if (const auto* reply = std::get_if<error_reply>(&*got))
        insist(!error_of(*reply).text().empty());
    return 0;
}
