#include "client/schedule/schedule_state.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sluice;
using namespace sluice::client;
using sluice::test::temp_folder;

namespace {

run_record run_at(const std::string& name, long long seconds)
{
    run_record made;
    made.schedule = name;
    made.reason = "due";
    made.outcome = "done";
    made.due = schedule::wall_time(std::chrono::seconds(seconds));
    made.started = made.due + std::chrono::milliseconds(12);
    made.bytes = 7;
    return made;
}

std::unique_ptr<schedule_state> opened(const temp_folder& folder)
{
    auto state = schedule_state::open(folder.at("state"));
    REQUIRE(state);
    return std::move(*state);
}

} // namespace

TEST_CASE("the history tells of runs, also to programs that hold no lock", "[client][schedule]")
{
    const temp_folder folder;
    const auto state = opened(folder);

    REQUIRE(state->record(run_at("a", 100)));
    REQUIRE(state->record(run_at("b", 200)));
    const auto all = schedule_state::history(folder.at("state"), "", 10);
    const auto of_b = schedule_state::history(folder.at("state"), "b", 10);

    REQUIRE(all.size() == 2);
    CHECK(all[0].schedule == "a");
    CHECK(all[0].started - all[0].due == std::chrono::milliseconds(12));
    CHECK(all[0].bytes == 7);
    REQUIRE(of_b.size() == 1);
    CHECK(state->last_due("b") == schedule::wall_time(std::chrono::seconds(200)));
    CHECK_FALSE(state->last_due("c"));
}

TEST_CASE("a line that was cut short costs itself alone", "[client][schedule]")
{
    const temp_folder folder;
    REQUIRE(opened(folder)->record(run_at("a", 100)));
    const auto whole = folder.read("state/history.jsonl");
    folder.write("state/history.jsonl", whole + whole.substr(0, whole.size() / 2));

    const auto state = opened(folder);
    REQUIRE(state->record(run_at("a", 300)));
    const auto all = schedule_state::history(folder.at("state"), "", 10);

    REQUIRE(all.size() == 2);
    CHECK(all[1].due == schedule::wall_time(std::chrono::seconds(300)));
}

TEST_CASE("a history does not grow for ever", "[client][schedule]")
{
    const temp_folder folder;
    const auto state = opened(folder);
    auto run = run_at("a", 100);
    run.detail = std::string(1000, 'x');
    folder.write("state/history.jsonl", std::string(std::size_t{5} << 20U, 'x') + "\n");

    REQUIRE(state->record(run));
    REQUIRE(state->record(run));

    CHECK(folder.has("state/history.1.jsonl"));
    CHECK(folder.read("state/history.jsonl").size() < 3000);
    CHECK(schedule_state::history(folder.at("state"), "", 10).size() == 2);
}

TEST_CASE("one program runs the schedules of a folder", "[client][schedule]")
{
    const temp_folder folder;
    const auto state = opened(folder);

    const auto second = schedule_state::open(folder.at("state"));

    REQUIRE_FALSE(second);
    CHECK(second.error() == errc::target_busy);
}

TEST_CASE("a document is whole, or it is not there", "[client][schedule]")
{
    const temp_folder folder;
    const auto state = opened(folder);

    CHECK(state->load("a", "known").is_null());
    REQUIRE(state->store("a", "known", {{"etag", "\"x\""}}));
    CHECK(state->load("a", "known")["etag"] == "\"x\"");
    CHECK(state->load("b", "known").is_null());
    folder.write("state/a.known.json", "{\"etag\":");
    CHECK(state->load("a", "known").is_null());
    REQUIRE(state->store("a", "known", nullptr));
    CHECK_FALSE(folder.has("state/a.known.json"));
}

TEST_CASE("any line may be given to the reader of records", "[client][schedule]")
{
    for (const auto* line : {"", "x", "{}", "[]", "{\"schedule\":1}", "{\"schedule\":\"a\"}",
                             "{\"schedule\":\"a\",\"outcome\":\"done\",\"due\":\"x\",\"bytes\":-5,"
                             "\"seconds\":1e400,\"attempt\":1e30,\"started\":1e300}"}) {
        INFO(line);
        const auto read = parse_record(line);
        if (read) CHECK(read->bytes == 0);
    }
}
