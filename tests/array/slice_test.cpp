#include "array/selection.hpp"
#include "support/catch.hpp"

#include <limits>

using namespace sluice;
using namespace sluice::array;

namespace {

/// The indices that a slice takes of an axis.
std::vector<std::uint64_t> taken(const std::string& text, std::uint64_t length)
{
    const auto wanted = parse_slice(text);
    REQUIRE(wanted);
    const auto chosen = choose(*wanted, {length});
    REQUIRE(chosen);
    std::vector<std::uint64_t> all;
    const auto& pick = chosen->front();
    for (std::uint64_t i = 0; i < pick.count; ++i)
        all.push_back(pick.first + i * static_cast<std::uint64_t>(pick.step));
    return all;
}

using indices = std::vector<std::uint64_t>;

} // namespace

TEST_CASE("a slice takes what Python's takes", "[array][slice]")
{
    CHECK(taken(":", 4) == indices{0, 1, 2, 3});
    CHECK(taken("1:3", 4) == indices{1, 2});
    CHECK(taken("::2", 5) == indices{0, 2, 4});
    CHECK(taken("-2:", 5) == indices{3, 4});
    CHECK(taken("::-1", 3) == indices{2, 1, 0});
    CHECK(taken("4:1:-2", 5) == indices{4, 2});
    CHECK(taken("-1", 5) == indices{4});
    CHECK(taken(" 1 : 3 ", 5) == indices{1, 2});
    CHECK(taken("3:1", 5).empty());
    CHECK(taken("7:9", 5).empty());
    CHECK(taken("-9:2", 5) == indices{0, 1});
    CHECK(taken(":", 0).empty());
    CHECK(taken("::-1", 0).empty());
}

TEST_CASE("numbers beyond 64 bits are the largest there are", "[array][slice]")
{
    CHECK(taken("0:99999999999999999999999999", 3) == indices{0, 1, 2});
    CHECK(taken("-99999999999999999999999999:", 3) == indices{0, 1, 2});
    CHECK(taken("::99999999999999999999999999", 3) == indices{0});
    CHECK(taken("::-99999999999999999999999999", 3) == indices{2});
    CHECK(taken("::-9223372036854775808", 3) == indices{2});
    const auto wanted = parse_slice("99999999999999999999999999");
    REQUIRE(wanted);
    CHECK(choose(*wanted, {3}).error() == errc::bad_usage);
}

TEST_CASE("what is no slice is refused", "[array][slice]")
{
    for (const auto* text : {"", ",", "1,", "a", "1:b", "1:2:3:4", "::0", "1.5", "0x1", "--1", "+",
                             "...,...", "1 2", "[0]", "None"}) {
        INFO(text);
        const auto got = parse_slice(text);
        REQUIRE_FALSE(got);
        CHECK(got.error() == errc::bad_usage);
    }
    std::string many = "0";
    for (int i = 0; i < 100; ++i)
        many += ",0";
    CHECK_FALSE(parse_slice(many));
}

TEST_CASE("slices fit the axes of the array", "[array][slice]")
{
    const shape of{4, 5, 6};
    const auto axes_of = [&of](const char* text) {
        const auto chosen = choose(*parse_slice(text), of);
        REQUIRE(chosen);
        return shape_of(*chosen);
    };

    CHECK(axes_of("0:2") == shape{2, 5, 6});
    CHECK(axes_of("...,0") == shape{4, 5});
    CHECK(axes_of("1,...,::2") == shape{5, 3});
    CHECK(axes_of("1,2,3") == shape{});
    CHECK(choose(*parse_slice("0,0,0,0"), of).error() == errc::bad_usage);
    CHECK(choose(*parse_slice("4"), of).error() == errc::bad_usage);
    CHECK(choose(*parse_slice("-5"), of).error() == errc::bad_usage);
    CHECK(choose(*parse_slice("0"), {}).error() == errc::bad_usage);
}

TEST_CASE("every k-th goes along the first axis that stays", "[array][slice]")
{
    const auto thinned = [](const char* text, std::uint64_t k) {
        return every(*choose(*parse_slice(text), {10, 7}), k);
    };

    CHECK(shape_of(*thinned(":", 3)) == shape{4, 7});
    CHECK(shape_of(*thinned("2", 3)) == shape{3});
    CHECK(shape_of(*thinned("::2", 2)) == shape{3, 7});
    CHECK((*thinned("::-1", 4))[0].step == -4);
    CHECK(shape_of(*thinned(":", std::numeric_limits<std::uint64_t>::max())) == shape{1, 7});
    CHECK(thinned(":", 0).error() == errc::bad_usage);
    CHECK(thinned("1,1", 2).error() == errc::bad_usage);
}

TEST_CASE("what lies in one piece is known", "[array][slice]")
{
    npy_header of;
    of.axes = {10, 4};
    of.data_offset = 128;
    const auto run = [&of](const char* text) {
        return run_of(*choose(*parse_slice(text), of.axes), of);
    };

    CHECK(run("2:5")->offset == 128 + 2 * 32);
    CHECK(run("2:5")->bytes == 3 * 32);
    CHECK(run("3,1:3")->bytes == 16);
    CHECK(run("5:5")->bytes == 0);
    CHECK_FALSE(run(":,0"));
    CHECK_FALSE(run("::2"));
    of.fortran = true;
    CHECK(run(":,2")->offset == 128 + 2 * 80);
    CHECK_FALSE(run("2:5"));
}
