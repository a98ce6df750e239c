#include "server/security/client_rates.hpp"
#include "support/catch.hpp"

using namespace sluice;
using clock_type = server::client_rates::clock;

TEST_CASE("connections of one address share a rate", "[server][client_rates]")
{
    server::client_rates rates;

    const auto one = rates.of("10.0.0.1:1000", 5);
    const auto same = rates.of("10.0.0.1:2000", 5);
    const auto other = rates.of("10.0.0.2:1000", 5);

    CHECK(one == same);
    CHECK(one != other);
}

TEST_CASE("a client that comes again soon gets no fresh allowance", "[server][client_rates]")
{
    server::client_rates rates;
    const clock_type::time_point start(std::chrono::hours(1));
    const auto large = 10U << 20U;
    rates.of("a:1", 1000, start)->take(large, start);

    const auto again = rates.of("a:2", 1000, start + std::chrono::seconds(5));

    CHECK(again->take(1, start + std::chrono::seconds(5)) > clock_type::duration::zero());
}

TEST_CASE("an address that has gone is forgotten, one that is held is not",
          "[server][client_rates]")
{
    server::client_rates rates;
    const clock_type::time_point start(std::chrono::hours(1));
    const std::weak_ptr<token_bucket> gone = rates.of("a:1", 1000, start);
    const auto held = rates.of("b:1", 1000, start);

    const auto late = start + server::client_rates::remembered + std::chrono::seconds(1);
    rates.of("c:1", 1000, late);

    CHECK(gone.expired());
    CHECK(rates.of("b:2", 1000, late) == held);
}
