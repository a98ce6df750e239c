#include "eval/peers/peer_record.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace sluice::eval;

namespace {

peer_record run_of(const std::string& peer, unsigned round, double wall)
{
    peer_record made;
    made.workload = "large";
    made.peer = peer;
    made.round = round;
    made.wall = wall;
    made.client_cpu = wall / 2;
    made.server_cpu = wall / 4;
    made.client_peak = 10U << 20U;
    made.server_peak = 20U << 20U;
    made.bytes = std::uint64_t{1} << 30U;
    return made;
}

peer_entry entry_of(const std::string& peer)
{
    peer_entry made;
    made.workload = "large";
    made.peer = peer;
    made.name = peer;
    made.command = peer + " FILE";
    made.verified = "nothing";
    made.flushed = "no";
    made.flushes = 0;
    return made;
}

/// Sluice takes 1, 2 and 4 s, the other twice as long in each round; warm-ups are far off.
peers_outcome some_outcome()
{
    peers_outcome made;
    made.rounds = 3;
    made.workloads = {{"large", "1 x 1 GiB"}};
    made.entries = {entry_of("sluice-w1"), entry_of("other")};
    double wall = 1;
    for (unsigned round = 1; round <= 3; ++round, wall *= 2) {
        made.runs.push_back(run_of("sluice-w1", round, wall));
        made.runs.push_back(run_of("other", round, wall * 2));
    }
    made.runs.push_back(run_of("sluice-w1", 0, 100));
    made.runs.push_back(run_of("other", 0, 100));
    return made;
}

/// The row of a candidate.
std::string row_in(const std::string& report, const std::string& name)
{
    const auto start = report.find("\n| " + name + " |");
    return start == std::string::npos
               ? ""
               : report.substr(start + 1, report.find('\n', start + 1) - start - 1);
}

} // namespace

TEST_CASE("a row tells medians and ratios of the rounds that count", "[eval][peers]")
{
    const auto report = peers_report(some_outcome());

    CHECK(row_in(report, "other") ==
          "| other | 4.000 | 2.000 | 2.000 to 8.000 | 256 | 2.00 | 2.00 to 2.00 | 1.86 | 0.93 | "
          "10.0 | 20.0 | nothing | no, 0 calls seen |");
    CHECK(row_in(report, "sluice-w1").find("| 1.00 | 1.00 to 1.00 |") != std::string::npos);
}

TEST_CASE("one wrong run makes the whole row failed and is explained", "[eval][peers]")
{
    auto outcome = some_outcome();
    outcome.runs[3].error = "x.bin differs from its source";

    const auto report = peers_report(outcome);

    CHECK(outcome.any_failed());
    CHECK(row_in(report, "other").find("**FAILED** 1 of 4 runs") != std::string::npos);
    CHECK(report.find("large, other, round 2: x.bin differs from its source") != std::string::npos);
}

TEST_CASE("no ratio is given when Sluice itself failed", "[eval][peers]")
{
    auto outcome = some_outcome();
    outcome.runs[0].error = "x.bin is missing";

    const auto report = peers_report(outcome);

    CHECK(row_in(report, "other").find("| 256 | - | - |") != std::string::npos);
}

TEST_CASE("commands and what was left out stand in the report", "[eval][peers]")
{
    auto outcome = some_outcome();
    outcome.entries[1].copies = 16;
    outcome.entries[1].note = "for a reason";
    outcome.skipped = {"wget2: wget2 is not installed (Debian package wget2)"};

    const auto report = peers_report(outcome);

    CHECK(report.find("* other (16 at once, one a file): `other FILE`; for a reason") !=
          std::string::npos);
    CHECK(report.find("## Skipped\n\n* wget2: wget2 is not installed") != std::string::npos);
}

TEST_CASE("the figures as JSON hold every single run and the schema", "[eval][peers]")
{
    const auto made = nlohmann::json::parse(peers_json(some_outcome()));

    CHECK(made["schema"] == peers_schema);
    CHECK(made["runs"].size() == 8);
    CHECK(made["runs"][1]["wall_s"] == 2.0);
    CHECK(made["candidates"][0]["flush_calls_seen"] == 0);
}
