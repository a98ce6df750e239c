#pragma once

#include "base/result.hpp"
#include "stream/message.hpp"

#include <memory>
#include <mutex>
#include <string>

/// The JSON of /ws/stream, as the predecessor's clients speak it.
namespace sluice::server {

/// What a client says there.
enum class demo_action { start, stop, ping };

/// Errors: malformed_message (no JSON, no object), unsupported (an action that nobody knows).
result<demo_action> read_demo_action(std::string_view text);

/// {"type":"status"}, {"type":"pong"} and {"type":"error"}.
std::string demo_status_text(bool streaming);
std::string demo_pong_text();
std::string demo_error_text(const error& why);

/// A frame of WebSocket with {"type":"data"} for one message of the demo topic.
byte_buffer demo_data_frame(const stream::message& of);

/// Makes the frame of a message once for all who want it. Safe from any thread.
class demo_frames {
public:
    using frame = std::shared_ptr<const byte_buffer>;

    frame of(const stream::message& one);

private:
    std::mutex mutex_;
    std::uint64_t sequence_ = 0;
    frame newest_;
};

} // namespace sluice::server
