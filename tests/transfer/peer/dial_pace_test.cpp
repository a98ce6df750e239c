#include "support/catch.hpp"
#include "transfer/peer/dial_pace.hpp"

using namespace sluice;
using namespace std::chrono_literals;
using transfer::dial_pace;

namespace {

constexpr dial_pace::clock::time_point start{1000s};

} // namespace

TEST_CASE("an agent dials some connections at once and then more slowly", "[transfer][agent]")
{
    dial_pace pace;

    CHECK(pace.take(dial_pace::at_once, start) == 0ms);
    CHECK(*pace.take(32, start) == 1s);
    CHECK(*pace.take(32, start + 1s) == 1s);
    CHECK(pace.take(64, start + 10s) == 0ms);
}

TEST_CASE("what would have to wait too long is refused and does not count", "[transfer][agent]")
{
    dial_pace pace;
    unsigned allowed = 0;
    unsigned refused = 0;

    for (int i = 0; i < 1000; ++i)
        ++(pace.take(1, start) ? allowed : refused);

    CHECK(allowed == 64 + 5 * 32);
    CHECK(refused == 1000 - allowed);
    CHECK(pace.take(1, start + 1s));
}
