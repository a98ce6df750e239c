#include "net/dial.hpp"

#include "async/with_deadline.hpp"
#include "net/tcp_stream.hpp"

namespace sluice::net {
namespace {

using asio::ip::tcp;
using dialled = result<std::unique_ptr<tcp_stream>>;

std::string text_of(const endpoint_name& where)
{
    return where.host + ":" + std::to_string(where.port);
}

task<dialled> connect_to(tcp::endpoint end, std::string shown)
{
    auto here = co_await asio::this_coro::executor;
    tcp::socket socket(here);
    auto [ec] = co_await socket.async_connect(end, as_result);
    if (ec) co_return fail(errc::unreachable, "connect", shown + ": " + ec.message());
    co_return dialled(std::make_unique<tcp_stream>(std::move(socket)));
}

using addresses = std::vector<tcp::endpoint>;

task<result<addresses>> resolve(endpoint_name where)
{
    auto here = co_await asio::this_coro::executor;
    tcp::resolver resolver(here);
    auto [failed, found] =
        co_await resolver.async_resolve(where.host, std::to_string(where.port), as_result);
    if (failed)
        co_return fail(errc::unreachable, "resolve", text_of(where) + ": " + failed.message());
    addresses all;
    for (const auto& one : found)
        all.push_back(one.endpoint());
    co_return all;
}

/// What is left of the limit, shared out evenly: a dead address must not use it up.
deadline share_of(deadline limit, std::size_t attempts)
{
    if (limit.is_never()) return limit;
    const auto left = limit.at() - deadline::clock::now();
    return deadline::after(left / static_cast<int>(attempts));
}

} // namespace

task<dialled> dial_tcp(endpoint_name where, deadline limit)
{
    const auto shown = text_of(where);
    const auto found = co_await with_deadline(limit, resolve(where));
    if (!found && found.error() == errc::timed_out)
        co_return fail(errc::timed_out, "resolve", shown);
    if (!found) co_return found.error();
    error last = fail(errc::unreachable, "connect", shown);
    for (std::size_t i = 0; i < found->size(); ++i) {
        const auto share = share_of(limit, found->size() - i);
        auto made = co_await with_deadline(share, connect_to((*found)[i], shown));
        if (made) co_return made;
        if (made.error() == errc::timed_out)
            last = fail(errc::timed_out, "connect", shown);
        else
            last = made.error();
    }
    co_return last;
}

task<result<std::unique_ptr<byte_stream>>> dial(endpoint_name where, deadline limit)
{
    auto made = co_await dial_tcp(std::move(where), limit);
    if (!made) co_return made.error();
    co_return result<std::unique_ptr<byte_stream>>(std::move(*made));
}

} // namespace sluice::net
