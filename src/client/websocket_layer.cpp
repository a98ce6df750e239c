#include "client/websocket_layer.hpp"

#include "http/websocket_dial.hpp"
#include "http/websocket_stream.hpp"

namespace sluice::client {
namespace {

using opened_stream = result<std::unique_ptr<net::byte_stream>>;

task<opened_stream> open_on(http::websocket_place where,
                            std::unique_ptr<net::byte_stream> transport, deadline limit)
{
    auto opened = co_await http::open_websocket(std::move(transport), std::move(where), limit);
    if (!opened) co_return opened.error();
    std::unique_ptr<net::byte_stream> stream =
        std::make_unique<http::websocket_stream>(std::move(*opened));
    co_return opened_stream(std::move(stream));
}

} // namespace

transfer::stream_layer websocket_layer(const client_settings& wanted, const std::string& token)
{
    if (wanted.websocket.empty()) return {};
    const bool v6 = wanted.address.find(':') != wanted.address.npos;
    const auto name = v6 ? "[" + wanted.address + "]" : wanted.address;
    const http::websocket_place where(name + ":" + std::to_string(wanted.port), wanted.websocket,
                                      token);
    return [where](std::unique_ptr<net::byte_stream> transport, deadline limit) {
        return open_on(where, std::move(transport), limit);
    };
}

} // namespace sluice::client
