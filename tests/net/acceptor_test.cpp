#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "base/unique_fd.hpp"
#include "net/acceptor.hpp"
#include "net/dial.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace sluice;
using namespace sluice::test;

namespace {

/// Leaves this program no free descriptor.
class no_descriptors {
public:
    no_descriptors()
    {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const unique_fd lowest(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        rlimit now = before_;
        now.rlim_cur = static_cast<rlim_t>(lowest.get());
        ::setrlimit(RLIMIT_NOFILE, &now);
    }
    no_descriptors(const no_descriptors&) = delete;
    no_descriptors& operator=(const no_descriptors&) = delete;
    ~no_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
};

asio::ip::tcp::endpoint here(std::uint16_t port)
{
    return {asio::ip::make_address("127.0.0.1"), port};
}

/// Accepts until so many have come.
task<void> accept_some(net::acceptor& by, std::vector<unique_fd>& into, std::size_t count)
{
    auto take = [&](unique_fd fd) {
        into.push_back(std::move(fd));
        if (into.size() == count) by.close();
    };
    std::function<void(unique_fd)> taker = take;
    co_await by.run(taker);
}

} // namespace

TEST_CASE("port 0 listens on a free port and tells it", "[net][acceptor]")
{
    asio::io_context io;
    auto by = net::acceptor::listen(io.get_executor(), "127.0.0.1", 0);
    REQUIRE(by);
    CHECK(by->port() != 0);
    CHECK(by->name() == "127.0.0.1:" + std::to_string(by->port()));
    auto six = net::acceptor::listen(io.get_executor(), "::1", 0);
    REQUIRE(six);
    CHECK(six->name() == "[::1]:" + std::to_string(six->port()));
}

TEST_CASE("many callers at once are all accepted", "[net][acceptor]")
{
    asio::io_context io;
    auto by = net::acceptor::listen(io.get_executor(), "127.0.0.1", 0);
    REQUIRE(by);
    std::vector<asio::ip::tcp::socket> callers;
    for (int i = 0; i < 100; ++i) {
        callers.emplace_back(io);
        callers.back().connect(here(by->port()));
    }
    std::vector<unique_fd> taken;
    run_task(io, accept_some(*by, taken, 100));
    CHECK(taken.size() == 100);
    CHECK(by->exhausted() == 0);
}

TEST_CASE("a port that is taken is an error that names it", "[net][acceptor]")
{
    asio::io_context io;
    const auto first = net::acceptor::listen(io.get_executor(), "127.0.0.1", 0);
    REQUIRE(first);
    const auto second = net::acceptor::listen(io.get_executor(), "127.0.0.1", first->port());
    REQUIRE_FALSE(second);
    CHECK(second.error() == errc::address_in_use);
    CHECK(second.error().detail() == first->name());
}

TEST_CASE("an address of another machine cannot be listened on", "[net][acceptor]")
{
    asio::io_context io;
    const auto* address = GENERATE("192.0.2.1", "nonsense");
    const auto by = net::acceptor::listen(io.get_executor(), address, 0);
    REQUIRE_FALSE(by);
    CHECK(by.error() == errc::unreachable);
}

TEST_CASE("out of descriptors a caller is turned away, later ones are not", "[net][acceptor]")
{
    asio::io_context io;
    auto by = net::acceptor::listen(io.get_executor(), "127.0.0.1", 0);
    REQUIRE(by);
    std::vector<asio::ip::tcp::socket> callers;
    for (int i = 0; i < 3; ++i)
        callers.emplace_back(io, asio::ip::tcp::v4());
    std::unique_ptr<no_descriptors> limit;
    std::vector<unique_fd> taken;
    const auto accept_three = [](net::acceptor& from, std::vector<unique_fd>& into,
                                 std::vector<asio::ip::tcp::socket>& by_whom,
                                 std::unique_ptr<no_descriptors>& under) -> task<void> {
        // The first one goes well: the sanitizers need descriptors to look at a type anew.
        by_whom[0].connect(here(from.port()));
        while (into.empty())
            co_await sleep_for(std::chrono::milliseconds(1));
        by_whom[1].connect(here(from.port()));
        under = std::make_unique<no_descriptors>();
        while (from.exhausted() == 0)
            co_await sleep_for(std::chrono::milliseconds(1));
        under.reset();
        by_whom[2].connect(here(from.port()));
    };
    asio::co_spawn(io, accept_three(*by, taken, callers, limit), asio::detached);
    run_task(io, accept_some(*by, taken, 2));

    CHECK(by->exhausted() == 1);
    CHECK(taken.size() == 2);
    std::array<char, 1> nothing{};
    std::error_code closed;
    callers[1].read_some(asio::buffer(nothing), closed);
    CHECK(closed);
}

TEST_CASE("accepting ends when it is cancelled or closed", "[net][acceptor]")
{
    asio::io_context io;
    auto by = net::acceptor::listen(io.get_executor(), "127.0.0.1", 0);
    REQUIRE(by);
    const bool closes = GENERATE(true, false);
    task_group group(io.get_executor(), [](std::exception_ptr) { FAIL("thrown"); });
    std::vector<unique_fd> taken;
    group.spawn(accept_some(*by, taken, 1));
    asio::post(io, [&] {
        if (closes)
            by->close();
        else
            group.cancel();
    });
    run_task(io, group.join());
    CHECK(taken.empty());
}
