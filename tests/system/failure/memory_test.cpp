#include "base/unique_fd.hpp"
#include "proto/codec.hpp"
#include "support/catch.hpp"
#include "support/fault_proxy.hpp"
#include "system/failure/download_trial.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <csignal>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif
#else
constexpr bool is_sanitized = false;
#endif

constexpr std::uint64_t most_resident = 48U << 20U;

bool measures()
{
    if (is_sanitized) WARN("SKIPPED: a sanitizer's own memory would be measured");
    return !is_sanitized;
}

/// A client that idles: it has said hello and asks for nothing.
class idle_connection {
public:
    explicit idle_connection(std::uint16_t port)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(port);
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        proto::hello hello;
        hello.peer_name = "idle";
        byte_buffer out;
        proto::encode(hello, 0, out);
        const auto* plain = reinterpret_cast<const sockaddr*>(&where);
        if (::connect(socket_.get(), plain, sizeof where) != 0 ||
            ::send(socket_.get(), out.data(), out.size(), MSG_NOSIGNAL) < 0)
            throw std::runtime_error("an idle connection could not be made");
    }

    /// Waits for the welcome.
    bool is_welcome() const
    {
        char buffer[512];
        return ::recv(socket_.get(), buffer, sizeof buffer, 0) > 0;
    }

private:
    unique_fd socket_;
};

} // namespace

TEST_CASE("a client stays within 48 MiB however large the file is", "[memory]")
{
    if (!measures()) return;
    const temp_folder files(memory_folder());
    files.write("sparse.bin", "");
    std::filesystem::resize_file(files.at("sparse.bin"), std::uintmax_t{2} << 30U);
    server_options served;
    served.folder = files.path();
    const test_server server(served);
    const temp_folder target(memory_folder());
    auto client =
        start_client(server, target, {"-w", "8", "--durability", "none", "get", "sparse.bin"});

    std::uint64_t peak = 0;
    REQUIRE(wait_until(
        [&] {
            peak = std::max(peak, client.peak_resident_bytes());
            return client.has_ended();
        },
        60s));

    CHECK(client.wait(deadline::after(5s)).status == 0);
    CHECK(std::filesystem::file_size(target.at("sparse.bin")) == std::uintmax_t{2} << 30U);
    CHECK(peak > 0);
    CHECK(peak <= most_resident);
}

TEST_CASE("a server stays within 48 MiB with 64 downloads at once", "[memory]")
{
    if (!measures()) return;
    test_server server({"--rate", "300M"});
    server.files().write("big.bin", noise(8U << 20U, 1));
    const temp_folder target(memory_folder());
    std::vector<program> clients;

    for (int i = 0; i < 64; ++i)
        clients.push_back(start_client(server, target,
                                       {"-w", "1", "--durability", "none", "--stall-limit", "60s",
                                        "-o", std::to_string(i), "get", "big.bin"}));
    for (auto& client : clients)
        CHECK(client.wait(deadline::after(60s)).status == 0);

    CHECK(server.running().peak_resident_bytes() <= most_resident);
    CHECK(visible(target.path()).size() == 64);
}

TEST_CASE("an idle connection costs at most 32 KiB of the server's memory", "[memory]")
{
    if (!measures()) return;
    constexpr unsigned count = 2000;
    test_server server({"-v", "info", "--address-connections", "0"});
    server.files().write("big.bin", noise(3U << 20U, 1));
    const temp_folder target;
    REQUIRE(run_client(server, target, {"get", "big.bin"}).status == 0);
    const auto before = server.running().resident_bytes();

    std::vector<std::unique_ptr<idle_connection>> idle;
    for (unsigned i = 0; i < count; ++i)
        idle.push_back(std::make_unique<idle_connection>(server.port()));
    for (const auto& one : idle)
        REQUIRE(one->is_welcome());

    const auto after = server.running().resident_bytes();
    INFO("each costs " << (after - before) / count << " bytes");
    CHECK(after - before <= std::uint64_t{count} * (32U << 10U));
    const temp_folder beside;
    CHECK(run_client(server, beside, {"get", "big.bin"}).status == 0);
}
