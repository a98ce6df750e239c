#include "proto/codec.hpp"
#include "support/arbitrary.hpp"
#include "support/catch.hpp"
#include "support/memory_watch.hpp"

using namespace sluice;
using namespace sluice::proto;
using namespace sluice::test;

namespace {

frame_type type_of(const message& m)
{
    return std::visit([](const auto& known) { return known.type; }, m);
}

byte_buffer body_of(const message& m)
{
    byte_buffer frame;
    encode(m, 1, frame);
    return {frame.begin() + frame_header::size, frame.end()};
}

bool is_malformed(const result<message>& got)
{
    return !got && got.error() == errc::malformed_message;
}

/// Types whose size in a field's limit counts bytes or items.
template <class Value>
constexpr bool has_size =
    std::is_same_v<Value, std::string> || std::is_same_v<Value, byte_buffer> ||
    std::is_same_v<Value, std::vector<entry>> || std::is_same_v<Value, std::vector<std::string>>;

/// Calls with a field that has a size and a message in which that field has this many items.
template <class Callable>
void for_each_sized_field(std::size_t beyond_limit, Callable call)
{
    const auto of_message = [&]<class Message>(const Message& plain) {
        const auto of_field = [&]<class Value>(const field<Message, Value>& f) {
            if constexpr (has_size<Value>) {
                auto filled = plain;
                (filled.*f.member).resize(f.limit + beyond_limit);
                call(f.name, filled);
            }
        };
        std::apply([&](const auto&... f) { (of_field(f), ...); }, Message::fields);
    };
    for_each_message(of_message);
}

} // namespace

TEST_CASE("every message survives the wire", "[proto][codec]")
{
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        INFO("seed " << seed);
        const auto sent = arbitrary(seed).message();

        const auto got = decode(type_of(sent), body_of(sent));

        REQUIRE(got);
        CHECK(*got == sent);
    }
}

TEST_CASE("bodies are laid out as the description of the fields says", "[proto][codec]")
{
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        INFO("seed " << seed);
        const auto sent = arbitrary(seed).message();
        const auto plain = std::visit([](const auto& m) { return plain_body(m); }, sent);
        CHECK(body_of(sent) == plain);
    }
}

TEST_CASE("a body cut short anywhere is malformed", "[proto][codec]")
{
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        INFO("seed " << seed);
        const auto sent = arbitrary(seed).message();
        const auto body = body_of(sent);
        const auto step = 1 + body.size() / 500;
        for (std::size_t length = 0; length < body.size(); length += step)
            CHECK(is_malformed(decode(type_of(sent), byte_view(body).first(length))));
    }
}

TEST_CASE("a body with a byte too many is malformed", "[proto][codec]")
{
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        INFO("seed " << seed);
        const auto sent = arbitrary(seed).message();
        auto body = body_of(sent);
        body.push_back(std::byte{0});
        CHECK(is_malformed(decode(type_of(sent), body)));
    }
}

TEST_CASE("strings and lists may reach their limit", "[proto][codec]")
{
    int fields = 0;
    for_each_sized_field(0, [&](std::string_view name, const auto& full) {
        INFO(name_of(full.type) << "." << name);
        ++fields;
        const auto got = decode(full.type, body_of(full));
        REQUIRE(got);
        CHECK(*got == message(full));
    });
    CHECK(fields > 15);
}

TEST_CASE("strings and lists past their limit are neither written nor read", "[proto][codec]")
{
    for_each_sized_field(1, [&](std::string_view name, const auto& overfull) {
        INFO(name_of(overfull.type) << "." << name);
        CHECK_THROWS_AS(body_of(overfull), std::length_error);
        CHECK(is_malformed(decode(overfull.type, plain_body(overfull))));
    });
}

TEST_CASE("values outside an enumeration are malformed", "[proto][codec]")
{
    for_each_message([]<class Message>(const Message& plain) {
        const auto of_field = [&]<class Value>(const field<Message, Value>& f) {
            if constexpr (std::is_enum_v<Value>) {
                INFO(name_of(plain.type) << "." << f.name);
                for (const std::size_t wrong : {std::size_t{0}, f.limit + 1, std::size_t{255}}) {
                    auto bad = plain;
                    bad.*f.member = static_cast<Value>(wrong);
                    CHECK(is_malformed(decode(plain.type, plain_body(bad))));
                }
            }
        };
        std::apply([&](const auto&... f) { (of_field(f), ...); }, Message::fields);
    });
}

TEST_CASE("data frames and unknown types hold no message", "[proto][codec]")
{
    CHECK(is_malformed(decode(frame_type::data, {})));
    CHECK(is_malformed(decode(static_cast<frame_type>(0), {})));
    CHECK(is_malformed(decode(static_cast<frame_type>(99), {})));
}

TEST_CASE("a count without its entries takes no memory", "[proto][codec]")
{
    byte_buffer body;
    append_be(body, static_cast<std::uint32_t>(max_page_entries));

    const memory_watch watch;
    const auto got = decode(frame_type::listing, body);

    CHECK(is_malformed(got));
    CHECK(watch.peak_bytes() < 4096);
}

TEST_CASE("messages follow each other in one buffer", "[proto][codec]")
{
    byte_buffer both;
    encode(ping{1}, 5, both);
    const auto first = both;
    encode(pong{2}, 6, both);

    byte_buffer second;
    encode(pong{2}, 6, second);
    auto wanted = first;
    append(wanted, second);
    CHECK(both == wanted);
}
