#pragma once

#include "proto/frame_parser.hpp"

#include <algorithm>
#include <optional>

namespace sluice::test {

/// A whole frame as a parser gave it out, data pieces joined.
struct frame_event {
    proto::frame_header header;
    byte_buffer body;

    friend bool operator==(const frame_event&, const frame_event&) = default;
};

/// What a parser made of a stream of bytes.
struct parsed_stream {
    std::vector<frame_event> frames;
    std::optional<std::error_code> failed;
    bool between_frames = true;

    friend bool operator==(const parsed_stream&, const parsed_stream&) = default;
};

/// Gives a stream to a parser in pieces and keeps what comes out.
class frame_collector {
public:
    explicit frame_collector(proto::frame_limits limits) : parser_(limits) {}

    /// False once the parser has failed: then nothing more is given to it.
    bool feed(byte_view input)
    {
        while (!found_.failed) {
            const auto item = parser_.next(input);
            if (!item) {
                found_.failed = item.error().code();
                break;
            }
            if (std::holds_alternative<proto::need_more>(*item)) break;
            take(*item);
        }
        found_.between_frames = parser_.between_frames();
        return !found_.failed;
    }

    const parsed_stream& found() const { return found_; }

private:
    void take(const proto::frame_parser::item& item)
    {
        if (const auto* control = std::get_if<proto::control_frame>(&item)) {
            found_.frames.push_back(
                {control->header, {control->body.begin(), control->body.end()}});
            return;
        }
        const auto& piece = std::get<proto::data_piece>(item);
        if (!data_) data_ = frame_event{piece.header, {}};
        append(data_->body, piece.bytes);
        if (!piece.ends) return;
        found_.frames.push_back(std::move(*data_));
        data_.reset();
    }

    proto::frame_parser parser_;
    parsed_stream found_;
    std::optional<frame_event> data_;
};

/// Parses a stream given in pieces of so many bytes; the last piece is what is left.
inline parsed_stream parse_in_pieces(byte_view stream, std::size_t piece,
                                     proto::frame_limits limits = proto::reply_limits)
{
    frame_collector collector(limits);
    do {
        const auto count = std::min(piece, stream.size());
        if (!collector.feed(stream.first(count))) break;
        stream = stream.subspan(count);
    } while (!stream.empty());
    return collector.found();
}

} // namespace sluice::test
