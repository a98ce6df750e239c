#include "raw_frame.hpp"
#include "support/catch.hpp"
#include "websocket_events.hpp"

#include <random>

using namespace sluice;
using namespace sluice::test;
using http::websocket_kind;
using http::websocket_role;

namespace {

websocket_reading read(std::string_view bytes, http::websocket_limits limits = {})
{
    return read_frames(bytes, bytes.size(), websocket_role::server, limits);
}

/// A bit of everything, ended by a close frame.
std::string conversation(bool masked)
{
    frame_form form;
    form.masked = masked;
    return raw_frame(0x81, "gr\xc3\xbc\xc3\x9f", form) + raw_frame(0x89, "are you there?", form) +
           raw_frame(0x01, "cut inside of a character: \xe2\x82", form) +
           raw_frame(0x8a, "unasked", form) + raw_frame(0x00, "", form) +
           raw_frame(0x89, "", form) + raw_frame(0x80, "\xac", form) +
           raw_frame(0x82, std::string(70000, 'b'), form) + raw_frame(0x82, "", form) +
           raw_frame(0x02, std::string(300, 'c'), form) + raw_frame(0x80, "", form) +
           raw_close(1001, "gone \xe2\x82\xac", masked);
}

} // namespace

TEST_CASE("messages, pings, pongs and the close frame are read", "[http][websocket]")
{
    const auto got = read(conversation(true));

    REQUIRE(got.messages.size() == 5);
    CHECK(got.messages[0].kind == websocket_kind::text);
    CHECK(got.messages[0].bytes == "gr\xc3\xbc\xc3\x9f");
    CHECK(got.messages[1].bytes == "cut inside of a character: \xe2\x82\xac");
    CHECK(got.messages[2].kind == websocket_kind::binary);
    CHECK(got.messages[2].bytes == std::string(70000, 'b'));
    CHECK(got.messages[3].bytes.empty());
    CHECK(got.messages[4].bytes == std::string(300, 'c'));
    CHECK(got.pings == std::vector<std::string>{"are you there?", ""});
    CHECK(got.pongs == std::vector<std::string>{"unasked"});
    CHECK(got.closed == 1001);
    CHECK(got.reason == "gone \xe2\x82\xac");
    CHECK(got.refused == 0);
}

TEST_CASE("frames mean the same however they are cut, to both sides", "[http][websocket]")
{
    const bool server = GENERATE(true, false);
    const auto own = server ? websocket_role::server : websocket_role::client;
    const auto text = conversation(server);
    const auto whole = read_frames(text, text.size(), own);
    const std::size_t near_ends = 400;

    for (std::size_t piece = 1; piece < near_ends; ++piece)
        CHECK(read_frames(text, piece, own) == whole);

    CHECK(whole.messages.size() == 5);
}

TEST_CASE("frames cut once at any byte mean the same", "[http][websocket]")
{
    const auto text = raw_frame(0x01, "a\xe2\x82") + raw_frame(0x89, "p") +
                      raw_frame(0x80, "\xac z") + raw_frame(0x82, std::string(130, 'x')) +
                      raw_close(3000, "\xf0\x9f\x98\x80");
    const auto whole = read(text);
    using event = http::websocket_parser::event;

    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        http::websocket_parser parser(websocket_role::server);
        std::string data;
        int closed = 0;
        for (auto rest :
             {std::string_view(text).substr(0, cut), std::string_view(text).substr(cut)})
            while (true) {
                const auto step = parser.push(as_bytes(rest));
                rest.remove_prefix(step.used);
                if (step.what == event::need_more) break;
                if (step.what == event::data) data += as_text(step.payload);
                if (step.what == event::close) closed = step.code;
            }
        CHECK(data == whole.messages[0].bytes + whole.messages[1].bytes);
        CHECK(closed == 3000);
    }
}

TEST_CASE("every opcode that is not defined is refused", "[http][websocket]")
{
    const unsigned code = GENERATE(3U, 4U, 5U, 6U, 7U, 0xbU, 0xcU, 0xdU, 0xeU, 0xfU);

    const auto got = read(raw_frame(0x80U | code, "x"));

    CHECK(got.refused == 1002);
}

TEST_CASE("reserved bits are refused, since no extension is agreed on", "[http][websocket]")
{
    const unsigned bit = GENERATE(0x40U, 0x20U, 0x10U);
    const unsigned code = GENERATE(0x81U, 0x82U, 0x88U, 0x89U, 0x8aU);

    CHECK(read(raw_frame(code | bit, "")).refused == 1002);
}

TEST_CASE("a client must mask and a server must not", "[http][websocket]")
{
    frame_form bare;
    bare.masked = false;
    const auto masked = raw_frame(0x82, "abc");
    const auto plain = raw_frame(0x82, "abc", bare);

    CHECK(read_frames(plain, 99, websocket_role::server).refused == 1002);
    CHECK(read_frames(masked, 99, websocket_role::client).refused == 1002);
    CHECK(read_frames(masked, 99, websocket_role::server).messages.size() == 1);
    CHECK(read_frames(plain, 99, websocket_role::client).messages.size() == 1);
}

TEST_CASE("control frames are short and whole", "[http][websocket]")
{
    const unsigned code = GENERATE(8U, 9U, 10U);
    const std::string longest =
        code == 8U ? "\x03\xe8" + std::string(123, 'r') : std::string(125, 'p');

    CHECK(read(raw_frame(0x80U | code, longest)).refused == 0);
    CHECK(read(raw_frame(0x80U | code, longest + "x")).refused == 1002);
    CHECK(read(raw_frame(code, "\x03\xe8")).refused == 1002);
}

TEST_CASE("fragments come in order", "[http][websocket]")
{
    const auto begin = raw_frame(0x01, "a");
    const auto middle = raw_frame(0x00, "b");
    const auto end = raw_frame(0x80, "c");
    const auto whole = raw_frame(0x81, "w");

    CHECK(read(begin + middle + end).messages.at(0).bytes == "abc");
    CHECK(read(begin + end + whole).messages.size() == 2);
    CHECK(read(end).refused == 1002);
    CHECK(read(middle).refused == 1002);
    CHECK(read(begin + whole).refused == 1002);
    CHECK(read(begin + begin).refused == 1002);
    CHECK(read(whole + end).refused == 1002);
}

TEST_CASE("lengths stand in their shortest form", "[http][websocket]")
{
    frame_form two;
    two.length_bytes = 2;
    frame_form eight;
    eight.length_bytes = 8;
    frame_form negative;
    negative.length_bytes = 8;
    negative.lies = true;
    negative.claimed = 1ULL << 63U;

    CHECK(read(raw_frame(0x82, std::string(125, 'x'), two)).refused == 1002);
    CHECK(read(raw_frame(0x82, std::string(126, 'x'), two)).messages.size() == 1);
    CHECK(read(raw_frame(0x82, std::string(65535, 'x'), eight)).refused == 1002);
    CHECK(read(raw_frame(0x82, std::string(65536, 'x'), eight)).messages.size() == 1);
    CHECK(read(raw_frame(0x82, "x", negative)).refused == 1002);
}

TEST_CASE("a message beyond the limit is refused before its bytes come", "[http][websocket]")
{
    http::websocket_limits small;
    small.text = 10;
    small.binary = 20;
    frame_form huge;
    huge.lies = true;
    huge.claimed = (1ULL << 63U) - 1;

    CHECK(read(raw_frame(0x81, std::string(10, 't')), small).messages.size() == 1);
    CHECK(read(raw_frame(0x81, std::string(11, 't')), small).refused == 1009);
    CHECK(read(raw_frame(0x82, std::string(20, 'b')), small).messages.size() == 1);
    CHECK(read(raw_frame(0x82, std::string(21, 'b')), small).refused == 1009);
    CHECK(read(raw_frame(0x02, std::string(15, 'b')) + raw_frame(0x80, "123456"), small).refused ==
          1009);
    CHECK(read(raw_frame(0x82, "x", huge)).refused == 1009);
    CHECK(read(raw_frame(0x02, "y") + raw_frame(0x80, "x", huge)).refused == 1009);
}

TEST_CASE("text that is not UTF-8 is refused", "[http][websocket]")
{
    const auto bad =
        GENERATE(as<std::string>{}, "\xff", "a\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
                 "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xe2\x82", "\xf0\x9f\x98");

    CHECK(read(raw_frame(0x81, bad)).refused == 1007);
    CHECK(read(raw_frame(0x01, bad) + raw_frame(0x80, "")).refused == 1007);
    CHECK(read(raw_frame(0x82, bad)).refused == 0);
    for (std::size_t piece = 1; piece < 12; ++piece)
        CHECK(read_frames(raw_close(1000, bad), piece).refused == 1007);
}

TEST_CASE("the edges of UTF-8 are taken", "[http][websocket]")
{
    const auto good =
        GENERATE(as<std::string>{}, "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                 "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf");

    CHECK(read(raw_frame(0x81, good)).messages.at(0).bytes == good);
    CHECK(read(raw_close(1000, good)).reason == good);
}

TEST_CASE("every close code is judged as RFC 6455 says", "[http][websocket]")
{
    for (unsigned code = 0; code < 0x10000; ++code) {
        const auto got = read(raw_close(code));
        const bool defined = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
        const bool right = defined || (code >= 3000 && code <= 4999);
        if (got.closed != (right ? static_cast<int>(code) : 0)) FAIL("code " << code);
        if (got.refused != (right ? 0 : 1002)) FAIL("code " << code);
    }
}

TEST_CASE("a close frame may be empty, but not hold half a code", "[http][websocket]")
{
    CHECK(read(raw_frame(0x88, "")).closed == 1005);
    CHECK(read(raw_frame(0x88, "\x03")).refused == 1002);
}

TEST_CASE("nothing is read behind a close frame or a refusal", "[http][websocket]")
{
    const auto more = raw_frame(0x81, "more") + raw_frame(0x89, "ping") + raw_frame(0x83, "");

    const auto closed = read(raw_close(1000) + more);
    const auto refused = read(raw_frame(0x83, "") + more);

    CHECK((closed.messages.empty() && closed.pings.empty() && closed.refused == 0));
    CHECK((refused.messages.empty() && refused.pings.empty()));
}

TEST_CASE("random bytes end in the same way however they are cut", "[http][websocket]")
{
    const auto seed = std::random_device()();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 300; ++round) {
        std::string text = raw_frame(0x81, "begin");
        for (int i = 0; i < 60; ++i)
            text += static_cast<char>(random());
        const auto whole = read(text);
        CHECK(read_frames(text, 1) == whole);
        CHECK(read_frames(text, 1 + random() % 20) == whole);
    }
}
