#include "server/security/request_limiter.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::server;
using namespace std::chrono_literals;

TEST_CASE("a rate of requests is read in the forms that people write", "[server][request_limiter]")
{
    CHECK(*parse_request_rate("100 per minute") == request_rate{100, 60s});
    CHECK(*parse_request_rate("100 per 1 minute") == request_rate{100, 60s});
    CHECK(*parse_request_rate("5 per 10 seconds") == request_rate{5, 10s});
    CHECK(*parse_request_rate("1000/hour") == request_rate{1000, 3600s});
    CHECK(*parse_request_rate("none") == request_rate{0, 60s});
    CHECK_FALSE(parse_request_rate("none")->is_limited());
}

TEST_CASE("what is no rate of requests is refused with its text", "[server][request_limiter]")
{
    for (const auto* text : {"100", "100 per", "per minute", "0 per minute", "-1 per minute",
                             "100 per fortnight", "100 per minute now", "1e3 per minute"}) {
        CAPTURE(text);
        const auto read = parse_request_rate(text);
        REQUIRE_FALSE(read);
        CHECK(read.error() == errc::bad_configuration);
        CHECK(read.error().detail().find(text) != std::string::npos);
    }
}

TEST_CASE("clients are told the rate in the words of the predecessor", "[server][request_limiter]")
{
    CHECK(request_rate{100, 60s}.text() == "100 per 1 minute");
    CHECK(request_rate{5, 10s}.text() == "5 per 10 seconds");
    CHECK(request_rate{7, 7200s}.text() == "7 per 2 hours");
}

TEST_CASE("the last allowed request passes and the next one does not", "[server][request_limiter]")
{
    request_limiter limiter(request_rate{3, 60s});
    const auto start = request_limiter::clock::time_point() + 1000s;

    for (std::uint64_t left : {2U, 1U, 0U}) {
        const auto said = limiter.take("a", start);
        CHECK(said.allowed);
        CHECK(said.remaining == left);
        CHECK(said.reset == 60s);
    }
    const auto late = limiter.take("a", start + 59500ms);
    CHECK_FALSE(late.allowed);
    CHECK(late.reset == 1s);
    CHECK(limiter.take("b", start).allowed);
    CHECK(limiter.take("a", start + 60s).allowed);
}

TEST_CASE("a new rate takes force at once", "[server][request_limiter]")
{
    request_limiter limiter(request_rate{1, 60s});
    const auto now = request_limiter::clock::time_point();
    CHECK(limiter.take("a", now).allowed);
    CHECK_FALSE(limiter.take("a", now).allowed);

    limiter.follow(request_rate{});

    CHECK(limiter.take("a", now).allowed);
}

TEST_CASE("more clients than it can count do not grow its memory", "[server][request_limiter]")
{
    request_limiter limiter(request_rate{1, 60s});
    const auto now = request_limiter::clock::time_point();
    for (int i = 0; i < 65'536; ++i)
        REQUIRE(limiter.take(std::to_string(i), now).allowed);

    CHECK_FALSE(limiter.take("one more", now).allowed);
    CHECK(limiter.take("one more", now + 61s).allowed);
}
