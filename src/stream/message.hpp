#pragma once

#include "base/bytes.hpp"

#include <memory>

namespace sluice::stream {

/// Sequence and time in front of every payload, as subscribers of binary messages get them: both
/// little-endian, 8 bytes each.
inline constexpr std::size_t message_head_size = 16;

/// One numbered message, immutable and shared: of the ring and of everybody to whom it is on its
/// way. Its bytes stand behind some room in which a transport may have put a head of its own.
class message {
public:
    /// front: what stands before the head, such as that of a frame.
    message(std::uint64_t sequence, std::int64_t time_ns, byte_view payload, byte_view front = {});

    std::uint64_t sequence() const { return sequence_; }
    std::int64_t time_ns() const { return time_ns_; }

    /// The bytes of the numbers.
    byte_view payload() const { return body().subspan(message_head_size); }

    /// Sequence, time and payload.
    byte_view body() const { return byte_view(bytes_).subspan(front_); }

    /// All, the front too.
    byte_view framed() const { return bytes_; }

    /// What it takes of memory, about.
    std::size_t cost() const { return sizeof *this + bytes_.capacity() + 32; }

private:
    std::uint64_t sequence_;
    std::int64_t time_ns_;
    std::size_t front_;
    byte_buffer bytes_;
};

using shared_message = std::shared_ptr<const message>;

/// Little-endian integers of a message's head.
void store_le64(std::byte* to, std::uint64_t value);
std::uint64_t load_le64(const std::byte* from);

/// Messages that were lost: from and to are the first and the last of them.
struct gap {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::string_view reason = {}; // "slow", "expired", "lost"; of static storage

    friend bool operator==(const gap&, const gap&) = default;
};

} // namespace sluice::stream
