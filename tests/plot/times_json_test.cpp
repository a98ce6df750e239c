#include "plot/sample_run.hpp"
#include "plot/times_json.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace sluice;
using namespace sluice::plot;
using json = nlohmann::ordered_json;

TEST_CASE("raw times are a list of seconds for each label in order", "[plot][times_json]")
{
    const auto text = raw_times_json(test::sample_series(test::usual_run()));

    const auto made = json::parse(text);
    std::vector<std::string> labels;
    for (const auto& [label, times] : made.items()) {
        labels.push_back(label);
        REQUIRE(times.is_array());
        CHECK(times.size() >= 99);
        CHECK(times.front().is_number());
    }
    CHECK(labels == std::vector<std::string>{"1 Clients,128B Files", "1 Clients,2kB Files",
                                             "1 Clients,1mB Files", "4 Clients,128B Files",
                                             "4 Clients,2kB Files", "4 Clients,1mB Files"});
    CHECK(text.ends_with("\n"));
}

TEST_CASE("averages are the means of the raw times", "[plot][times_json]")
{
    series one;
    one.what.clients = 4;
    one.what.file_size = 128;
    one.what.workers = 2;
    one.files = {{.seconds = 1}, {.seconds = 2}, {.seconds = 6}};

    const auto made = json::parse(averages_json({one}));

    CHECK(made == json{{"4 Clients,128B Files", 3.0}});
}

TEST_CASE("one label of two configurations holds the times of both", "[plot][times_json]")
{
    series one;
    one.files = {{.seconds = 1}};
    auto other = one;
    other.what.files = 9;

    const auto made = json::parse(raw_times_json({one, other}));

    CHECK(made.size() == 1);
    CHECK(made.front().size() == 2);
}

TEST_CASE("a configuration without a download has no average", "[plot][times_json]")
{
    CHECK(json::parse(averages_json({series{}})).empty());
    CHECK(json::parse(raw_times_json({series{}})).front().empty());
    CHECK(raw_times_json({}) == "{}\n");
}

TEST_CASE("a link's name in any bytes is still JSON", "[plot][times_json]")
{
    series one;
    one.what.link = "\xff\"\n";
    one.files = {{.seconds = 1}};

    CHECK(json::accept(raw_times_json({one})));
    CHECK(json::accept(averages_json({one})));
}
