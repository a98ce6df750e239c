#include "eval/link/link_under_test.hpp"

#include "support/catch.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <thread>

namespace sluice::eval::test {
namespace {

namespace fs = std::filesystem;

void bind_to(const unique_fd& socket, const std::string& address, int type)
{
    addrinfo wanted{}, *found = nullptr;
    wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    wanted.ai_socktype = type;
    REQUIRE(::getaddrinfo(address.c_str(), "0", &wanted, &found) == 0);
    const auto bound = ::bind(socket.get(), found->ai_addr, found->ai_addrlen);
    ::freeaddrinfo(found);
    REQUIRE(bound == 0);
}

/// Programs end while their descriptors are listed, so every error is passed over.
int count_links(const fs::path& folder, const std::string& target)
{
    int found = 0;
    std::error_code ignored;
    for (fs::directory_iterator at(folder, ignored), end; !ignored && at != end;
         at.increment(ignored)) {
        std::error_code gone;
        found += fs::read_symlink(at->path(), gone) == target && !gone ? 1 : 0;
    }
    return found;
}

} // namespace

std::unique_ptr<emulated_link> open_or_skip(const std::string& spec)
{
    if (::geteuid() != 0) {
        std::cerr << "SKIPPED: an emulated link needs root\n";
        return nullptr;
    }
    const auto what = parse_link_spec(spec);
    REQUIRE(what);
    auto made = emulated_link::open(*what);
    if (!made) FAIL(made.error().text());
    return std::move(*made);
}

unique_fd socket_on(const emulated_link& link, link_side where, int type)
{
    unique_fd made;
    bool entered = false;
    std::thread maker([&] {
        entered = static_cast<bool>(link.enter(where));
        made.reset(::socket(link.spec().ipv6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC, 0));
    });
    maker.join();
    REQUIRE(entered);
    REQUIRE(made);
    const timeval limit{20, 0};
    REQUIRE(::setsockopt(made.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0);
    const int room = 32 << 20; // so that nothing is lost but by the link
    REQUIRE(::setsockopt(made.get(), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) == 0);
    bind_to(made, link.address(where), type);
    return made;
}

bool connect_to(const unique_fd& one, const unique_fd& other)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    auto* at = reinterpret_cast<sockaddr*>(&address);
    return ::getsockname(other.get(), at, &size) == 0 && ::connect(one.get(), at, size) == 0;
}

datagram_pair::datagram_pair(const emulated_link& link)
    : a(socket_on(link, link_side::a, SOCK_DGRAM)),
      b(socket_on(link, link_side::b, SOCK_DGRAM))
{
    REQUIRE(connect_to(a, b));
    REQUIRE(connect_to(b, a));
}

std::vector<std::string> names_of_namespaces(const emulated_link& link)
{
    std::vector<std::string> names;
    for (const auto where : {link_side::a, link_side::b}) {
        const auto option = link.command_prefix(where).at(1); // --net=PATH
        names.push_back(fs::read_symlink(option.substr(option.find('=') + 1)).string());
    }
    return names;
}

int users_of_namespace(const std::string& name)
{
    int found = 0;
    std::error_code ignored;
    for (const auto& program : fs::directory_iterator("/proc")) {
        if (!fs::exists(program.path() / "task", ignored)) continue;
        found += count_links(program.path() / "fd", name);
        for (fs::directory_iterator at(program.path() / "task", ignored), end;
             !ignored && at != end; at.increment(ignored))
            found += fs::read_symlink(at->path() / "ns" / "net", ignored) == name ? 1 : 0;
    }
    return found;
}

bool is_soon(const std::function<bool()>& is_so)
{
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (!is_so()) {
        if (std::chrono::steady_clock::now() > limit) return false;
        std::this_thread::yield();
    }
    return true;
}

} // namespace sluice::eval::test
