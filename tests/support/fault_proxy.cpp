#include "support/fault_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace sluice::test {
namespace {

using clock = std::chrono::steady_clock;

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return where;
}

unique_fd make_socket()
{
    return unique_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

void send_at_once(int socket)
{
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

} // namespace

struct fault_proxy::direction {
    int from = -1;
    int to = -1;
    fault faults;
    std::atomic<std::uint64_t>* counter = nullptr;
    std::string waiting;      // taken in, not passed on
    std::string seen;         // the end of what was taken in, for the marker
    std::uint64_t taken = 0;  // bytes taken in
    std::uint64_t passed = 0; // bytes passed on
    clock::time_point next{}; // the next segment is not before
    bool ended = false;       // the source has ended

    bool stalled() const { return passed >= faults.stall_after; }
    bool wants_input() const { return waiting.empty() && !ended && !stalled(); }
    bool wants_output() const { return !waiting.empty() && !stalled() && clock::now() >= next; }
};

struct fault_proxy::connection {
    unique_fd client;
    unique_fd server;
    direction up;
    direction down;
    bool over = false;
};

fault_proxy::fault_proxy(std::uint16_t server_port, plan faults)
    : server_port_(server_port),
      faults_(std::move(faults)),
      listening_(make_socket()),
      wake_(::eventfd(0, EFD_CLOEXEC))
{
    auto where = loopback(0);
    socklen_t size = sizeof where;
    auto* plain = reinterpret_cast<sockaddr*>(&where);
    const bool good = ::bind(listening_.get(), plain, size) == 0 &&
                      ::listen(listening_.get(), 64) == 0 &&
                      ::getsockname(listening_.get(), plain, &size) == 0;
    if (!good || !wake_) throw std::runtime_error("the proxy cannot listen");
    port_ = ntohs(where.sin_port);
    thread_ = std::thread([this] { run(); });
}

fault_proxy::~fault_proxy()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto ignored = ::write(wake_.get(), &one, sizeof one);
    thread_.join();
}

void fault_proxy::run()
{
    while (true) {
        std::vector<pollfd> watched{{wake_.get(), POLLIN, 0}, {listening_.get(), POLLIN, 0}};
        int wait_ms = 1000;
        for (const auto& c : open_) {
            for (const auto* one : {&c->up, &c->down}) {
                if (one->wants_input())
                    watched.push_back({one->from, POLLIN, 0});
                else if (one->wants_output())
                    watched.push_back({one->to, POLLOUT, 0});
                else if (!one->waiting.empty() && !one->stalled())
                    wait_ms = 1;
            }
        }
        ::poll(watched.data(), watched.size(), wait_ms);
        if (watched[0].revents != 0) return;
        if (watched[1].revents != 0) accept_one();
        for (auto& c : open_)
            pump(*c);
        std::erase_if(open_, [](const auto& c) { return c->over; });
    }
}

void fault_proxy::accept_one()
{
    auto made = std::make_unique<connection>();
    made->client = unique_fd(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!made->client) return;
    made->server = make_socket();
    const auto faults = faults_(accepted_++);
    const auto where = loopback(server_port_);
    // Nobody there: the client finds its connection closed, which is what a dead host looks like.
    if (::connect(made->server.get(), reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0)
        return;
    send_at_once(made->client.get());
    send_at_once(made->server.get());
    made->up.from = made->down.to = made->client.get();
    made->up.to = made->down.from = made->server.get();
    made->up.faults = faults.to_server;
    made->down.faults = faults.to_client;
    made->down.counter = &to_client_;
    open_.push_back(std::move(made));
}

void fault_proxy::pump(connection& through)
{
    through.over = !pump(through.up) || !pump(through.down);
}

/// False when the connection shall end.
bool fault_proxy::pump(direction& one)
{
    if (one.passed >= one.faults.cut_after) return false;
    if (one.wants_input()) take_in(one);
    if (one.wants_output()) {
        const auto most = std::min<std::uint64_t>(
            one.faults.segment,
            std::min(one.faults.cut_after, one.faults.stall_after) - one.passed);
        const auto count = std::min<std::uint64_t>(one.waiting.size(), most);
        const auto sent = ::send(one.to, one.waiting.data(), count, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) return errno == EAGAIN;
        one.waiting.erase(0, static_cast<std::size_t>(sent));
        one.passed += static_cast<std::uint64_t>(sent);
        if (one.counter) *one.counter += static_cast<std::uint64_t>(sent);
        one.next = clock::now() + one.faults.delay;
    }
    return !(one.ended && one.waiting.empty());
}

void fault_proxy::take_in(direction& one)
{
    char buffer[64U << 10U];
    const auto got = ::recv(one.from, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        one.ended = true;
        return;
    }
    const auto fresh = static_cast<std::size_t>(got);
    one.waiting.append(buffer, fresh);
    spoil(one, fresh);
    one.taken += fresh;
}

/// Changes what shall be changed in the last `fresh` bytes.
void fault_proxy::spoil(direction& one, std::size_t fresh)
{
    const auto start = one.waiting.size() - fresh;
    const auto at = one.faults.flip_at;
    if (at >= one.taken && at < one.taken + fresh) {
        one.waiting[start + static_cast<std::size_t>(at - one.taken)] ^= 0x10;
        ++flips_;
    }
    const auto& marker = one.faults.marker;
    if (marker.empty()) return;
    const auto before = one.seen.size();
    one.seen.append(one.waiting, start);
    for (auto found = one.seen.find(marker); found != std::string::npos;
         found = one.seen.find(marker, found + 1)) {
        one.waiting[start + found + marker.size() - 1 - before] ^= 0x10;
        ++flips_;
    }
    one.seen.erase(0, one.seen.size() - std::min(one.seen.size(), marker.size() - 1));
}

fault_proxy::plan only_first(unsigned count, connection_faults faults)
{
    return
        [count, faults](unsigned number) { return number < count ? faults : connection_faults(); };
}

fault_proxy::plan every_time(connection_faults faults)
{
    return [faults](unsigned) { return faults; };
}

} // namespace sluice::test
