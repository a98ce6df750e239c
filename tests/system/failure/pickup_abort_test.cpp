#include "support/catch.hpp"
#include "support/http_peer.hpp"
#include "support/test_server.hpp"
#include "system/pickup_project.hpp"

#include <sys/socket.h>

#include <random>
#include <thread>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

constexpr int aborts = 1'000;
constexpr int pullers = 4;

/// Clients of one server that fetch the fresh files, whole or not.
class puller {
public:
    puller(std::uint16_t port, unsigned seed) : port_(port), random_(seed) {}

    /// Breaks off after a random part of the answer, short of its end. False: there was nothing.
    bool abort_once()
    {
        raw_peer peer(port_);
        const auto size = begin(peer);
        if (size == 0) return false;
        // Short parts and long ones; the kernel holds the rest of the short ones already.
        const auto all = random_() % 2 == 0 ? size : std::min<std::size_t>(size, 5'000);
        read(peer, random_() % all);
        if (random_() % 2 == 0)
            peer.reset();
        else
            peer.close();
        return true;
    }

    /// Takes all of it and ends the connection. What came; nothing fresh: no files.
    std::map<std::string, std::string> fetch()
    {
        const auto got = ask(port_, {.target = "/stream/foo/drc", .fields = {}});
        if (got.status != 200) return {};
        const auto files = unpacked(got.body);
        if (!files) throw std::runtime_error("a whole answer is no archive");
        return *files;
    }

private:
    /// Bytes of the whole answer.
    std::size_t begin(raw_peer& peer)
    {
        peer.send(wire_text({.target = "/stream/foo/drc", .fields = {}}));
        std::string head;
        while (head.find("\r\n\r\n") == std::string::npos) {
            char one = 0;
            if (::recv(peer.descriptor(), &one, 1, 0) != 1) return 0;
            head += one;
        }
        if (!head.starts_with("HTTP/1.1 200")) return 0;
        const auto at = head.find("Content-Length: ");
        const auto lower = at == std::string::npos ? head.find("content-length: ") : at;
        return std::stoull(head.substr(lower + 16));
    }

    static void read(raw_peer& peer, std::size_t count)
    {
        std::vector<char> buffer(64U << 10U);
        while (count > 0) {
            const auto got =
                ::recv(peer.descriptor(), buffer.data(), std::min(count, buffer.size()), 0);
            if (got <= 0) return;
            count -= static_cast<std::size_t>(got);
        }
    }

    std::uint16_t port_;
    std::mt19937 random_;
};

} // namespace

TEST_CASE("a thousand transfers that break off lose nothing and give nothing twice",
          "[system][pickup]")
{
    const auto seed = std::random_device()();
    INFO("seed " << seed);
    test_server server(std::vector<std::string>{"--pickup-settle", "0s"});
    pickup_project project(server.files());
    std::mt19937 random(seed);
    std::atomic<int> left = aborts;
    std::mutex guard;
    std::map<std::string, int> received;
    std::atomic<int> made = 0;

    const auto note = [&](const std::map<std::string, std::string>& files) {
        const std::scoped_lock lock(guard);
        for (const auto& [name, content] : files)
            ++received[name];
    };
    for (; made < 12; ++made)
        project.add(std::to_string(made) + ".drc", std::string(1 + random() % 300'000, 'x'));
    std::vector<std::thread> all;
    for (int one = 0; one < pullers; ++one)
        all.emplace_back([&, one] {
            puller pulls(server.port(), seed + static_cast<unsigned>(one) + 1);
            for (int turn = 1; left > 0; ++turn) {
                if (pulls.abort_once()) --left;
                if (turn % 60 == 0) note(pulls.fetch());
            }
        });
    while (left > 0) {
        if (project.names_in("bar").size() < 8)
            project.begin(std::to_string(made++) + ".drc",
                          std::string(1 + random() % 300'000, 'y'));
        std::this_thread::sleep_for(5ms);
    }
    for (auto& one : all)
        one.join();
    puller last(server.port(), seed);
    const auto limit = deadline::after(60s);
    while (!project.all_put_away() && deadline::clock::now() < limit.at()) {
        note(last.fetch());
        std::this_thread::sleep_for(10ms);
    }

    project.require_archived_once();
    REQUIRE(received.size() == project.made().size());
    for (const auto& [name, times] : received) {
        INFO(name);
        CHECK(times == 1);
    }
}
