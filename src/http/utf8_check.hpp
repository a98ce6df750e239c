#pragma once

#include "base/bytes.hpp"

namespace sluice::http {

/// Judges text that comes in pieces: well-formed UTF-8 (RFC 3629: no surrogates, no overlong
/// forms), wherever it was cut. Pure.
class utf8_check {
public:
    /// False: what came so far can never become well-formed; nothing may be fed afterwards.
    bool feed(byte_view bytes);

    /// True if the text may end here: no character is cut in two.
    bool complete() const { return left_ == 0; }

private:
    bool begin(unsigned lead);

    unsigned left_ = 0; // bytes of a character still to come
    unsigned low_ = 0x80;
    unsigned high_ = 0xbf; // what the next of them may be
};

} // namespace sluice::http
