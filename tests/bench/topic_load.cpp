// Load for topics: subscribers of a WebSocket that read, others that do not, and one publisher at a
// steady rate, in one thread with epoll, so that most of the machine is left to the server. Prints
// the delays from sending to receiving as JSON. Run by scripts/stream_bench.py.
#include "bench/topic_reader.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

using namespace sluice::bench;

namespace {

[[noreturn]] void give_up(const char* what)
{
    std::perror(what);
    std::exit(1);
}

/// A WebSocket behind its opening; what came behind the answer is left in the socket.
int open_websocket(int port, const std::string& path)
{
    const int one = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (one < 0) give_up("socket");
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(one, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) give_up("connect");
    const int yes = 1;
    ::setsockopt(one, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const auto ask = "GET " + path +
                     " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                     "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    if (::send(one, ask.data(), ask.size(), MSG_NOSIGNAL) < 0) give_up("send");
    std::string head;
    while (!head.ends_with("\r\n\r\n")) {
        char c = 0;
        if (::recv(one, &c, 1, 0) != 1) give_up("opening");
        head += c;
    }
    if (head.find(" 101 ") == head.npos) {
        std::fprintf(stderr, "%s", head.c_str());
        std::exit(1);
    }
    return one;
}

/// Sends stamped messages at their times.
class publisher {
public:
    publisher(int fd, std::size_t payload, std::uint64_t interval_ns)
        : fd_(fd),
          interval_ns_(interval_ns),
          due_(now_ns())
    {
        frame_ = {0x82,
                  0xfe,
                  static_cast<unsigned char>(payload >> 8U),
                  static_cast<unsigned char>(payload & 0xffU),
                  0,
                  0,
                  0,
                  0};
        if (payload < 126 || payload > 65535) std::exit(2);
        frame_.resize(8 + payload);
    }

    std::uint64_t due() const { return due_; }
    std::uint64_t sent() const { return sent_; }

    void send_due()
    {
        while (due_ <= now_ns()) {
            const auto stamp = now_ns();
            std::memcpy(frame_.data() + 8, &stamp, sizeof stamp);
            std::size_t done = 0;
            while (done < frame_.size()) {
                const auto some =
                    ::send(fd_, frame_.data() + done, frame_.size() - done, MSG_NOSIGNAL);
                if (some < 0) give_up("publish");
                done += static_cast<std::size_t>(some);
            }
            ++sent_;
            due_ += interval_ns_;
        }
        unsigned char said[4096]; // what was accepted
        while (::recv(fd_, said, sizeof said, MSG_DONTWAIT) > 0) {
        }
    }

private:
    int fd_;
    std::uint64_t interval_ns_;
    std::uint64_t due_;
    std::uint64_t sent_ = 0;
    std::vector<unsigned char> frame_; // its mask is zero: the payload goes as it is
};

double share_ms(const std::vector<delay>& sorted, double of)
{
    if (sorted.empty()) return 0;
    const auto at = static_cast<std::size_t>(of * static_cast<double>(sorted.size() - 1));
    return sorted[at].micros / 1000.0;
}

bool is_sooner(const delay& a, const delay& b)
{
    return a.micros < b.micros;
}

/// The 99th percentile of each second, so that a slow beginning is told from a slow run.
std::string seconds_of(std::vector<delay>& delays)
{
    const auto by_second = [](const delay& a, const delay& b) { return a.second < b.second; };
    std::sort(delays.begin(), delays.end(), by_second);
    std::string text;
    for (auto at = delays.begin(); at != delays.end();) {
        const auto past = std::upper_bound(at, delays.end(), *at, by_second);
        std::vector<delay> one(at, past);
        std::sort(one.begin(), one.end(), is_sooner);
        char number[32];
        std::snprintf(number, sizeof number, "%s%.3f", text.empty() ? "" : ", ",
                      share_ms(one, 0.99));
        text += number;
        at = past;
    }
    return text;
}

/// Sorts the delays.
void print_outcome(std::uint64_t sent, std::size_t live, std::uint64_t lost,
                   const std::vector<std::unique_ptr<subscriber>>& all, std::vector<delay>& delays)
{
    std::uint64_t gaps = 0;
    for (const auto& one : all)
        gaps += one->gaps() - std::min<std::uint64_t>(1, one->gaps()); // the schema is none
    const auto seconds = seconds_of(delays);
    std::sort(delays.begin(), delays.end(), is_sooner);
    std::printf("{\"published\": %llu, \"received\": %zu, \"expected\": %llu, \"gaps\": %llu, "
                "\"lost\": %llu, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f, "
                "\"p99_ms_by_second\": [%s]}\n",
                static_cast<unsigned long long>(sent), delays.size(),
                static_cast<unsigned long long>(sent * live), static_cast<unsigned long long>(gaps),
                static_cast<unsigned long long>(lost), share_ms(delays, 0.5),
                share_ms(delays, 0.99), share_ms(delays, 1), seconds.c_str());
}

} // namespace

/// topic_load PORT TOPIC SUBSCRIBERS STALLED RATE PAYLOAD SECONDS
int main(int count, char** arguments)
{
    if (count != 8) return 2;
    const int port = std::atoi(arguments[1]);
    const std::string path = std::string("/api/v1/topics/") + arguments[2] + "/ws";
    const auto live = static_cast<std::size_t>(std::atoi(arguments[3]));
    const auto stalled = static_cast<std::size_t>(std::atoi(arguments[4]));
    const auto rate = static_cast<std::uint64_t>(std::atoi(arguments[5]));
    const auto payload = static_cast<std::size_t>(std::atoi(arguments[6]));
    const auto seconds = static_cast<std::uint64_t>(std::atoi(arguments[7]));

    std::vector<delay> delays;
    delays.reserve(live * rate * seconds);
    std::vector<std::unique_ptr<subscriber>> all;
    const int watch = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < live; ++i) {
        all.push_back(std::make_unique<subscriber>(open_websocket(port, path), delays));
        epoll_event what{};
        what.events = EPOLLIN;
        what.data.ptr = all.back().get();
        if (::epoll_ctl(watch, EPOLL_CTL_ADD, all.back()->fd(), &what) != 0) give_up("epoll");
    }
    for (std::size_t i = 0; i < stalled; ++i)
        open_websocket(port, path); // never read; closed by the end of the program
    std::printf("{\"opened\": %zu}\n", live + stalled);
    std::fflush(stdout);

    publisher source(open_websocket(port, path + "?publish"), payload, 1'000'000'000 / rate);
    std::vector<unsigned char> buffer(256U << 10U);
    std::vector<epoll_event> ready(live + 1);
    const auto end = now_ns() + seconds * 1'000'000'000;
    const auto last = end + 2'000'000'000;
    std::uint64_t lost = 0;
    while (now_ns() < last && delays.size() < live * rate * seconds) {
        if (now_ns() < end) source.send_due();
        const auto now = now_ns();
        const bool sends = now < end;
        const auto until = sends && source.due() > now ? source.due() - now
                           : sends                     ? 0
                                                       : 50'000'000;
        timespec wait{0, static_cast<long>(std::min<std::uint64_t>(until, 50'000'000))};
        const int got =
            ::epoll_pwait2(watch, ready.data(), static_cast<int>(ready.size()), &wait, nullptr);
        for (int i = 0; i < got; ++i) {
            auto* one = static_cast<subscriber*>(ready[static_cast<std::size_t>(i)].data.ptr);
            if (!one->read(buffer)) {
                ++lost;
                ::epoll_ctl(watch, EPOLL_CTL_DEL, one->fd(), nullptr);
            }
            if (now_ns() < end && source.due() <= now_ns()) source.send_due();
        }
    }
    print_outcome(source.sent(), live, lost, all, delays);
    return 0;
}
