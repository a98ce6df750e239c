#include "base/setting_value.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace std::chrono_literals;

TEST_CASE("a rule reads what it accepts", "[base][settings]")
{
    CHECK(*accept_text("X").parse("") == setting_value(std::string()));
    CHECK(*accept_name("X").parse("a b") == setting_value(std::string("a b")));
    CHECK(*accept_integer("X", 0, 9).parse("9") == setting_value(std::int64_t{9}));
    CHECK(*accept_size("X").parse("2K") == setting_value(std::uint64_t{2048}));
    CHECK(*accept_duration().parse("60") == setting_value(std::chrono::milliseconds(60s)));
    CHECK(*accept_switch().parse("off") == setting_value(false));
    CHECK(*accept_one_of({"a", "b"}).parse("B") == setting_value(std::string("b")));
}

TEST_CASE("a rule says what it wanted instead", "[base][settings]")
{
    CHECK(accept_name("X").parse("").error().detail() == "must not be empty");
    CHECK(accept_integer("X", 1, 9).parse("0").error().detail() ==
          "'0' is not a whole number from 1 to 9");
    CHECK(accept_size("X", 1024).parse("1").error().detail() == "'1' is not at least 1.0 KiB");
    CHECK(accept_size("X", 0, 1024).parse("1M").error().detail() == "'1M' is not at most 1.0 KiB");
    CHECK(accept_duration(1ms).parse("0").error().detail() == "'0' is not at least 1ms");
    CHECK(accept_one_of({"a", "b", "c"}).parse("d").error().detail() == "'d' is not a, b or c");
    CHECK_FALSE(accept_text("X").parse(std::string_view("a\0b", 3)));
    CHECK_FALSE(accept_switch().parse("maybe"));
}

TEST_CASE("a log level is a number of the old scale or a name", "[base][settings]")
{
    const auto rule = accept_level();

    CHECK(*rule.parse("10") == setting_value(std::int64_t{10}));
    CHECK(*rule.parse("0") == *rule.parse("trace"));
    CHECK(*rule.parse("10") == *rule.parse("debug"));
    CHECK(*rule.parse("20") == *rule.parse("info"));
    CHECK(*rule.parse("30") == *rule.parse("Warning"));
    CHECK(*rule.parse("40") == *rule.parse("ERROR"));
    CHECK(*rule.parse("50") == *rule.parse("critical"));
    for (const auto* bad : {"", "5", "60", "-10", "warn me", "010"})
        CHECK_FALSE(rule.parse(bad));
}

TEST_CASE("values print as a user would write them", "[base][settings]")
{
    CHECK(print_value(std::string("x")) == "x");
    CHECK(print_value(true) == "true");
    CHECK(print_value(std::int64_t{-1}) == "-1");
    CHECK(print_value(std::uint64_t{2048}) == "2048");
    CHECK(print_value(1500ms) == "1500ms");
    CHECK(print_value(std::chrono::milliseconds(30s)) == "30s");
}
