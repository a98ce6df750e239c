#include "http/utf8_check.hpp"

namespace sluice::http {

bool utf8_check::begin(unsigned lead)
{
    if (lead < 0x80) return true;
    if (lead < 0xc2 || lead > 0xf4) return false;
    left_ = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    // Overlong forms, surrogates and what lies above U+10FFFF show in the second byte.
    low_ = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    high_ = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return true;
}

bool utf8_check::feed(byte_view bytes)
{
    for (const auto one : bytes) {
        const auto byte = std::to_integer<unsigned>(one);
        if (left_ == 0) {
            if (!begin(byte)) return false;
            continue;
        }
        if (byte < low_ || byte > high_) return false;
        low_ = 0x80;
        high_ = 0xbf;
        --left_;
    }
    return true;
}

} // namespace sluice::http
