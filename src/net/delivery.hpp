#pragma once

#include "base/result.hpp"

#include <cstdint>

namespace sluice::net {

/// How far the bytes have come that were written to a connection.
struct delivery {
    std::uint64_t unacknowledged = 0; // bytes that the other side's kernel has not confirmed yet
    bool peer_ended = false;          // the other side sends nothing more (FIN)
};

/// A stream that can tell. What a program has closed without reading all of it comes back as a
/// reset: so an end of the other side, after everything was acknowledged and not before, means that
/// its program has taken every byte.
class delivery_gauge {
public:
    virtual ~delivery_gauge() = default;

    /// Does not wait. Errors: peer_closed (reset, or closed here), unsupported.
    virtual result<delivery> delivery_now() = 0;
};

} // namespace sluice::net
