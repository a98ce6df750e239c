#include "transfer/connector.hpp"

#include "net/handshake.hpp"

namespace sluice::transfer {

task<result<std::unique_ptr<net::frame_stream>>> tcp_connector::connect()
{
    const auto limit = deadline::after(limit_);
    auto made = co_await connect_once(limit);
    // A byte flipped in the welcome looks like another protocol: only the second time it is one.
    if (!made && made.error() == errc::bad_magic) made = co_await connect_once(limit);
    co_return made;
}

task<result<std::unique_ptr<net::frame_stream>>> tcp_connector::connect_once(deadline limit)
{
    auto dialled = co_await net::dial(where_, limit);
    if (!dialled) co_return dialled.error();
    auto stream = std::make_unique<net::frame_stream>(std::move(*dialled), proto::login_limits);
    proto::hello hello;
    hello.peer_name = peer_name_;
    const auto welcome = co_await net::greet(*stream, std::move(hello), limit);
    if (!welcome) co_return welcome.error();
    co_return stream;
}

} // namespace sluice::transfer
