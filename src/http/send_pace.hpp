#pragma once

#include <chrono>
#include <cstdint>

namespace sluice::http {

/// How much of an answer is given to the transport under one limit. A transport tells only that a
/// piece was not taken in time, not how much of it: pieces are therefore small while the client is
/// slow, so that one that still moves is never taken for one that stands. Pure.
class send_pace {
public:
    static constexpr std::uint64_t least = 16U << 10U;
    static constexpr std::uint64_t first = 256U << 10U;
    static constexpr std::uint64_t most = 1U << 20U;

    std::uint64_t piece() const { return piece_; }

    /// What the last piece took.
    void took(std::chrono::steady_clock::duration span);

private:
    std::uint64_t piece_ = first;
};

} // namespace sluice::http
