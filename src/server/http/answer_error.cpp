#include "server/http/error_response.hpp"

namespace sluice::server {

task<void> answer_error(route_call& call, error why, error_shape shape)
{
    auto reply = error_response(why, shape, call.exchange.request_id());
    const auto sent = co_await call.exchange.send(std::move(reply));
    // A client that has gone is the connection's concern.
    static_cast<void>(sent);
}

} // namespace sluice::server
