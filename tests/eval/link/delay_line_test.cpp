#include "eval/link/delay_line.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::eval;
using namespace std::chrono_literals;

namespace {

constexpr delay_line::time_point start{1h};

std::string pop_text(delay_line& line)
{
    return std::string(as_text(line.pop()));
}

} // namespace

TEST_CASE("frames leave the line in the order of their delivery", "[eval][delay_line]")
{
    delay_line line(10'000);
    CHECK(line.push(start + 2ms, as_bytes("last")));
    CHECK(line.push(start + 1ms, as_bytes("middle")));
    CHECK(line.push(start, as_bytes("first")));

    CHECK(line.next() == start);
    CHECK(pop_text(line) == "first");
    CHECK(line.next() == start + 1ms);
    CHECK(pop_text(line) == "middle");
    CHECK(pop_text(line) == "last");
    CHECK_FALSE(line.next());
}

TEST_CASE("frames due at the same time keep their order", "[eval][delay_line]")
{
    delay_line line(100'000);
    for (int i = 0; i < 100; ++i)
        CHECK(line.push(start, as_bytes(std::to_string(i))));

    for (int i = 0; i < 100; ++i)
        CHECK(pop_text(line) == std::to_string(i));
}

TEST_CASE("a full line takes no frame until one has left", "[eval][delay_line]")
{
    const std::string frame(100, 'x');
    delay_line line(2 * (frame.size() + delay_line::frame_overhead));
    CHECK(line.push(start, as_bytes(frame)));
    CHECK(line.push(start, as_bytes(frame)));

    CHECK_FALSE(line.push(start, as_bytes("")));

    CHECK(pop_text(line) == frame);
    CHECK(line.push(start, as_bytes(frame)));
    CHECK_FALSE(line.push(start, as_bytes("")));
}
