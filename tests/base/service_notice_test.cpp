#include "base/service_notice.hpp"
#include "base/unique_fd.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>

using namespace sluice;
using namespace std::chrono_literals;

namespace {

/// What systemd is for a service.
class listener {
public:
    explicit listener(const std::string& where)
    {
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        where.copy(at.sun_path, sizeof at.sun_path);
        if (where.front() == '@') at.sun_path[0] = '\0';
        const auto length = offsetof(sockaddr_un, sun_path) + where.size();
        const auto* address = reinterpret_cast<const sockaddr*>(&at);
        if (::bind(socket_.get(), address, static_cast<socklen_t>(length)) != 0)
            throw std::runtime_error("bind " + where);
    }

    std::string heard() const
    {
        std::array<char, 256> text{};
        const auto got = ::recv(socket_.get(), text.data(), text.size(), MSG_DONTWAIT);
        return got < 0 ? "nothing" : std::string(text.data(), static_cast<std::size_t>(got));
    }

private:
    unique_fd socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

} // namespace

TEST_CASE("a notice is one datagram to the socket that is named", "[base][service_notice]")
{
    const test::temp_folder folder;
    const bool abstract = GENERATE(false, true);
    const auto name = "@sluice-test-" + std::to_string(::getpid());
    const auto where = abstract ? name : folder.at("socket");
    const listener system(where);
    const service_notice notice(where);

    CHECK(notice.is_listened_to());
    CHECK(notice.send("READY=1\nSTATUS=all well\n"));

    CHECK(system.heard() == "READY=1\nSTATUS=all well\n");
    CHECK(system.heard() == "nothing");
}

TEST_CASE("where nobody listens nothing is said", "[base][service_notice]")
{
    const service_notice notice("");

    CHECK_FALSE(notice.is_listened_to());
    CHECK(notice.send("READY=1\n"));
}

TEST_CASE("a notice that cannot be sent is an error and nothing more", "[base][service_notice]")
{
    const test::temp_folder folder;

    CHECK_FALSE(service_notice(folder.at("missing")).send("READY=1\n"));
    CHECK(service_notice("relative").send("READY=1\n").error() == errc::bad_configuration);
    CHECK(service_notice("vsock:2:9999").send("READY=1\n").error() == errc::bad_configuration);
    const std::string too_long = "/" + std::string(107, 'x');
    CHECK(service_notice(too_long).send("READY=1\n").error() == errc::bad_configuration);
}

TEST_CASE("the address of the listener is taken out of the environment", "[base][service_notice]")
{
    struct row {
        const char* limit;
        std::string pid;
        std::optional<std::chrono::microseconds> beat;
    };
    const auto self = std::to_string(::getpid());
    const std::vector<row> rows{
        {"3000000", self, 1500ms}, {"3000000", "", 1500ms}, {"1", "", 1us},
        {"3000000", "1", {}},      {"0", self, {}},         {"-5", self, {}},
        {"soon", self, {}},        {"", self, {}}};
    for (const auto& one : rows) {
        CAPTURE(one.limit, one.pid);
        ::setenv("NOTIFY_SOCKET", "/run/somewhere", 1);
        ::setenv("WATCHDOG_USEC", one.limit, 1);
        ::setenv("WATCHDOG_PID", one.pid.c_str(), 1);

        const auto notice = service_notice::from_environment();

        CHECK(notice.is_listened_to());
        CHECK(notice.beat() == one.beat);
        CHECK(std::getenv("NOTIFY_SOCKET") == nullptr);
        CHECK(std::getenv("WATCHDOG_USEC") == nullptr);
    }
    CHECK_FALSE(service_notice::from_environment().is_listened_to());
}
