#include "server/files/file_body.hpp"

#include "async/on_pool.hpp"
#include "async/sleep.hpp"
#include "storage/read_file.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

/// Pieces get smaller with the rate, so that a slow transfer still moves several times a second.
std::uint64_t piece_bytes(std::uint64_t own_rate, std::uint64_t host_rate)
{
    constexpr std::uint64_t least = 16U << 10U;
    std::uint64_t most = 1U << 20U;
    for (const auto rate : {own_rate, host_rate})
        if (rate > 0) most = std::min(most, std::max(least, rate / 10));
    return most;
}

} // namespace

task<void> pace(route_call& call, std::uint64_t bytes)
{
    const auto now = token_bucket::clock::now();
    auto wait = call.shared.rate.take(bytes, now);
    const auto own_rate = call.shared.client_rate.load();
    if (own_rate > 0) {
        const auto own = call.shared.client_rates.of(call.exchange.peer(), own_rate);
        own->follow(own_rate);
        wait = std::max(wait, own->take(bytes, now));
    }
    if (wait > token_bucket::clock::duration::zero()) co_await sleep_for(wait);
}

namespace {

error broken_off(route_call& call)
{
    call.exchange.close_after();
    call.exchange.stream().close();
    return fail(errc::source_changed, "send", call.exchange.request().path);
}

/// After the last byte: whatever comes over this connection later is not to be trusted either.
result<> judge_end(route_call& call, const served_file& file)
{
    if (file.unchanged()) return ok;
    return broken_off(call);
}

task<result<>> send_small(route_call& call, const served_file& file, http::response head,
                          http::byte_range range)
{
    co_await pace(call, range.length);
    head.body.resize(range.length);
    const auto into = std::as_writable_bytes(std::span(head.body));
    auto got = storage::read_cached(file.descriptor(), range.offset, into);
    if (!got) {
        auto work = [&] { return storage::read_at(file.descriptor(), range.offset, into); };
        got = co_await on_pool(call.shared.pool, std::move(work));
    }
    if (!*got) co_return got->error();
    if (**got < into.size() || !file.unchanged())
        co_return fail(errc::source_changed, "read", call.exchange.request().path);
    const auto sent = co_await call.exchange.send(std::move(head));
    co_return sent;
}

} // namespace

task<result<>> send_file_bytes(route_call& call, const served_file& file, http::byte_range range)
{
    const int descriptor = file.descriptor();
    const auto piece = piece_bytes(call.shared.client_rate, call.shared.rate.rate());
    for (std::uint64_t done = 0; done < range.length;) {
        const auto count = std::min(piece, range.length - done);
        const auto offset = range.offset + done;
        co_await pace(call, count);
        if (!storage::is_cached(descriptor, offset, count)) {
            auto work = [descriptor, offset, count, held = file.opened()] {
                storage::warm(descriptor, offset, count);
                return true;
            };
            co_await on_pool(call.shared.pool, std::move(work));
        }
        if (!file.unchanged()) co_return broken_off(call);
        const auto sent = co_await call.exchange.send_file(descriptor, offset, count);
        if (!sent) co_return sent.error();
        done += count;
    }
    co_return ok;
}

task<result<>> send_range(route_call& call, served_file file, http::response head,
                          http::byte_range range)
{
    const bool head_alone = call.exchange.request().method == "HEAD";
    if (range.length <= small_file && !head_alone) {
        const auto small = co_await send_small(call, file, std::move(head), range);
        co_return small;
    }
    const auto begun = co_await call.exchange.send_head(std::move(head), range.length);
    if (!begun || head_alone) co_return begun;
    const auto sent = co_await send_file_bytes(call, file, range);
    if (!sent) co_return sent;
    co_return judge_end(call, file);
}

task<result<>> send_ranges(route_call& call, served_file file, http::response head,
                           http::multipart_ranges ranges)
{
    const auto begun = co_await call.exchange.send_head(std::move(head), ranges.length());
    if (!begun) co_return begun;
    for (std::size_t i = 0; i < ranges.parts().size(); ++i) {
        const auto text = ranges.head(i);
        const auto put = co_await call.exchange.write(as_bytes(text), net::follow_up::more);
        if (!put) co_return put;
        const auto sent = co_await send_file_bytes(call, file, ranges.parts()[i]);
        if (!sent) co_return sent;
    }
    // The end is held back until it is sure that all parts are of one version.
    if (!file.unchanged()) co_return broken_off(call);
    const auto tail = ranges.tail();
    const auto ended = co_await call.exchange.write(as_bytes(tail));
    co_return ended;
}

} // namespace sluice::server
