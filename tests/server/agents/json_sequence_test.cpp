#include "server/agents/json_sequence.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::server;

namespace {

json_chunk chunk(std::uint64_t number, std::uint64_t total, std::string bytes = "12345")
{
    return {"d", number, total, std::move(bytes)};
}

json_complete whole(std::uint64_t size, std::uint64_t chunks)
{
    json_complete made;
    made.total_size = size;
    made.total_chunks = chunks;
    return made;
}

} // namespace

TEST_CASE("chunks in order make a file", "[server][json_agent]")
{
    json_sequence all;

    CHECK(all.take(chunk(1, 3)));
    CHECK(all.expected_bytes() == 15);
    CHECK(all.take(chunk(2, 3)));
    CHECK(all.take(chunk(3, 3, "6")));
    CHECK(all.expected_bytes() == 11);
    CHECK(all.end(whole(11, 3)));
}

TEST_CASE("an empty file may have no chunk at all, or one", "[server][json_agent]")
{
    json_sequence none;
    json_sequence one;
    const auto empty = one.take(chunk(1, 1, ""));

    CHECK(none.end(whole(0, 0)));
    CHECK(empty);
    CHECK(one.end(whole(0, 1)));
}

TEST_CASE("a chunk out of its turn is named", "[server][json_agent]")
{
    json_sequence missing;
    json_sequence repeated;
    const auto begun = missing.take(chunk(1, 3));
    const auto once = repeated.take(chunk(1, 3));
    REQUIRE((begun && once));

    CHECK(missing.take(chunk(3, 3)).error().detail() == "number 3 where 2 was due");
    CHECK(repeated.take(chunk(1, 3)).error().detail() == "number 1 where 2 was due");
    CHECK_FALSE(json_sequence().take(chunk(0, 3)));
    CHECK_FALSE(json_sequence().take(chunk(2, 3)));
    CHECK_FALSE(json_sequence().take(chunk(1, 0)));
}

TEST_CASE("more than was declared is refused", "[server][json_agent]")
{
    json_sequence all;
    const auto first = all.take(chunk(1, 1));
    REQUIRE(first);

    CHECK_FALSE(all.take(chunk(2, 1)));
    CHECK_FALSE(all.take(chunk(2, 2)));
}

TEST_CASE("an end that does not fit is refused", "[server][json_agent]")
{
    json_sequence all;
    const auto first = all.take(chunk(1, 2));
    REQUIRE(first);

    CHECK_FALSE(all.end(whole(5, 1)));
    CHECK_FALSE(all.end(whole(5, 2)));
    const auto second = all.take(chunk(2, 2));
    REQUIRE(second);
    CHECK_FALSE(all.end(whole(9, 2)));
    CHECK_FALSE(all.end(whole(10, 3)));
    CHECK(all.end(whole(10, 2)));
}

TEST_CASE("totals that no file can have do not overflow", "[server][json_agent]")
{
    json_sequence all;
    const auto first = all.take(chunk(1, ~0ULL));
    REQUIRE(first);

    CHECK(all.expected_bytes() == 5);
}
