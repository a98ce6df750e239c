#include "eval/bench/pairs.hpp"
#include "eval/bench/suites.hpp"
#include "proto/codec.hpp"
#include "proto/frame_parser.hpp"

#include <algorithm>

namespace sluice::eval {
namespace {

/// A stream and the number of frames in it.
struct framed_bytes {
    byte_buffer bytes;
    std::size_t frames = 0;
};

/// 4096 requests as a download of many ranges sends them: about 80 bytes each.
framed_bytes control_frames()
{
    framed_bytes made;
    for (; made.frames < 4096; ++made.frames) {
        proto::read_request ask;
        ask.path = "films/a-long-evening.mkv";
        ask.offset = made.frames << 20U;
        ask.length = 1U << 20U;
        proto::encode(ask, static_cast<std::uint32_t>(made.frames), made.bytes);
    }
    return made;
}

framed_bytes data_frames()
{
    framed_bytes made;
    const auto body = patterned_bytes(proto::max_data_body);
    for (; made.frames < 2; ++made.frames) {
        append(made.bytes, proto::encode_data_header(7, proto::max_data_body));
        append(made.bytes, body);
    }
    return made;
}

std::size_t frames_ended(proto::frame_parser& parser, byte_view input)
{
    std::size_t ended = 0;
    while (true) {
        const auto next = parser.next(input);
        insist(static_cast<bool>(next), "the frame parser refused a good frame");
        if (std::holds_alternative<proto::need_more>(*next)) return ended;
        const auto* piece = std::get_if<proto::data_piece>(&*next);
        if (!piece || piece->ends) ++ended;
    }
}

measured parse_in_pieces(framed_bytes all, std::size_t piece)
{
    return [all = std::move(all), piece](benchmark::State& state) {
        proto::frame_parser parser(proto::reply_limits);
        for (auto _ : state) {
            std::size_t ended = 0;
            for (byte_view left = all.bytes; !left.empty();) {
                const auto input = left.first(std::min(piece, left.size()));
                left = left.subspan(input.size());
                ended += frames_ended(parser, input);
            }
            insist(ended == all.frames, "the frame parser lost a frame");
        }
        count_bytes(state, all.bytes.size());
        count_items(state, all.frames);
    };
}

} // namespace

void register_frame_parser_suite()
{
    // Against memcpy of the same pieces: every receiver touches its bytes once. Data bodies are
    // handed out in place, so there the ratio must stay far below 1 but for single bytes.
    const auto control = control_frames();
    const auto data = data_frames();
    // A byte, a segment of Ethernet, a buffer of the client.
    for (const std::size_t piece : {1U, 1400U, 256U << 10U}) {
        const auto fed = size_name(piece);
        register_pair("frame_parser/control/" + fed, parse_in_pieces(control, piece),
                      {"memcpy", copy_in_pieces(control.bytes, piece)});
        register_pair("frame_parser/data/" + fed, parse_in_pieces(data, piece),
                      {"memcpy", copy_in_pieces(data.bytes, piece)});
    }
}

} // namespace sluice::eval
