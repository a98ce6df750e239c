#include "http/schedule_notice.hpp"
#include "support/catch.hpp"

#include <random>

using namespace sluice::http;

namespace {

schedule_notice films()
{
    schedule_notice told;
    told.name = "films";
    told.source = "caf\xc3\xa9/100%/\"*\".mkv";
    told.plan = "every 5m";
    told.outcome = "done";
    told.last = 1'763'760'000;
    told.next = 1'763'760'300;
    return told;
}

} // namespace

TEST_CASE("a schedule's notice comes back as it was told", "[http][schedule_notice]")
{
    const auto told = films();
    const auto field = format_schedule(told);
    const auto read = parse_schedule(field);

    REQUIRE(read);
    CHECK(field == "%\"films\";source=%\"caf%c3%a9/100%25/%22*%22.mkv\";plan=%\"every 5m\";"
                   "outcome=%\"done\";last=@1763760000;next=@1763760300");
    CHECK(read->name == told.name);
    CHECK(read->source == told.source);
    CHECK(read->plan == told.plan);
    CHECK(read->outcome == told.outcome);
    CHECK(read->last == told.last);
    CHECK(read->next == told.next);
}

TEST_CASE("long texts are cut between characters, so that they can be read",
          "[http][schedule_notice]")
{
    auto told = films();
    told.source = "x";
    for (int i = 0; i < 300; ++i)
        told.source += "\xc3\xa9";

    const auto read = parse_schedule(format_schedule(told));

    REQUIRE(read);
    CHECK(read->source.size() == 399);
}

TEST_CASE("no bytes of a notice do harm", "[http][schedule_notice]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const auto whole = format_schedule(films());
    for (int round = 0; round < 20'000; ++round) {
        auto text = whole.substr(0, random() % (whole.size() + 1));
        for (unsigned hits = random() % 4; hits > 0 && !text.empty(); --hits)
            text[random() % text.size()] = static_cast<char>(random());
        const auto read = parse_schedule(text);
        if (!read) continue;
        CHECK(read->name.size() <= 100);
        CHECK(parse_schedule(format_schedule(*read)));
    }
}
