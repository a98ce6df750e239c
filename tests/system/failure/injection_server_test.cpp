#include "support/catch.hpp"
#include "system/failure/download_trial.hpp"

#include <csignal>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

constexpr unsigned small_files = 10;

/// A server under strace, on a folder with one large and some small files.
class troubled_server {
public:
    troubled_server()
    {
        files_.write("big.bin", noise((3U << 20U) + 5, 1));
        for (unsigned i = 0; i < small_files; ++i)
            files_.write("tree/f" + std::to_string(i), noise(100 + 900 * i, i));
    }

    const temp_folder& files() const { return files_; }

    /// Starts it, on the port it had before.
    program start_with(const std::string& call, const std::string& what, const std::string& when)
    {
        return begin(with_injection(call, what, when, command()));
    }

    /// The same for calls on the files it serves.
    program start_with_bad_files(const std::string& call, const std::string& what,
                                 const std::string& when)
    {
        std::vector<std::string> served{files_.at("big.bin")};
        for (unsigned i = 0; i < small_files; ++i)
            served.push_back(files_.at("tree/f" + std::to_string(i)));
        return begin(with_injection_on(served, call, what, when, command()));
    }

    program start_sound() { return begin(command()); }

    std::uint16_t port() const { return port_; }

private:
    command_line command() const
    {
        return {server_program(), "-d", files_.path(),         "-l",        "none",    "-a",
                "127.0.0.1",      "-p", std::to_string(port_), "--no-repl", "--state", "none"};
    }

    program begin(const command_line& words)
    {
        auto started = start(words);
        const auto line = started.read_line(deadline::after(20s));
        port_ = static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind(':') + 1)));
        return started;
    }

    temp_folder files_;
    std::uint16_t port_ = 0;
};

finished_program get_all(const troubled_server& server, const temp_folder& target)
{
    auto ended =
        run_client(server.port(), target,
                   {"-w", "2", "-r", "4", "--on-exists", "skip", "get", "big.bin", "tree"});
    require_nothing_half(server.files().path(), target.path());
    return ended;
}

/// The calls of each of the server's threads are counted by themselves, so its trouble comes in
/// portions; every attempt that it spoils names the reason.
finished_program get_until_done(const troubled_server& server, const temp_folder& target,
                                const std::string& reason)
{
    auto ended = get_all(server, target);
    for (int attempt = 0; attempt < 10 && ended.status != 0; ++attempt) {
        INFO(ended.err);
        CHECK(ended.err.find(reason) != std::string::npos);
        ended = get_all(server, target);
    }
    return ended;
}

} // namespace

TEST_CASE("a server killed at any read or open harms no file", "[injection]")
{
    if (!may_trace()) return;
    for (const auto* call : {"sendfile", "openat2", "preadv2", "accept4", "pread64"}) {
        for (const unsigned number : {1, 2, 3, 6}) {
            troubled_server server;
            const temp_folder target;
            INFO("killed at " << call << " number " << number);
            {
                const bool reads = std::string_view(call).find("read") != std::string_view::npos;
                const auto when = std::to_string(number);
                auto killed = reads ? server.start_with_bad_files(call, "signal=KILL", when)
                                    : server.start_with(call, "signal=KILL", when);
                auto client = start_client(
                    server.port(), target,
                    {"-w", "2", "-r", "0", "--on-exists", "skip", "get", "big.bin", "tree"});
                const auto first = client.wait(deadline::after(20s));
                require_nothing_half(server.files().path(), target.path());
                // strace itself may end a little later than what it killed.
                CHECK((first.status == 0 || first.status == 5 || first.status == 7));
            }
            auto sound = server.start_sound();
            const auto second = get_all(server, target);
            INFO(second.err);
            REQUIRE(second.status == 0);
            require_all(server.files().path(), target.path());
        }
    }
}

TEST_CASE("a read that fails now and then on the server costs a retry, never wrong bytes",
          "[injection]")
{
    if (!may_trace()) return;
    for (const auto* call : {"preadv2", "pread64", "sendfile"}) {
        troubled_server server;
        auto troubled = server.start_with_bad_files(call, "error=EIO", "2");
        const temp_folder target;

        const auto ended = get_until_done(server, target, "input or output failed");

        INFO(call << ended.err);
        CHECK(ended.status == 0);
        require_all(server.files().path(), target.path());
    }
}

TEST_CASE("a server that can read nothing says so", "[injection]")
{
    if (!may_trace()) return;
    for (const auto* call : {"preadv2,pread64", "sendfile"}) {
        troubled_server server;
        auto troubled = server.start_with_bad_files(call, "error=EIO", "1+");
        const temp_folder target;

        const auto ended = run_client(server.port(), target, {"-r", "1", "get", "big.bin", "tree"});

        INFO(call << ended.err);
        CHECK(ended.status != 0);
        CHECK_FALSE(ended.err.empty());
        require_nothing_half(server.files().path(), target.path());
    }
}

TEST_CASE("a server out of descriptors answers once it has some again", "[injection]")
{
    if (!may_trace()) return;
    troubled_server server;
    auto troubled = server.start_with("accept4", "error=EMFILE", "1..3");
    const temp_folder target;

    const auto ended = get_all(server, target);

    INFO(ended.err);
    CHECK(ended.status == 0);
    require_all(server.files().path(), target.path());
}

TEST_CASE("a server that cannot open files for a while names the reason or is asked again",
          "[injection]")
{
    if (!may_trace()) return;
    troubled_server server;
    auto troubled = server.start_with("openat2", "error=EMFILE", "3..5");
    const temp_folder target;

    const auto ended = get_until_done(server, target, "out of file descriptors");

    CHECK(ended.status == 0);
    require_all(server.files().path(), target.path());
}
