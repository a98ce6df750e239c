// Frames mean the same however their bytes are cut, and what comes out keeps the promises of
// websocket_parser. The first byte says which side reads and how the rest is cut.
#include "../http/websocket_events.hpp"
#include "base/escape.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace sluice;

constexpr http::websocket_limits small{.text = 200, .binary = 300};

void insist(bool holds)
{
    if (!holds) std::abort();
}

void check(const test::websocket_reading& all)
{
    insist(all.closed == 0 || all.refused == 0);
    for (const auto& one : all.messages) {
        const bool text = one.kind == http::websocket_kind::text;
        insist(one.bytes.size() <= (text ? small.text : small.binary));
        if (text) insist(is_utf8(one.bytes));
    }
    for (const auto* list : {&all.pings, &all.pongs})
        for (const auto& one : *list)
            insist(one.size() <= http::max_control_payload);
    if (all.closed != 0 && all.closed != http::close_code::none)
        insist(http::may_be_sent(static_cast<std::uint16_t>(all.closed)));
    insist(is_utf8(all.reason));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const auto own = data[0] % 2 == 0 ? http::websocket_role::server : http::websocket_role::client;
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto whole = test::read_frames(text, text.size(), own, small);
    check(whole);
    insist(test::read_frames(text, 1, own, small) == whole);
    insist(test::read_frames(text, 2U + data[0] / 4U, own, small) == whole);
    return 0;
}
