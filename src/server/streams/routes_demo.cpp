#include "server/streams/routes_demo.hpp"

#include "http/problem.hpp"
#include "server/http/upgrade_websocket.hpp"
#include "server/streams/demo_socket.hpp"
#include "server/streams/demo_source.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::string_view json_type = "application/json";

task<void> switch_demo(route_call& call, bool on)
{
    call.shared.demo->switch_all(on);
    const json said = {{"status", on ? "streaming started" : "streaming stopped"}};
    http::response reply(200, json_type, said.dump());
    const auto ignored = co_await call.exchange.send(std::move(reply));
    static_cast<void>(ignored);
}

task<void> open_stream(route_call& call)
{
    const auto demo = co_await call.shared.demo->need_topic();
    if (!demo) {
        auto why = demo.error();
        co_await answer_error(call, std::move(why), error_shape::problem);
        co_return;
    }
    http::upgraded next = [&shared = call.shared, to = *demo](
                              std::unique_ptr<net::byte_stream> stream, std::string early) {
        return serve_demo_socket(shared, to, std::move(stream), std::move(early));
    };
    co_await upgrade_websocket(call, std::move(next));
}

route switch_row(bool on)
{
    route row;
    row.method = "POST";
    row.path = on ? "/control/start" : "/control/stop";
    row.operation = on ? "startStreaming" : "stopStreaming";
    row.tag = "topics";
    row.summary = on ? "Sends the demo signal to all clients of /ws/stream."
                     : "Stops the demo signal for all clients of /ws/stream.";
    row.needs = state::right::write;
    row.replies = {{200, "It was switched.", json_type, "StreamStatus",
                    json{{"status", on ? "streaming started" : "streaming stopped"}}}};
    row.run = [on](route_call& call) { return switch_demo(call, on); };
    return row;
}

route stream_row()
{
    route row;
    row.method = "GET";
    row.path = "/ws/stream";
    row.operation = "openStream";
    row.tag = "topics";
    row.summary = "Becomes a WebSocket on which the demo signal comes as JSON";
    row.needs = state::right::read;
    row.rate_counted = false;
    row.parameters = websocket_parameters();
    row.replies = websocket_replies();
    row.run = open_stream;
    return row;
}

} // namespace

std::vector<route> demo_routes()
{
    return {stream_row(), switch_row(true), switch_row(false)};
}

} // namespace sluice::server
