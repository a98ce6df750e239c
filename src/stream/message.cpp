#include "stream/message.hpp"

#include <algorithm>

namespace sluice::stream {

void store_le64(std::byte* to, std::uint64_t value)
{
    for (std::size_t i = 0; i < 8; ++i)
        to[i] = static_cast<std::byte>(value >> (8 * i) & 0xffU);
}

std::uint64_t load_le64(const std::byte* from)
{
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;)
        value = value << 8U | std::to_integer<std::uint64_t>(from[i]);
    return value;
}

message::message(std::uint64_t sequence, std::int64_t time_ns, byte_view payload, byte_view front)
    : sequence_(sequence),
      time_ns_(time_ns),
      front_(front.size())
{
    bytes_.resize(front.size() + message_head_size + payload.size());
    std::ranges::copy(front, bytes_.begin());
    auto* head = bytes_.data() + front.size();
    store_le64(head, sequence);
    store_le64(head + 8, static_cast<std::uint64_t>(time_ns));
    std::ranges::copy(payload, head + message_head_size);
}

} // namespace sluice::stream
