#include "http/websocket_stream.hpp"
#include "net/handshake.hpp"
#include "server/session_server.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"

#include <random>

using namespace sluice;
using namespace sluice::test;

namespace {

/// Sessions of a server over WebSockets in memory.
class websocket_connector final : public transfer::connector {
public:
    websocket_connector(server::host& shared, pipe_options how) : shared_(shared), how_(how) {}

    task<result<std::unique_ptr<net::frame_stream>>> connect() override
    {
        auto here = co_await asio::this_coro::executor;
        auto ends = pipe_stream::make(here, how_);
        ++how_.seed;
        asio::co_spawn(
            here,
            serve_session(shared_, wrapped(std::move(ends.accepted), http::websocket_role::server)),
            [](std::exception_ptr thrown) {
                if (thrown) std::rethrow_exception(thrown);
            });
        auto stream = std::make_unique<net::frame_stream>(
            wrapped(std::move(ends.dialled), http::websocket_role::client), proto::login_limits);
        proto::hello hello;
        hello.peer_name = "test";
        const auto limit = deadline::after(std::chrono::seconds(20));
        const auto welcome = co_await net::greet(*stream, std::move(hello), limit);
        if (!welcome) co_return welcome.error();
        co_return stream;
    }

private:
    static std::unique_ptr<net::byte_stream> wrapped(std::unique_ptr<net::byte_stream> on,
                                                     http::websocket_role own)
    {
        return std::make_unique<http::websocket_stream>(
            std::make_unique<http::websocket>(std::move(on), own));
    }

    server::host& shared_;
    pipe_options how_;
};

struct silent_observer final : transfer::download_observer {
    void file_done(const transfer::file_report&) override {}
    void retrying(const error&, std::chrono::milliseconds) override {}
};

/// Fetches both files of the server through WebSockets cut like this.
transfer::download_summary fetch(session_server& from, const temp_folder& into, pipe_options how)
{
    asio::io_context io;
    asio::thread_pool pool(1);
    websocket_connector peer(from.host, how);
    auto target = storage::target_folder::open(storage::system_file_calls(), into.path());
    REQUIRE(target);
    silent_observer observer;
    const transfer::download_environment around{peer, pool, storage::system_file_calls(), **target,
                                                observer};
    transfer::download made(io.get_executor(), around, {});
    std::vector<transfer::download_target> wanted(2);
    wanted[0].name = "small";
    wanted[1].name = "large";
    auto summary = run_task(io, made.run(std::move(wanted)));
    pool.join();
    return summary;
}

} // namespace

TEST_CASE("a session runs unchanged over a WebSocket", "[server][session][websocket]")
{
    session_server server;
    const temp_folder into(memory_folder());

    const auto summary = fetch(server, into, {});

    CHECK(summary.files_done == 2);
    CHECK(into.read("small") == "0123456789");
    CHECK(into.read("large") == content_of(session_server::large_size));
}

TEST_CASE("a session over a WebSocket does not depend on how bytes are cut",
          "[server][session][websocket]")
{
    const auto seed = std::random_device()() | 1U;
    CAPTURE(seed);
    session_server server;
    pipe_options how;
    how.capacity = GENERATE(1U, 17U, 4099U) * 1000U;
    how.most_read = GENERATE(900U, 30'000U);
    how.seed = seed;
    const temp_folder into(memory_folder());

    const auto summary = fetch(server, into, how);

    CHECK(summary.files_done == 2);
    CHECK(into.read("large") == content_of(session_server::large_size));
}
