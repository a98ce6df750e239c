#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::test {

/// How the bytes of a frame are put together, right or wrong.
struct frame_form {
    frame_form() = default; // no aggregate: it is made beside awaits

    bool masked = true;
    int length_bytes = 0; // 0: the shortest form; 2 or 8: that one
    std::uint64_t claimed = 0;
    bool lies = false; // `claimed` stands in the head
};

/// A frame by hand: `first` is its first byte (0x81: the whole of a text).
inline std::string raw_frame(unsigned first, std::string_view payload, frame_form form = {})
{
    const std::uint64_t length = form.lies ? form.claimed : payload.size();
    int wide = form.length_bytes;
    if (wide == 0) wide = length < 126 ? 0 : length < 65536 ? 2 : 8;
    const auto marker = wide == 0 ? length : wide == 2 ? 126U : 127U;
    std::string made;
    made += static_cast<char>(first);
    made += static_cast<char>((form.masked ? 0x80U : 0U) | marker);
    for (int i = wide; i-- > 0;)
        made += static_cast<char>(length >> (8U * static_cast<unsigned>(i)) & 0xffU);
    const std::string key = form.masked ? "\x11\xa2\x33\xf4" : std::string(4, '\0');
    if (form.masked) made += key;
    for (std::size_t i = 0; i < payload.size(); ++i)
        made += static_cast<char>(payload[i] ^ key[i % 4]);
    return made;
}

/// A close frame with this code and reason.
inline std::string raw_close(unsigned code, std::string_view reason = {}, bool masked = true)
{
    std::string payload;
    payload += static_cast<char>(code >> 8U);
    payload += static_cast<char>(code & 0xffU);
    payload += reason;
    frame_form form;
    form.masked = masked;
    return raw_frame(0x88, payload, form);
}

} // namespace sluice::test
