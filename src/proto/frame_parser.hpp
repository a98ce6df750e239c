#pragma once

#include "proto/frame.hpp"
#include "proto/limits.hpp"

#include <variant>

namespace sluice::proto {

/// The largest bodies that a parser lets through; 0 refuses data frames altogether.
struct frame_limits {
    std::uint32_t control = max_login_body;
    std::uint32_t data = 0;
};

inline constexpr frame_limits login_limits{max_login_body, 0};
inline constexpr frame_limits request_limits{max_control_body, 0};
inline constexpr frame_limits reply_limits{max_control_body, max_data_body};

/// The input ended inside a frame, or between two.
struct need_more {};

/// A whole control frame with a correct checksum. The body lives until the next call of the parser.
struct control_frame {
    frame_header header;
    byte_view body;
};

/// A piece of a data frame, a view into the input; `ends` with the last byte of its frame.
struct data_piece {
    frame_header header;
    byte_view bytes;
    bool ends = false;
};

/// Cuts a stream of bytes into frames. Control bodies are collected (they are small), data bodies
/// are handed out in place. Memory grows with the bytes that came, never with a declared length.
/// After an error the stream has lost its framing: close it.
class frame_parser {
public:
    explicit frame_parser(frame_limits limits) : limits_(limits) {}

    using item = std::variant<need_more, control_frame, data_piece>;

    /// The next item of `input`, whose consumed bytes are cut off its front.
    /// Errors: malformed_message, frame_too_large (before any of the body is taken).
    result<item> next(byte_view& input);

    /// Takes effect with the next frame.
    void set_limits(frame_limits limits) { limits_ = limits; }

    /// True if the last byte consumed ended a frame.
    bool between_frames() const { return head_.empty() && !in_body_; }

private:
    result<void> take_header(byte_view& input);
    result<item> take_control(byte_view& input);
    data_piece take_data(byte_view& input);

    frame_limits limits_;
    byte_buffer head_; // of the frame at hand, while incomplete
    byte_buffer body_; // of a control frame split over inputs
    frame_header header_;
    std::uint32_t left_ = 0; // of the body
    bool in_body_ = false;
};

} // namespace sluice::proto
