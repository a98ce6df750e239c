#include "transfer/peer/connector.hpp"

#include "net/handshake.hpp"
#include "net/peer_address.hpp"
#include "net/tls_stream.hpp"

namespace sluice::transfer {

task<result<std::unique_ptr<net::frame_stream>>> connector::connect_as_giver()
{
    co_return fail(errc::unsupported, "connect", "as giver");
}

task<result<std::unique_ptr<net::frame_stream>>> tcp_connector::connect()
{
    return connect_as(proto::role::asker);
}

task<result<std::unique_ptr<net::frame_stream>>> tcp_connector::connect_as_giver()
{
    return connect_as(proto::role::giver);
}

task<result<std::unique_ptr<net::frame_stream>>> tcp_connector::connect_as(proto::role role)
{
    const auto limit = deadline::after(limit_);
    auto made = co_await connect_once(role, limit);
    // A byte flipped in the welcome looks like another protocol: only the second time it is one.
    if (!made && made.error() == errc::bad_magic) made = co_await connect_once(role, limit);
    co_return made;
}

task<result<std::unique_ptr<net::byte_stream>>> tcp_connector::dial_transport(deadline limit)
{
    using dialled = result<std::unique_ptr<net::byte_stream>>;
    auto plain = co_await net::dial_tcp(where_, limit);
    if (!plain) co_return plain.error();
    if (tls_) {
        auto secured =
            co_await net::tls_stream::connect(std::move(*plain), tls_, where_.host, limit);
        if (!secured) co_return secured.error();
        co_return dialled(std::move(*secured));
    }
    if (!token_.empty() && !net::is_loopback(net::address_of((*plain)->peer())))
        co_return fail(errc::bad_usage, "login",
                       "a token is sent to another machine only through TLS (--tls)");
    co_return dialled(std::move(*plain));
}

task<result<std::unique_ptr<net::byte_stream>>> tcp_connector::dial(deadline limit)
{
    auto transport = co_await dial_transport(limit);
    if (!transport || !layer_) co_return transport;
    auto layered = co_await layer_(std::move(*transport), limit);
    co_return layered;
}

task<result<std::unique_ptr<net::frame_stream>>> tcp_connector::connect_once(proto::role role,
                                                                             deadline limit)
{
    auto dialled = co_await dial(limit);
    if (!dialled) co_return dialled.error();
    auto stream = std::make_unique<net::frame_stream>(std::move(*dialled), proto::login_limits);
    proto::hello hello;
    hello.peer_name = peer_name_;
    hello.credentials = token_;
    hello.role = role;
    hello.features = proto::known_features;
    const auto welcome = co_await net::greet(*stream, std::move(hello), limit);
    if (!welcome) co_return welcome.error();
    if (role == proto::role::giver) stream->set_limits(proto::request_limits);
    co_return stream;
}

} // namespace sluice::transfer
