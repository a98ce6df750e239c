#include "net/handshake.hpp"
#include "proto/status.hpp"
#include "support/catch.hpp"
#include "support/pipe_stream.hpp"
#include "support/run_task.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

task<void> answer_hello(net::frame_stream& with, result<proto::hello>& got)
{
    got = co_await net::await_hello(with, soon());
    if (!got) with.stream().close();
    if (!got) co_return;
    proto::welcome welcome;
    welcome.peer_name = "far";
    with.queue(welcome, 0);
    const auto sent = co_await with.flush(soon());
    if (!sent) got = sent.error();
}

/// Both sides of a greeting.
struct greeting {
    explicit greeting(const pipe_options& options = {})
    {
        auto ends = pipe_stream::make(io.get_executor(), options);
        near.emplace(std::move(ends.dialled), proto::login_limits);
        far.emplace(std::move(ends.accepted), proto::login_limits);
    }

    void run(proto::hello hello = {})
    {
        asio::co_spawn(io, answer_hello(*far, hello_seen), asio::detached);
        welcome_seen = run_task(io, net::greet(*near, std::move(hello), soon()));
    }

    asio::io_context io;
    std::optional<net::frame_stream> near;
    std::optional<net::frame_stream> far;
    result<proto::hello> hello_seen;
    result<proto::welcome> welcome_seen;
};

/// What the dialled side says to bytes that come instead of a hello.
error judge(byte_view bytes, bool close = true)
{
    asio::io_context io;
    auto ends = pipe_stream::make(io.get_executor());
    net::frame_stream far(std::move(ends.accepted), proto::login_limits);
    (void)run_task(io, ends.dialled->write(bytes, soon(), net::follow_up::nothing));
    if (close) ends.dialled->close();
    const auto limit = deadline::after(std::chrono::milliseconds(close ? 5000 : 5));
    return run_task(io, net::await_hello(far, limit)).error();
}

/// What the dialling side says to this answer.
result<proto::welcome> judge_answer(const proto::message& answer)
{
    asio::io_context io;
    auto ends = pipe_stream::make(io.get_executor());
    net::frame_stream near(std::move(ends.dialled), proto::login_limits);
    byte_buffer bytes;
    proto::encode(answer, 0, bytes);
    (void)run_task(io, ends.accepted->write(bytes, soon(), net::follow_up::nothing));
    return run_task(io, net::greet(near, {}, soon()));
}

} // namespace

TEST_CASE("both sides of a greeting learn of each other", "[net][handshake]")
{
    pipe_options options;
    options.most_read = GENERATE(0, 1);
    greeting t(options);
    proto::hello hello;
    hello.peer_name = "near";
    t.run(hello);
    REQUIRE(t.hello_seen);
    CHECK(t.hello_seen->peer_name == "near");
    REQUIRE(t.welcome_seen);
    CHECK(t.welcome_seen->peer_name == "far");
    CHECK(t.welcome_seen->version == proto::max_version);
}

TEST_CASE("after the greeting larger frames pass", "[net][handshake]")
{
    greeting t;
    t.run();
    proto::stat_request large;
    large.path = std::string(proto::max_path, 'x');
    t.near->queue(large, 1);
    REQUIRE(run_task(t.io, t.near->flush(soon())));
    CHECK(run_task(t.io, t.far->receive(soon())));
}

TEST_CASE("a greeting fails with any of its operations", "[net][handshake]")
{
    for (std::uint64_t number = 1;; ++number) {
        stream_script script;
        script.fail_at(number, errc::peer_closed);
        pipe_options options;
        options.script = &script;
        greeting t(options);
        INFO(number);
        t.run();
        if (!script.struck()) break;
        CHECK_FALSE((t.hello_seen && t.welcome_seen));
        REQUIRE(number < 50);
    }
}

TEST_CASE("a greeting cut anywhere fails on the side that waits", "[net][handshake]")
{
    byte_buffer there;
    byte_buffer back;
    pipe_options seen;
    seen.there.record = &there;
    seen.back.record = &back;
    greeting(seen).run();
    for (std::size_t at = 0; at < there.size(); ++at) {
        pipe_options options;
        options.there.cut_after = at;
        greeting t(options);
        t.run();
        CHECK_FALSE(t.hello_seen);
        CHECK_FALSE(t.welcome_seen);
    }
    for (std::size_t at = 0; at < back.size(); ++at) {
        pipe_options options;
        options.back.cut_after = at;
        greeting t(options);
        t.run();
        CHECK(t.welcome_seen.error() == errc::peer_closed);
    }
}

TEST_CASE("what speaks another protocol is told apart", "[net][handshake]")
{
    using namespace std::string_literals;
    const auto text = GENERATE(values<std::string>(
        {"GET / HTTP/1.1\r\nHost: here\r\n\r\n",
         "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03random"s, "SSH-2.0-OpenSSH_9.2\r\n",
         std::string(64, '\0'), std::string(64, '\xff')}));
    CHECK(judge(as_bytes(text)) == errc::bad_magic);
}

TEST_CASE("a message of ours that is no hello is no greeting", "[net][handshake]")
{
    byte_buffer bytes;
    proto::encode(proto::ping{1}, 0, bytes);
    CHECK(judge(bytes) == errc::bad_magic);
    proto::hello wrong;
    wrong.magic[0] = std::byte{'s'};
    bytes.clear();
    proto::encode(wrong, 0, bytes);
    CHECK(judge(bytes) == errc::bad_magic);
}

TEST_CASE("who says nothing is not waited for", "[net][handshake]")
{
    byte_buffer bytes;
    proto::encode(proto::hello{}, 0, bytes);
    const auto half = byte_view(bytes).first(GENERATE(0U, 3U, 20U));
    CHECK(judge(half, false) == errc::timed_out);
    CHECK(judge(half, true) == errc::peer_closed);
}

TEST_CASE("the highest version in common is spoken", "[net][handshake]")
{
    struct row {
        int least;
        int most;
        int spoken; // 0: none
    };
    const auto r = GENERATE(
        values<row>({{1, 1, 1}, {1, 9, 1}, {0, 1, 1}, {2, 9, 0}, {0, 0, 0}, {1, 0, 0}, {5, 2, 0}}));
    proto::hello hello;
    hello.min_version = static_cast<std::uint16_t>(r.least);
    hello.max_version = static_cast<std::uint16_t>(r.most);
    const auto version = net::common_version(hello);
    CHECK((version ? *version : 0) == r.spoken);
    if (!version) CHECK(version.error() == errc::unsupported_version);
}

TEST_CASE("what the peer answers instead of welcome is the error", "[net][handshake]")
{
    CHECK(judge_answer(proto::reply_of(fail(errc::overloaded))).error() == errc::overloaded);
    CHECK(judge_answer(proto::pong{}).error() == errc::bad_magic);
    proto::welcome welcome;
    welcome.version = GENERATE(std::uint16_t{0}, std::uint16_t{2});
    CHECK(judge_answer(welcome).error() == errc::unsupported_version);
    CHECK(judge_answer(proto::welcome{}));
}
