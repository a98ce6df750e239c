#include "base/unique_fd.hpp"
#include "net/frame_stream.hpp"
#include "support/catch.hpp"
#include "support/pipe_stream.hpp"
#include "support/run_task.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>

using namespace sluice;
using namespace sluice::test;

namespace {

/// Two frame streams joined by a pipe.
struct joined {
    explicit joined(pipe_options options = {}, proto::frame_limits limits = proto::request_limits)
        : ends(pipe_stream::make(io.get_executor(), options)),
          raw(ends.dialled.get()),
          near(std::move(ends.dialled), limits),
          far(std::move(ends.accepted), limits)
    {
    }

    void send(const proto::message& message, std::uint32_t id)
    {
        near.queue(message, id);
        REQUIRE(run_task(io, near.flush(soon())));
    }

    void send_raw(byte_view bytes)
    {
        REQUIRE(run_task(io, raw->write(bytes, soon(), net::follow_up::nothing)));
    }

    result<net::incoming> receive() { return run_task(io, far.receive(soon())); }

    asio::io_context io;
    pipe_stream::pair ends;
    pipe_stream* raw;
    net::frame_stream near;
    net::frame_stream far;
};

proto::read_request read_of(std::string path)
{
    proto::read_request made;
    made.path = std::move(path);
    return made;
}

} // namespace

TEST_CASE("messages arrive whole in any segments", "[net][frame_stream]")
{
    pipe_options options;
    options.most_read = GENERATE(0, 1, 7, 100);
    options.seed = GENERATE(0, 3);
    joined t(options);
    for (std::uint32_t id = 1; id <= 5; ++id)
        t.near.queue(read_of(std::string(id * 50, 'x')), id);
    CHECK(t.near.queued_bytes() > 0);
    REQUIRE(run_task(t.io, t.near.flush(soon())));
    CHECK(t.near.queued_bytes() == 0);

    for (std::uint32_t id = 1; id <= 5; ++id) {
        const auto got = t.receive();
        REQUIRE(got);
        CHECK(got->request_id == id);
        CHECK(std::get<proto::read_request>(got->message).path.size() == id * 50);
    }
}

TEST_CASE("a data frame among control frames is an error", "[net][frame_stream]")
{
    joined t({}, proto::reply_limits);
    t.near.queue_data(as_bytes("bytes"), 1);
    REQUIRE(run_task(t.io, t.near.flush(soon())));
    CHECK(t.receive().error() == errc::malformed_message);
}

TEST_CASE("a frame over its limit is refused by its header", "[net][frame_stream]")
{
    joined t({}, proto::login_limits);
    byte_buffer frame;
    proto::encode(read_of(std::string(proto::max_path, 'x')), 1, frame);
    frame.resize(proto::frame_header::size);
    t.send_raw(frame);
    CHECK(t.receive().error() == errc::frame_too_large);
}

TEST_CASE("new limits apply to the frames not yet parsed", "[net][frame_stream]")
{
    joined t({}, proto::login_limits);
    t.send(read_of("small"), 1);
    REQUIRE(t.receive());
    t.far.set_limits(proto::request_limits);
    t.send(read_of(std::string(proto::max_path, 'x')), 2);
    CHECK(t.receive());
}

TEST_CASE("polling takes in what has come and waits for nothing", "[net][frame_stream]")
{
    joined t;
    CHECK(*t.far.poll() == false);
    CHECK_FALSE(t.far.take());
    t.send(read_of("a"), 1);
    t.send(read_of("b"), 2);
    CHECK(*t.far.poll() == true);
    CHECK(t.far.waiting() == 2);
    CHECK(t.far.take()->request_id == 1);
    CHECK(t.far.take()->request_id == 2);
    t.raw->close();
    CHECK(t.far.poll().error() == errc::peer_closed);
}

TEST_CASE("the cancel of one request is found among others", "[net][frame_stream]")
{
    joined t;
    t.send(proto::cancel{}, 1);
    t.send(read_of("b"), 2);
    t.send(proto::cancel{}, 2);
    REQUIRE(*t.far.poll());

    CHECK_FALSE(t.far.take_cancel(3));
    CHECK(t.far.take_cancel(2));
    CHECK_FALSE(t.far.take_cancel(2));
    CHECK(t.far.waiting() == 2);
    CHECK(t.far.take()->request_id == 1);
}

TEST_CASE("waiting for a frame ends at the limit", "[net][frame_stream]")
{
    joined t;
    byte_buffer frame;
    proto::encode(read_of("half"), 1, frame);
    t.send_raw(byte_view(frame).first(GENERATE(0U, 5U, 20U)));

    const auto limit = deadline::after(std::chrono::milliseconds(5));
    const auto got = run_task(t.io, t.far.receive(limit));

    CHECK(got.error() == errc::timed_out);
}

TEST_CASE("a stream that ends within a frame was closed", "[net][frame_stream]")
{
    joined t;
    byte_buffer frame;
    proto::encode(read_of("half"), 1, frame);
    t.send_raw(byte_view(frame).first(GENERATE(0U, 5U, 20U)));
    t.raw->close();
    CHECK(t.receive().error() == errc::peer_closed);
}

TEST_CASE("a peer that takes nothing is given up at the limit", "[net][frame_stream]")
{
    pipe_options options;
    options.capacity = 100;
    joined t(options);
    for (std::uint32_t id = 1; id <= 5; ++id)
        t.near.queue(read_of(std::string(50, 'x')), id);
    const auto limit = deadline::after(std::chrono::milliseconds(5));
    CHECK(run_task(t.io, t.near.flush(limit)).error() == errc::timed_out);
}

TEST_CASE("an interrupt wakes who waits for a frame", "[net][frame_stream]")
{
    joined t;
    asio::post(t.io, [&] { asio::post(t.io, [&] { t.far.stream().interrupt(); }); });
    CHECK(t.receive().error() == errc::cancelled);
    t.send(read_of("after"), 1);
    CHECK(t.receive());
}

TEST_CASE("a file goes out as one data frame behind what was queued", "[net][frame_stream]")
{
    const temp_folder folder;
    folder.write("f", "0123456789");
    const unique_fd file(::open(folder.at("f").c_str(), O_RDONLY));
    pipe_options options;
    options.capacity = GENERATE(4, 1000);
    joined t(options, proto::reply_limits);
    const auto wanted = GENERATE(5U, 20U);
    t.near.queue(proto::pong{7}, 1);
    const auto receive_all = [](pipe_stream& from, byte_buffer& into) -> task<void> {
        while (true) {
            std::array<std::byte, 100> some{};
            const auto got = co_await net::read_some(from, some, soon());
            if (!got) co_return;
            append(into, byte_view(some).first(*got));
        }
    };
    const auto send = [](net::frame_stream& by, int from, std::uint32_t count,
                         result<std::uint64_t>& sent) -> task<void> {
        sent = co_await by.send_file(from, 2, count, 9, std::chrono::seconds(10));
        by.stream().close();
    };
    byte_buffer got;
    result<std::uint64_t> sent;
    auto& far = static_cast<pipe_stream&>(t.far.stream());
    asio::co_spawn(t.io, send(t.near, file.get(), wanted, sent), asio::detached);
    run_task(t.io, receive_all(far, got));

    byte_buffer should;
    proto::encode(proto::pong{7}, 1, should);
    append(should, proto::encode_data_header(9, wanted));
    const auto there = std::min(wanted, 8U);
    append(should, as_bytes(std::string_view("23456789").substr(0, there)));
    should.resize(should.size() + wanted - there); // a file that ended early: zeros
    REQUIRE(sent);
    CHECK(*sent == there);
    CHECK(got == should);
}

TEST_CASE("reading waits for at least one byte", "[net][byte_stream]")
{
    joined t;
    std::array<std::byte, 10> into{};
    asio::post(t.io, [&] {
        asio::co_spawn(t.io, t.raw->write(as_bytes("abc"), soon(), {}), asio::detached);
    });
    const auto got = run_task(t.io, net::read_some(t.far.stream(), into, soon()));
    REQUIRE(got);
    CHECK(*got == 3);
    const auto limit = deadline::after(std::chrono::milliseconds(2));
    const auto late = run_task(t.io, net::read_some(t.far.stream(), into, limit));
    CHECK(late.error() == errc::timed_out);
    t.raw->close();
    const auto ended = run_task(t.io, net::read_some(t.far.stream(), into, soon()));
    CHECK(ended.error() == errc::peer_closed);
}
