#include "server/pickup/broken_pickups.hpp"
#include "support/catch.hpp"

using namespace sluice;
using server::broken_pickup;
using server::broken_pickups;

namespace {

const server::pickup_wish ours{"foo", "drc", "ann"};

/// An archive of 100 bytes, of which 40 were sent.
broken_pickup broken_off(const std::string& tag = "zip-1")
{
    return {ours, {tag, false}, {"a.drc", "b.drc"}, 100, 40};
}

http::fields fields_of(const std::string& range, const std::string& if_range = "\"zip-1\"")
{
    http::fields made;
    if (!range.empty()) made.set("range", range);
    if (!if_range.empty()) made.set("if-range", if_range);
    return made;
}

} // namespace

TEST_CASE("who has the beginning goes on behind it", "[server][broken_pickups]")
{
    broken_pickups all;
    all.note(broken_off());

    for (const auto& [range, from] : std::map<std::string, std::uint64_t>{{"bytes=0-", 0},
                                                                          {"bytes=1-", 1},
                                                                          {"bytes=40-", 40},
                                                                          {"bytes=40-99", 40},
                                                                          {"bytes=40-1000", 40}}) {
        INFO(range);
        const auto rest = all.find(ours, fields_of(range));
        REQUIRE(rest);
        CHECK(rest->from == from);
        CHECK(rest->with.names == std::vector<std::string>{"a.drc", "b.drc"});
    }
}

TEST_CASE("who cannot have the beginning begins anew", "[server][broken_pickups]")
{
    broken_pickups all;
    all.note(broken_off());

    for (const std::string range :
         {"", "bytes=41-", "bytes=-10", "bytes=99-", "bytes=100-", "bytes=0-98", "bytes=20-30",
          "bytes=0-1,40-", "lines=1-", "x"}) {
        INFO(range);
        CHECK_FALSE(all.find(ours, fields_of(range)));
    }
}

TEST_CASE("only the strong tag of the archive goes on", "[server][broken_pickups]")
{
    broken_pickups all;
    all.note(broken_off());

    for (const std::string tag :
         {"", "\"zip-2\"", "W/\"zip-1\"", "zip-1", "*", "Sat, 21 Nov 2026 12:00:00 GMT"}) {
        INFO(tag);
        CHECK_FALSE(all.find(ours, fields_of("bytes=40-", tag)));
    }
    auto twice = fields_of("bytes=40-");
    twice.add("if-range", "\"zip-1\"");
    CHECK_FALSE(all.find(ours, twice));
}

TEST_CASE("what broke off is its owner's alone", "[server][broken_pickups]")
{
    broken_pickups all;
    all.note(broken_off());
    const auto asked = fields_of("bytes=40-");

    CHECK(all.find(ours, asked));
    CHECK_FALSE(all.find({"bar", "drc", "ann"}, asked));
    CHECK_FALSE(all.find({"foo", "ply", "ann"}, asked));
    CHECK_FALSE(all.find({"foo", "drc", "bob"}, asked));
}

TEST_CASE("an archive that breaks off twice was sent as far as ever", "[server][broken_pickups]")
{
    broken_pickups all;
    all.note(broken_off());
    auto again = broken_off();
    again.sent = 70;
    all.note(again);
    again.sent = 10;
    all.note(again);

    CHECK(all.find(ours, fields_of("bytes=70-")));
    CHECK_FALSE(all.find(ours, fields_of("bytes=71-")));
}

TEST_CASE("the oldest are forgotten first", "[server][broken_pickups]")
{
    broken_pickups all;
    const auto known = [&](std::size_t i) {
        return all.find(ours, fields_of("bytes=40-", "\"" + std::to_string(i) + "\"")).has_value();
    };

    SECTION("where there are many")
    {
        for (std::size_t i = 0; i <= broken_pickups::most; ++i)
            all.note(broken_off(std::to_string(i)));
        CHECK_FALSE(known(0));
        CHECK(known(1));
        CHECK(known(broken_pickups::most));
    }
    SECTION("where they have many files")
    {
        auto large = broken_off("0");
        large.names.assign(broken_pickups::most_names - 1, "x");
        all.note(large);
        all.note(broken_off("1"));
        CHECK(known(1));
        CHECK_FALSE(known(0));
        large.names.assign(broken_pickups::most_names + 1, "x");
        large.etag.opaque = "2";
        all.note(large);
        CHECK_FALSE(known(2));
        CHECK(known(1));
    }
}
