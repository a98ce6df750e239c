#include "server/security/admission.hpp"
#include "server/security/login_failures.hpp"
#include "support/catch.hpp"

#include <thread>
#include <vector>

using namespace sluice::server;
using verdict = admission::verdict;

TEST_CASE("an address has as many places as the limit says, others have their own",
          "[server][admission]")
{
    admission counted;
    const admission::limits most{3, 0};
    std::vector<admission::answer> in;
    for (int i = 0; i < 3; ++i)
        in.push_back(counted.enter("10.0.0.1", most));
    for (const auto& one : in)
        CHECK(one.what == verdict::admitted);

    CHECK(counted.enter("10.0.0.1", most).what == verdict::address_full);
    CHECK(counted.enter("10.0.0.2", most).what == verdict::admitted);
    CHECK(counted.of("10.0.0.1") == 3);

    in.pop_back();
    CHECK(counted.enter("10.0.0.1", most).what == verdict::admitted);
}

TEST_CASE("who has logged in leaves room for others that have not", "[server][admission]")
{
    admission counted;
    const admission::limits most{0, 2};
    auto one = counted.enter("a", most);
    auto two = counted.enter("b", most);
    CHECK(counted.enter("c", most).what == verdict::login_full);

    one.place.logged_in();
    one.place.logged_in();
    CHECK(counted.before_login() == 1);
    const auto three = counted.enter("c", most);
    CHECK(three.what == verdict::admitted);
    CHECK(counted.enter("d", most).what == verdict::login_full);
    CHECK(counted.total() == 3);
}

TEST_CASE("a limit of 0 is none", "[server][admission]")
{
    admission counted;
    std::vector<admission::answer> in;
    for (int i = 0; i < 5'000; ++i)
        in.push_back(counted.enter("a", {0, 0}));
    CHECK(counted.of("a") == 5'000);
}

TEST_CASE("places that move are given back once, from any thread", "[server][admission]")
{
    admission counted;
    {
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&counted] {
                for (int i = 0; i < 2'000; ++i) {
                    auto entered = counted.enter("a", {0, 0});
                    admission_place moved = std::move(entered.place);
                    if (i % 2 == 0) moved.logged_in();
                    entered.place = std::move(moved);
                }
            });
        for (auto& t : threads)
            t.join();
    }
    CHECK(counted.total() == 0);
    CHECK(counted.before_login() == 0);
    CHECK(counted.of("a") == 0);
}

TEST_CASE("only so many are told at once why they were turned away", "[server][admission]")
{
    admission counted;
    for (std::size_t i = 0; i < admission::most_told; ++i)
        REQUIRE(counted.may_tell());
    CHECK_FALSE(counted.may_tell());
    counted.told();
    CHECK(counted.may_tell());
}

TEST_CASE("after ten failed logins an address waits until the minute is over",
          "[server][login_failures]")
{
    login_failures counted;
    const login_failures::time_point start{};
    for (std::size_t i = 0; i < login_failures::most_failures; ++i) {
        CHECK_FALSE(counted.too_many("a", start));
        counted.add("a", start + std::chrono::seconds(i));
    }
    CHECK(counted.too_many("a", start + std::chrono::seconds(59)));
    CHECK_FALSE(counted.too_many("b", start));
    CHECK_FALSE(counted.too_many("a", start + login_failures::span));
    counted.add("a", start + login_failures::span);
    CHECK_FALSE(counted.too_many("a", start + login_failures::span));
}

TEST_CASE("failed logins of ever new addresses take bounded memory", "[server][login_failures]")
{
    login_failures counted;
    const login_failures::time_point start{};
    for (std::size_t i = 0; i < 3 * login_failures::most_addresses; ++i)
        counted.add(std::to_string(i), start);
    CHECK_FALSE(counted.too_many("0", start));
}
