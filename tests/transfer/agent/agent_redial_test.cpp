#include "support/catch.hpp"
#include "transfer/agent/agent.hpp"

using namespace sluice;
using namespace std::chrono_literals;
using transfer::pause_before_redial;

namespace {

constexpr std::uint64_t most_random = ~std::uint64_t{0};

} // namespace

TEST_CASE("an agent redials after a random pause below a cap of half a second to a minute",
          "[transfer][agent]")
{
    const transfer::agent_options options;
    const auto lost = fail(errc::peer_closed, "receive");
    std::mt19937_64 random(7); // any seed

    for (unsigned failures = 0; failures < 40; ++failures) {
        const auto cap = std::min<std::chrono::milliseconds>(
            60s, 500ms * (std::int64_t{1} << std::min(failures, 10U)));
        std::chrono::milliseconds shortest = cap;
        std::chrono::milliseconds longest = 0ms;
        for (int round = 0; round < 200; ++round) {
            const auto pause = pause_before_redial(lost, failures, random(), options);
            shortest = std::min(shortest, pause);
            longest = std::max(longest, pause);
        }
        INFO(failures << " failures");
        CHECK(shortest >= 1ms);
        CHECK(longest <= cap);
        // Spread over the whole, so that many agents do not come at once.
        CHECK(shortest < cap / 4);
        CHECK(longest > cap * 3 / 4);
    }
}

TEST_CASE("an agent whose id was taken over does not fight back", "[transfer][agent]")
{
    const transfer::agent_options options;
    const auto fenced = fail(errc::fenced, "agent");

    for (const std::uint64_t random : {std::uint64_t{0}, std::uint64_t{1} << 40U, most_random}) {
        const auto pause = pause_before_redial(fenced, 0, random, options);
        CHECK(pause >= options.fenced_pause / 2);
        CHECK(pause <= options.fenced_pause);
    }
    CHECK(options.fenced_pause / 2 > 2 * options.longest_backoff);
}

TEST_CASE("an agent gives up only what dialling again cannot mend", "[transfer][agent]")
{
    for (const auto code : {errc::unauthenticated, errc::permission_denied, errc::untrusted,
                            errc::bad_name, errc::unsupported, errc::bad_magic})
        CHECK(transfer::ends_an_agent(fail(code)));
    for (const auto code : {errc::unreachable, errc::peer_closed, errc::timed_out, errc::going_away,
                            errc::overloaded, errc::fenced, errc::malformed_message})
        CHECK_FALSE(transfer::ends_an_agent(fail(code)));
}
