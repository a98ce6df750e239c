#include "support/scripted_connector.hpp"

#include "async/sleep.hpp"
#include "net/handshake.hpp"

namespace sluice::test {
namespace {

constexpr auto greeting_limit = std::chrono::seconds(2);

storage::root opened(const std::string& folder)
{
    // OpenSSL ends what its threads hold if it was used before those that live as long.
    static_cast<void>(storage::digest_of(storage::digest_kind::sha256, {}));
    auto root = storage::root::open(folder);
    if (!root) throw std::runtime_error(root.error().text());
    return std::move(*root);
}

/// As a session does: answers what has come, many small replies in one write.
task<result<>> answer_all(net::frame_stream& stream, transfer::giver& giver)
{
    constexpr std::size_t flush_above = 64U << 10U;
    while (true) {
        auto request = co_await stream.receive(deadline::never());
        if (!request) co_return request.error();
        const auto answered = co_await giver.answer(std::move(*request));
        if (!answered) co_return answered.error();
        if (stream.waiting() == 0) {
            const auto polled = stream.poll();
            if (!polled) co_return polled.error();
        }
        if (stream.waiting() > 0 && stream.queued_bytes() < flush_above) continue;
        const auto sent = co_await stream.flush(deadline::after(greeting_limit));
        if (!sent) co_return sent.error();
    }
}

} // namespace

giving_folder::giving_folder(const std::string& folder)
    : files_(opened(folder)),
      shared_{files_, digests_, pool_, host_rate_, stall_limit_ms_}
{
}

task<void> giving_folder::serve(std::unique_ptr<net::byte_stream> stream)
{
    net::frame_stream frames(std::move(stream), proto::login_limits);
    const auto limit = deadline::after(greeting_limit);
    const auto hello = co_await net::await_hello(frames, limit);
    if (!hello) co_return;
    const proto::welcome welcome;
    frames.queue(welcome, 0);
    const auto sent = co_await frames.flush(limit);
    if (!sent) co_return;
    token_bucket own_rate(0);
    transfer::giver_counters counters;
    transfer::giver giver(shared_, frames, own_rate, counters);
    const auto ignored = co_await answer_all(frames, giver);
    (void)ignored;
}

scripted_connector::scripted_connector(asio::any_io_executor executor, far_end serve)
    : executor_(executor),
      serve_(std::move(serve)),
      far_ends_(executor, [](std::exception_ptr thrown) { std::rethrow_exception(thrown); })
{
}

task<result<std::unique_ptr<net::frame_stream>>> scripted_connector::connect()
{
    const auto number = ++connects_;
    const auto own = plans_.find(number);
    const auto plan = own == plans_.end() ? common_ : own->second;
    if (plan.refused) co_return fail(*plan.refused, "connect", "script");
    if (plan.hangs) co_await sleep_until(deadline::never());
    auto ends = pipe_stream::make(executor_, plan.pipe);
    far_ends_.spawn(serve_(std::move(ends.accepted)));
    auto stream = std::make_unique<net::frame_stream>(std::move(ends.dialled), proto::login_limits);
    proto::hello hello;
    hello.peer_name = "test";
    const auto limit = deadline::after(plan.greeting_limit);
    const auto welcome = co_await net::greet(*stream, std::move(hello), limit);
    if (!welcome) co_return welcome.error();
    co_return stream;
}

} // namespace sluice::test
