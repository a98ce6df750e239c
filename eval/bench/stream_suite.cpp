#include "base/unique_fd.hpp"
#include "eval/bench/loopback.hpp"
#include "eval/bench/memory_folder.hpp"
#include "eval/bench/pairs.hpp"
#include "eval/bench/suites.hpp"
#include "net/frame_stream.hpp"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>

namespace sluice::eval {
namespace {

constexpr std::size_t frames = 8; // data frames in one iteration
constexpr std::size_t requests = 64;
constexpr std::size_t receive_bytes = 256U << 10U;
constexpr std::size_t slice = 128U << 10U; // most that send_file hands over in one call
constexpr auto stall = std::chrono::seconds(20);

/// A file of one data frame's size, in the page cache.
struct sent_file {
    memory_folder memory;
    unique_fd file{
        ::open(memory.at("file").c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};

    sent_file()
    {
        const auto bytes = patterned_bytes(proto::max_data_body);
        const auto wrote = ::write(file.get(), bytes.data(), bytes.size());
        insist(wrote == static_cast<ssize_t>(bytes.size()), "no file for a benchmark");
    }
};

task<void> give_frames(net::frame_stream& to, int file)
{
    for (std::size_t i = 0; i < frames; ++i) {
        const auto sent = co_await to.send_file(file, 0, proto::max_data_body, 7, stall);
        insist(sent && *sent == proto::max_data_body, "send_file failed");
    }
}

task<void> take_frames(net::byte_stream& from, byte_buffer& into)
{
    proto::frame_parser parser(proto::reply_limits);
    std::size_t ended = 0;
    while (ended < frames) {
        const auto got = co_await net::read_some(from, into, deadline::after(stall));
        insist(static_cast<bool>(got), "receiving failed");
        for (auto input = byte_view(into).first(*got); !input.empty();) {
            const auto next = parser.next(input);
            insist(static_cast<bool>(next), "the frame parser refused a good frame");
            const auto* piece = std::get_if<proto::data_piece>(&*next);
            if (piece && piece->ends) ++ended;
        }
    }
}

void send_data_frames(benchmark::State& state)
{
    loopback pair;
    const sent_file sent;
    net::frame_stream giver(std::move(pair.giving), proto::request_limits);
    byte_buffer into(receive_bytes);
    for (auto _ : state) {
        asio::co_spawn(pair.io, give_frames(giver, sent.file.get()), rethrow);
        asio::co_spawn(pair.io, take_frames(*pair.asking, into), rethrow);
        pair.run();
    }
    count_bytes(state, frames * proto::max_data_body);
}

/// Sends of `all` bytes, from `gone` on, what the connection takes at once; returns the new `gone`.
std::size_t send_what_fits(int to, int file, std::size_t gone, std::size_t all)
{
    while (gone < all) {
        auto at = static_cast<off_t>(gone % proto::max_data_body);
        const auto sent = ::sendfile(to, file, &at, std::min<std::size_t>(slice, all - gone));
        if (sent < 0 && errno == EAGAIN) break;
        insist(sent > 0, "sendfile failed");
        gone += static_cast<std::size_t>(sent);
    }
    return gone;
}

std::size_t receive_what_came(int from, byte_buffer& into)
{
    std::size_t came = 0;
    while (true) {
        const auto got = ::recv(from, into.data(), into.size(), 0);
        if (got < 0 && errno == EAGAIN) return came;
        insist(got > 0, "receiving failed");
        came += static_cast<std::size_t>(got);
    }
}

/// The same system calls in one loop, without frames, event loop or deadlines.
void send_bare_file(benchmark::State& state)
{
    constexpr std::size_t all = frames * proto::max_data_body;
    const loopback pair;
    const sent_file sent;
    byte_buffer into(receive_bytes);
    for (auto _ : state) {
        std::size_t gone = 0;
        for (std::size_t came = 0; came < all;) {
            gone = send_what_fits(pair.giving_descriptor, sent.file.get(), gone, all);
            came += receive_what_came(pair.asking_descriptor, into);
        }
    }
    count_bytes(state, all);
}

proto::message small_request()
{
    proto::read_request ask;
    ask.path = "photos/2024/summer/holiday-10000.jpeg";
    ask.length = 4096;
    return ask;
}

task<void> ask_many(net::frame_stream& to, const proto::message& request)
{
    for (std::uint32_t i = 0; i < requests; ++i)
        to.queue(request, i);
    const auto flushed = co_await to.flush(deadline::after(stall));
    insist(static_cast<bool>(flushed), "sending failed");
    for (std::size_t i = 0; i < requests; ++i) {
        const auto reply = co_await to.receive(deadline::after(stall));
        insist(static_cast<bool>(reply), "no reply");
    }
}

task<void> answer_many(net::frame_stream& from, const proto::message& reply)
{
    for (std::size_t i = 0; i < requests; ++i) {
        const auto request = co_await from.receive(deadline::after(stall));
        insist(static_cast<bool>(request), "no request");
        from.queue(reply, request->request_id);
    }
    const auto flushed = co_await from.flush(deadline::after(stall));
    insist(static_cast<bool>(flushed), "sending failed");
}

void pipeline_requests(benchmark::State& state)
{
    loopback pair;
    net::frame_stream asker(std::move(pair.asking), proto::reply_limits);
    net::frame_stream giver(std::move(pair.giving), proto::request_limits);
    const auto request = small_request();
    const proto::message reply = proto::pong{};
    for (auto _ : state) {
        asio::co_spawn(pair.io, ask_many(asker, request), rethrow);
        asio::co_spawn(pair.io, answer_many(giver, reply), rethrow);
        pair.run();
    }
    count_items(state, requests);
}

byte_buffer encoded_many(const proto::message& message)
{
    byte_buffer all;
    for (std::uint32_t i = 0; i < requests; ++i)
        proto::encode(message, i, all);
    return all;
}

void pipeline_bare(benchmark::State& state)
{
    const loopback pair;
    const auto there = encoded_many(small_request());
    const auto back = encoded_many(proto::pong{});
    for (auto _ : state) {
        move_bare(pair.asking_descriptor, pair.giving_descriptor, there);
        move_bare(pair.giving_descriptor, pair.asking_descriptor, back);
    }
    count_items(state, requests);
}

} // namespace

void register_stream_suite()
{
    // Against a bare loop of system calls over a connection of the same kind, sendfile(2) or
    // send(2) and recv(2): what remains is ours. Both ends are on one thread, so that the time of
    // its CPU is the whole cost.
    register_pair("stream/data_frames_1MiB", send_data_frames, {"sendfile_recv", send_bare_file});
    register_pair("stream/pipelined_requests", pipeline_requests, {"send_recv", pipeline_bare});
}

} // namespace sluice::eval
