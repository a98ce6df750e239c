#include "server/pickup/pickup_proof.hpp"

#include "async/sleep.hpp"
#include "net/delivery.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

constexpr std::chrono::milliseconds first_pause(1);
constexpr std::chrono::milliseconds longest_pause(50);

} // namespace

pickup_proof::pickup_proof(net::byte_stream& stream) : stream_(stream)
{
    auto* gauge = dynamic_cast<net::delivery_gauge*>(&stream_);
    if (!gauge) return;
    const auto now = gauge->delivery_now();
    ended_before_ = now && now->peer_ended;
}

task<bool> pickup_proof::wait(proof_limits limits)
{
    auto* gauge = dynamic_cast<net::delivery_gauge*>(&stream_);
    if (!gauge) co_return false;
    auto pause = first_pause;
    auto least = std::numeric_limits<std::uint64_t>::max();
    auto limit = deadline::clock::now() + limits.stall;
    while (true) {
        const auto now = gauge->delivery_now();
        if (!now) co_return false;
        const bool taken = now->unacknowledged == 0;
        if (now->unacknowledged < least) {
            least = now->unacknowledged;
            limit = deadline::clock::now() + (taken ? limits.end : limits.stall);
        }
        if (taken && now->peer_ended && !ended_before_) co_return true;
        if (taken && !now->peer_ended) {
            // Whoever asks for the next thing has read this one.
            const auto next = stream_.peek_byte();
            if (next && *next) co_return true;
        }
        if (deadline::clock::now() >= limit) co_return taken;
        const bool on_time = co_await sleep_for(pause);
        if (!on_time) co_return false;
        pause = std::min(pause * 2, longest_pause);
    }
}

} // namespace sluice::server
