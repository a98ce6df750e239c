#include "eval/run/repeat.hpp"
#include "support/catch.hpp"

#include <set>

using namespace sluice;
using namespace sluice::eval;

namespace {

std::vector<source_file> some_files(std::size_t count)
{
    std::vector<source_file> made;
    for (std::size_t i = 0; i < count; ++i)
        made.push_back({"f" + std::to_string(i), 100, ""});
    return made;
}

std::vector<double> planned(const std::vector<std::vector<errand>>& all)
{
    std::vector<double> points;
    for (const auto& client : all)
        for (const auto& one : client)
            points.push_back(one.planned.value_or(-1));
    return points;
}

} // namespace

TEST_CASE("every client gets every file once", "[eval][errands]")
{
    configuration what;
    what.clients = GENERATE(1U, 3U, 7U);
    what.rate = GENERATE(0.0, 100.0);

    const auto all = errands_of(what, some_files(5), 1, 1);

    REQUIRE(all.size() == what.clients);
    for (const auto& client : all) {
        std::set<std::string> names;
        for (const auto& one : client) {
            names.insert(one.file.name);
            CHECK(one.planned.has_value() == (what.rate > 0));
        }
        CHECK(client.size() == 5);
        CHECK(names.size() == 5);
    }
}

TEST_CASE("planned arrivals follow the seed and the repeat", "[eval][errands]")
{
    configuration what;
    what.clients = 4;
    what.rate = 1000;
    const auto files = some_files(10);

    const auto one = planned(errands_of(what, files, 1, 1));

    CHECK(one == planned(errands_of(what, files, 1, 1)));
    CHECK(one != planned(errands_of(what, files, 2, 1)));
    CHECK(one != planned(errands_of(what, files, 1, 2)));
    for (const auto& client : errands_of(what, files, 1, 1))
        for (std::size_t i = 1; i < client.size(); ++i)
            CHECK(*client[i].planned >= *client[i - 1].planned);
}
