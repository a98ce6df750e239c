#include "client/stream/publish_source.hpp"

#include "async/sleep.hpp"
#include "base/parse.hpp"
#include "base/unique_fd.hpp"
#include "stream/demo_signal.hpp"
#include "terminal/readable_watch.hpp"

#include <fcntl.h>
#include <sys/stat.h>

namespace sluice::client {
namespace {

constexpr auto look_again = std::chrono::milliseconds(50);

/// A file, or a descriptor that can be waited for.
class descriptor_source final : public publish_source {
public:
    descriptor_source(asio::any_io_executor loop, unique_fd owned, int fd, bool follows)
        : owned_(std::move(owned)),
          fd_(fd),
          follows_(follows),
          watch_(loop, fd)
    {
    }

    task<result<std::size_t>> read(std::span<std::byte> into) override
    {
        while (true) {
            const auto ready = co_await watch_.wait(deadline::never());
            if (!ready) co_return ready.error();
            const auto got = ::read(fd_, into.data(), into.size());
            if (got > 0) co_return static_cast<std::size_t>(got);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) co_return fail_errno("read");
            if (!follows_) co_return std::size_t{0};
            begin_again_if_shorter();
            co_await sleep_for(look_again);
        }
    }

private:
    void begin_again_if_shorter() const
    {
        struct stat now{};
        const auto at = ::lseek(fd_, 0, SEEK_CUR);
        if (at > 0 && ::fstat(fd_, &now) == 0 && now.st_size < at) ::lseek(fd_, 0, SEEK_SET);
    }

    unique_fd owned_;
    int fd_;
    bool follows_;
    terminal::readable_watch watch_;
};

/// Datagrams; each is a whole number of messages.
class udp_source final : public publish_source {
public:
    explicit udp_source(asio::ip::udp::socket socket) : socket_(std::move(socket)) {}

    task<result<std::size_t>> read(std::span<std::byte> into) override
    {
        const auto buffer = asio::buffer(into.data(), into.size());
        // A datagram without bytes is not the end.
        while (true) {
            auto [failed, got] = co_await socket_.async_receive(buffer, as_result);
            if (failed) co_return fail(failed, "udp");
            if (got > 0) co_return got;
        }
    }

    bool keeps_bounds() const override { return true; }

private:
    asio::ip::udp::socket socket_;
};

class demo_publisher final : public publish_source {
public:
    task<result<std::size_t>> read(std::span<std::byte> into) override
    {
        const bool slept = co_await sleep_until(deadline::at_point(due_));
        if (!slept) co_return std::size_t{0};
        due_ = std::max(due_ + stream::demo_interval, deadline::clock::now());
        const auto bytes = signal_.payload(next_++);
        std::ranges::copy(bytes, into.begin());
        co_return bytes.size();
    }

    bool keeps_bounds() const override { return true; }

private:
    stream::demo_signal signal_{std::random_device{}()};
    std::uint64_t next_ = 0;
    deadline::clock::time_point due_ = deadline::clock::now();
};

using opened_source = std::unique_ptr<publish_source>;

result<opened_source> open_udp(asio::any_io_executor loop, std::string_view where)
{
    const auto colon = where.rfind(':');
    const auto port = colon == where.npos ? result<std::int64_t>(fail(errc::bad_usage))
                                          : parse_integer(where.substr(colon + 1), 0, 65535);
    std::error_code bad;
    auto host = std::string(where.substr(0, colon));
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    const auto address = asio::ip::make_address(host, bad);
    if (!port || bad) return fail(errc::bad_usage, "udp", "udp:ADDRESS:PORT is wanted");
    asio::ip::udp::socket socket(loop);
    const asio::ip::udp::endpoint at(address, static_cast<std::uint16_t>(*port));
    socket.open(at.protocol(), bad);
    if (!bad) socket.bind(at, bad);
    if (bad == asio::error::address_in_use) return fail(errc::address_in_use, "udp", host);
    if (bad) return fail(bad, "udp", std::string(where));
    return opened_source(std::make_unique<udp_source>(std::move(socket)));
}

} // namespace

result<std::unique_ptr<publish_source>> open_source(asio::any_io_executor loop,
                                                    const std::string& name, bool follows)
{
    constexpr std::string_view udp = "udp:";
    if (name == "demo") return opened_source(std::make_unique<demo_publisher>());
    if (name.starts_with(udp)) return open_udp(loop, std::string_view(name).substr(udp.size()));
    if (name == "-")
        return opened_source(std::make_unique<descriptor_source>(loop, unique_fd(), 0, false));
    unique_fd file(::open(name.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return fail_errno("open", name);
    const int fd = file.get();
    return opened_source(std::make_unique<descriptor_source>(loop, std::move(file), fd, follows));
}

} // namespace sluice::client
