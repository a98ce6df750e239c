#pragma once

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <vector>

namespace sluice::bench {

using clock_type = std::chrono::steady_clock;

constexpr std::size_t head_size = 16; // sequence and time of a message

inline std::uint64_t now_ns()
{
    return static_cast<std::uint64_t>(clock_type::now().time_since_epoch().count());
}

/// How old a message was when it came.
struct delay {
    std::uint32_t second; // of the clock, in which it was sent
    std::uint32_t micros;
};

/// Reads frames of one subscriber and notes how old their messages are.
class subscriber {
public:
    subscriber(int fd, std::vector<delay>& delays) : fd_(fd), delays_(delays) {}

    int fd() const { return fd_; }
    std::uint64_t gaps() const { return gaps_; }

    /// Whatever has come. False at the end.
    bool read(std::vector<unsigned char>& buffer)
    {
        const auto got = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got == 0) return false;
        if (got < 0) return errno == EAGAIN || errno == EINTR;
        const unsigned char* at = buffer.data();
        const auto* end = at + got;
        while (at < end)
            at = take(at, end);
        return true;
    }

private:
    const unsigned char* take(const unsigned char* at, const unsigned char* end)
    {
        if (left_ == 0) {
            // Frame head, then sequence, time and the stamp of the publisher.
            while (at < end && held_ < wanted())
                head_[held_++] = *at++;
            if (held_ < wanted()) return at;
            left_ = length() - std::min<std::uint64_t>(length(), held_ - frame_head());
            if ((head_[0] & 0x0fU) == 2) {
                std::uint64_t stamp = 0;
                std::memcpy(&stamp, head_ + frame_head() + head_size, sizeof stamp);
                const auto micros = (now_ns() - stamp) / 1000;
                delays_.push_back(
                    {static_cast<std::uint32_t>(stamp / 1'000'000'000),
                     static_cast<std::uint32_t>(std::min<std::uint64_t>(0xffffffffU, micros))});
            } else {
                ++gaps_;
            }
            held_ = 0;
        }
        const auto skip = std::min<std::uint64_t>(left_, static_cast<std::uint64_t>(end - at));
        left_ -= skip;
        return at + skip;
    }

    std::size_t frame_head() const
    {
        const auto code = held_ > 1 ? head_[1] & 0x7fU : 0;
        return code == 127 ? 10 : code == 126 ? 4 : 2;
    }
    std::uint64_t length() const
    {
        const auto code = head_[1] & 0x7fU;
        if (code < 126) return code;
        std::uint64_t made = 0;
        for (std::size_t i = 2; i < frame_head(); ++i)
            made = made << 8U | head_[i];
        return made;
    }
    std::size_t wanted() const
    {
        if (held_ < 2 || held_ < frame_head()) return held_ < 2 ? 2 : frame_head();
        const auto body = std::min<std::uint64_t>(length(), head_size + 8);
        return frame_head() + static_cast<std::size_t>(body);
    }

    int fd_;
    std::vector<delay>& delays_;
    unsigned char head_[10 + head_size + 8] = {};
    std::size_t held_ = 0;
    std::uint64_t left_ = 0;
    std::uint64_t gaps_ = 0;
};

} // namespace sluice::bench
