#include "proto/codec.hpp"
#include "proto/frame_parser.hpp"
#include "support/arbitrary.hpp"
#include "support/catch.hpp"
#include "support/frame_events.hpp"
#include "support/memory_watch.hpp"

using namespace sluice;
using namespace sluice::proto;
using namespace sluice::test;

namespace {

byte_buffer framed_control(frame_type type, byte_view body, std::uint32_t request_id = 7)
{
    byte_buffer out;
    const auto start = begin_control(out);
    append(out, body);
    finish_control(out, start, type, request_id);
    return out;
}

byte_buffer framed_data(byte_view body, std::uint32_t request_id = 7)
{
    byte_buffer out;
    append(out, encode_data_header(request_id, static_cast<std::uint32_t>(body.size())));
    append(out, body);
    return out;
}

/// The stream of some messages and data frames, in random order.
byte_buffer random_stream(arbitrary& any)
{
    byte_buffer stream;
    for (int frame = 0; frame < 12; ++frame) {
        const auto id = static_cast<std::uint32_t>(any.up_to(~0U));
        if (any.one_in(3))
            append(stream, framed_data(any.bytes(1 + any.up_to(300)), id));
        else
            append(stream, framed_control(frame_type::listing, any.bytes(any.up_to(300)), id));
    }
    return stream;
}

std::error_code failure_of(byte_view stream, frame_limits limits = reply_limits)
{
    const auto found = parse_in_pieces(stream, stream.size(), limits);
    CHECK(found.frames.empty());
    return found.failed.value_or(std::error_code());
}

void flip(byte_buffer& bytes, std::size_t bit)
{
    bytes[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
}

} // namespace

TEST_CASE("a stream means the same however it is cut", "[proto][frame_parser]")
{
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        INFO("seed " << seed);
        arbitrary any(seed);
        const auto stream = random_stream(any);
        const auto whole = parse_in_pieces(stream, stream.size());

        frame_collector randomly_cut(reply_limits);
        for (byte_view left = stream; !left.empty();) {
            const auto piece = std::min<std::size_t>(left.size(), any.up_to(40));
            randomly_cut.feed(left.first(piece));
            left = left.subspan(piece);
        }

        CHECK(whole.frames.size() == 12);
        CHECK(whole.between_frames);
        CHECK(randomly_cut.found() == whole);
        for (const std::size_t piece : {1, 2, 15, 16, 17, 100})
            CHECK(parse_in_pieces(stream, piece) == whole);
    }
}

TEST_CASE("a stream that ends inside a frame is not between frames", "[proto][frame_parser]")
{
    const auto stream = framed_control(frame_type::ping, byte_buffer(8));

    for (std::size_t length = 1; length < stream.size(); ++length) {
        const auto found = parse_in_pieces(byte_view(stream).first(length), 5);
        CHECK(found.frames.empty());
        CHECK_FALSE(found.failed);
        CHECK_FALSE(found.between_frames);
    }
}

TEST_CASE("bodies may reach their limit and not pass it", "[proto][frame_parser]")
{
    for (const auto limits : {login_limits, request_limits, reply_limits}) {
        const byte_buffer body(limits.control);
        CHECK(parse_in_pieces(framed_control(frame_type::listing, body), 4096, limits)
                  .frames.size() == 1);

        header_bytes past{};
        const auto longer = framed_control(frame_type::listing, byte_buffer(limits.control + 1));
        std::copy_n(longer.begin(), past.size(), past.begin());
        CHECK(failure_of(past, limits) == make_error_code(errc::frame_too_large));
    }
    CHECK(parse_in_pieces(framed_data(byte_buffer(max_data_body)), 4096).frames.size() == 1);
    CHECK(failure_of(encode_data_header(1, max_data_body + 1)) ==
          make_error_code(errc::frame_too_large));
}

TEST_CASE("a side that serves takes no data frame at all", "[proto][frame_parser]")
{
    for (const auto limits : {login_limits, request_limits})
        CHECK(failure_of(encode_data_header(1, 1), limits) ==
              make_error_code(errc::frame_too_large));
}

TEST_CASE("new limits count from the next frame on", "[proto][frame_parser]")
{
    frame_parser parser(reply_limits);
    const auto stream = framed_control(frame_type::listing, byte_buffer(5000));
    byte_view input = byte_view(stream).first(100);
    REQUIRE(std::holds_alternative<need_more>(*parser.next(input)));

    parser.set_limits(login_limits);

    input = byte_view(stream).subspan(100);
    CHECK(std::holds_alternative<control_frame>(*parser.next(input)));
    input = stream;
    CHECK_FALSE(parser.next(input));
}

TEST_CASE("an empty data frame is malformed", "[proto][frame_parser]")
{
    CHECK(failure_of(encode_data_header(1, 0)) == make_error_code(errc::malformed_message));
}

TEST_CASE("types without a meaning are malformed", "[proto][frame_parser]")
{
    for (const unsigned type : {0U, last_frame_type + 1U, 0x47U, 255U}) {
        INFO("type " << type);
        const auto frame = framed_control(static_cast<frame_type>(type), {});
        CHECK(failure_of(frame) == make_error_code(errc::malformed_message));
    }
}

TEST_CASE("reserved bits must be clear", "[proto][frame_parser]")
{
    for (std::size_t bit = 0; bit < 24; ++bit) {
        auto frame = framed_control(frame_type::ping, byte_buffer(8));
        flip(frame, 5 * 8 + bit);
        CHECK(failure_of(frame) == make_error_code(errc::malformed_message));
    }
}

TEST_CASE("no single flipped bit turns a control frame into another", "[proto][frame_parser]")
{
    for (std::uint64_t index = 0; index < std::variant_size_v<message>; ++index) {
        arbitrary any(index);
        byte_buffer stream;
        encode(any.message_of(index), 0x01020304, stream);
        stream.resize(std::min<std::size_t>(stream.size(), 3000));
        if (parse_in_pieces(stream, stream.size()).frames.empty()) continue;

        for (std::size_t bit = 0; bit < stream.size() * 8; ++bit) {
            INFO("message " << index << ", bit " << bit);
            auto flipped = stream;
            flip(flipped, bit);
            const auto found = parse_in_pieces(flipped, flipped.size());
            CHECK(found.frames.empty());
            CHECK((found.failed || !found.between_frames));
        }
    }
}

TEST_CASE("no single flipped bit turns a data header into another", "[proto][frame_parser]")
{
    const auto stream = framed_data(as_bytes("the bytes of a file"));
    for (std::size_t bit = 0; bit < frame_header::size * 8; ++bit) {
        INFO("bit " << bit);
        auto flipped = stream;
        flip(flipped, bit);
        const auto found = parse_in_pieces(flipped, flipped.size());
        CHECK(found.frames.empty());
        CHECK((found.failed || !found.between_frames));
    }
}

TEST_CASE("a declared length alone takes no memory", "[proto][frame_parser]")
{
    frame_parser parser(reply_limits);
    const auto large = framed_control(frame_type::listing, byte_buffer(max_control_body));
    byte_view input = byte_view(large).first(frame_header::size + 1);

    const memory_watch watch;
    const auto item = parser.next(input);

    CHECK(std::holds_alternative<need_more>(*item));
    CHECK(watch.peak_bytes() < 1024);
}

TEST_CASE("endless input does not grow the parser beyond one control frame",
          "[proto][frame_parser]")
{
    const auto listing = framed_control(frame_type::listing, byte_buffer(max_control_body));
    const auto bytes = framed_data(byte_buffer(max_data_body));
    frame_parser parser(reply_limits);
    std::size_t frames = 0;

    const memory_watch watch;
    for (int round = 0; round < 20; ++round) {
        for (const byte_buffer* stream : {&listing, &bytes}) {
            for (byte_view left = *stream; !left.empty();) {
                auto input = left.first(std::min<std::size_t>(left.size(), 999));
                left = left.subspan(input.size());
                while (!std::holds_alternative<need_more>(*parser.next(input)))
                    ++frames;
            }
        }
    }

    CHECK(frames > 40);
    CHECK(watch.peak_bytes() < 3 * max_control_body);
}
