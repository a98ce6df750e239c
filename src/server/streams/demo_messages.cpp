#include "server/streams/demo_messages.hpp"

#include "http/websocket_frame.hpp"
#include "stream/demo_signal.hpp"
#include "stream/value_text.hpp"

#include <nlohmann/json.hpp>

namespace sluice::server {

using nlohmann::json;

result<demo_action> read_demo_action(std::string_view text)
{
    const auto document = json::parse(text, nullptr, false);
    if (!document.is_object()) return fail(errc::malformed_message, "stream", "no JSON object");
    const auto at = document.find("action");
    const auto action =
        at != document.end() && at->is_string() ? at->get<std::string>() : std::string();
    if (action == "start") return demo_action::start;
    if (action == "stop") return demo_action::stop;
    if (action == "ping") return demo_action::ping;
    return fail(errc::unsupported, "stream", "an action is start, stop or ping");
}

std::string demo_status_text(bool streaming)
{
    return json{{"type", "status"}, {"streaming", streaming}}.dump();
}

std::string demo_pong_text()
{
    return R"({"type":"pong"})";
}

std::string demo_error_text(const error& why)
{
    const json said = {
        {"type", "error"}, {"code", code_name(why.code())}, {"message", why.detail()}};
    return said.dump(-1, ' ', false, json::error_handler_t::replace);
}

byte_buffer demo_data_frame(const stream::message& of)
{
    std::string text = R"({"type":"data","timestamp":)";
    stream::append_json_number(text, static_cast<double>(of.time_ns()) / 1e9);
    text += R"(,"shape":[)" + std::to_string(stream::demo_points) + R"(],"dtype":"float64","x":[)";
    bool first = true;
    for (const double x : stream::demo_x(of.sequence())) {
        if (!std::exchange(first, false)) text += ',';
        stream::append_json_number(text, x);
    }
    text += R"(],"y":)" + stream::json_of(stream::demo_schema(), of.payload()) + "}";
    byte_buffer made;
    http::append_frame(made, http::websocket_role::server, http::opcode::text, as_bytes(text));
    return made;
}

demo_frames::frame demo_frames::of(const stream::message& one)
{
    {
        const std::scoped_lock lock(mutex_);
        if (newest_ && sequence_ == one.sequence()) return newest_;
    }
    auto made = std::make_shared<const byte_buffer>(demo_data_frame(one));
    const std::scoped_lock lock(mutex_);
    sequence_ = one.sequence();
    newest_ = made;
    return made;
}

} // namespace sluice::server
