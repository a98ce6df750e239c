#include "server/jobs/job_order.hpp"
#include "server/jobs/job_targets.hpp"
#include "server/random_uuid.hpp"
#include "support/catch.hpp"

using namespace sluice;
using namespace sluice::server;
using nlohmann::json;

namespace {

target_candidates candidates(const std::string& path, bool is_file)
{
    resolved_path from;
    from.path = path;
    from.is_file = is_file;
    auto made = target_candidates::of("r1", from);
    REQUIRE(made);
    return *made;
}

std::string first(const std::string& path, bool is_file)
{
    return candidates(path, is_file).current();
}

} // namespace

TEST_CASE("a result goes below its agent under the path that the agent tells",
          "[server][job_targets]")
{
    CHECK(first("home/x.bin", true) == "r1/home/x.bin");
    CHECK(first("x", true) == "r1/x");
    CHECK(first("home/data", false) == "r1/home/data");
    CHECK(first("home/data/", false) == "r1/home/data");
    CHECK(first("", false) == "r1/all");
    CHECK(first("home/*.csv", false) == "r1/home");
    CHECK(first("*.csv", false) == "r1/all");
    CHECK(first("home/[a]", true) == "r1/home/[a]");
}

TEST_CASE("a path that leads elsewhere or is no name has no place", "[server][job_targets]")
{
    for (const std::string path :
         {"../x", "a/../../x", "/etc/passwd", "a//b", "./x", "a/./b", "a\nb", ".x.0011aabb.part"}) {
        INFO(path);
        resolved_path from;
        from.path = path;
        from.is_file = true;
        CHECK_FALSE(target_candidates::of("r1", from));
    }
    CHECK_FALSE(target_candidates::of("r1", {"", true}));
    CHECK_FALSE(target_candidates::of("r1", {"../*", false}));
}

TEST_CASE("the part of the name that somebody else has gets a number", "[server][job_targets]")
{
    auto file = candidates("home/data/x.tar.gz", true);
    file.avoid("r1/home/data/x.tar.gz");
    CHECK(file.current() == "r1/home/data/x.tar(1).gz");
    file.avoid("r1/home/data/x.tar(1).gz");
    CHECK(file.current() == "r1/home/data/x.tar(2).gz");
    file.avoid("r1/home/data");
    CHECK(file.current() == "r1/home/data(1)/x.tar.gz");
    file.avoid("r1/home");
    CHECK(file.current() == "r1/home(1)/data/x.tar.gz");

    auto folder = candidates("home/data.d", false);
    folder.avoid("r1/home/data.d/below/deep");
    CHECK(folder.current() == "r1/home/data.d(1)");
}

TEST_CASE("a numbered name keeps within what a file system takes", "[server][job_targets]")
{
    for (const bool is_file : {true, false}) {
        auto made = candidates("home/" + std::string(255, 'n'), is_file);
        made.avoid(made.current());
        CHECK(made.current().size() <= std::string("r1/home/").size() + 255);
        CHECK(made.current().find("(1)") != std::string::npos);
    }
}

TEST_CASE("an agent has a name that is safe everywhere", "[server][job_targets]")
{
    for (const std::string good : {"r1", "restaurant-001", "A_b.c"})
        CHECK(is_agent_id(good));
    for (const std::string bad : {"", ".", "..", ".r1", "a/b", "a b", "a\nb", "r\xc3\xa9", "all*"})
        CHECK_FALSE(is_agent_id(bad));
    CHECK(is_agent_id(std::string(64, 'x')));
    CHECK_FALSE(is_agent_id(std::string(65, 'x')));
}

TEST_CASE("agents are meant by id, by pattern, or all", "[server][job_order]")
{
    const std::set<std::string> known{"east-1", "east-2", "west-1"};
    using names = std::set<std::string>;
    CHECK(*agents_meant("new", known) == names{"new"});
    CHECK(*agents_meant("all", known) == known);
    CHECK(*agents_meant("east-*", known) == names{"east-1", "east-2"});
    CHECK(*agents_meant("*-1", known) == names{"east-1", "west-1"});
    CHECK(agents_meant("north-*", known).error() == errc::not_found);
    CHECK(agents_meant("all", {}).error() == errc::not_found);
    CHECK(agents_meant("a/b", known).error() == errc::bad_usage);
}

TEST_CASE("a deadline is a span from now on or a time", "[server][job_order]")
{
    constexpr std::int64_t now = 1'000'000'000'000;
    const auto deadline = [&](const json& value) {
        const auto order = job_order_of({{"agent", "r1"}, {"path", "x"}, {"deadline", value}}, now);
        return order ? order->deadline_ns : -1;
    };
    CHECK(deadline(nullptr) == 0);
    CHECK(deadline(1.5) == now + 1'500'000'000);
    CHECK(deadline("90s") == now + 90'000'000'000);
    CHECK(deadline("2h") == now + 7'200'000'000'000);
    CHECK(deadline("1970-01-01T01:00:00Z") == 3'600'000'000'000);
    CHECK(deadline("2026-02-28T12:30:15Z") == 1'772'281'815'000'000'000);
    CHECK(deadline("2026-02-29T12:30:15Z") == -1);
    CHECK(deadline("2026-13-01T12:30:15Z") == -1);
    CHECK(deadline("1970-01-01T00:00:01Z") == -1);
    CHECK(deadline("soon") == -1);
    CHECK(deadline(1e300) == -1);
    CHECK(deadline(-1) == -1);
}

TEST_CASE("a UUID says its version and variant", "[server][job_order]")
{
    std::array<std::uint8_t, 16> bytes{};
    CHECK(uuid_text(bytes) == "00000000-0000-4000-8000-000000000000");
    bytes.fill(0xff);
    CHECK(uuid_text(bytes) == "ffffffff-ffff-4fff-bfff-ffffffffffff");
    CHECK(random_uuid() != random_uuid());
}
