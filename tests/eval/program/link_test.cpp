#include "eval/program/eval_trial.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

#include <unistd.h>

#include <iostream>

using namespace sluice;
using namespace sluice::test;

TEST_CASE("a run over an emulated link feels its delay on both address families", "[eval]")
{
    if (::geteuid() != 0) {
        std::cerr << "SKIPPED: an emulated link needs root\n";
        return;
    }
    const eval_trial trial;
    const std::string link = GENERATE("20ms", "20ms,ipv6");

    const auto ended = trial.run({"run", "-f", "2k", "-n", "2", "-r", "1", "--files", "2", "--link",
                                  link, "--durability", "none"});

    INFO(ended.out << ended.err);
    REQUIRE(ended.status == 0);
    CHECK_THAT(ended.out, mentions("2 Clients,2kB Files,link " + link));
    for (const auto& one : trial.all<eval::file_record>()) {
        CHECK(*one.latency() > 0.08); // to connect and to ask take a round trip of 40 ms each
        CHECK(*one.latency() < 1);
    }
}

TEST_CASE("a command runs behind an emulated link", "[eval]")
{
    if (::geteuid() != 0) {
        std::cerr << "SKIPPED: an emulated link needs root\n";
        return;
    }

    const auto ended = run_eval({"link", "1ms", "--", "sh", "-c", "cat /proc/net/dev; exit 7"});

    INFO(ended.err);
    CHECK(ended.status == 7);
    CHECK_THAT(ended.out, mentions("lo:"));
}

TEST_CASE("peers work at the two ends of an emulated link", "[eval]")
{
    if (::geteuid() != 0) {
        std::cerr << "SKIPPED: an emulated link needs root\n";
        return;
    }
    const eval_trial trial;
    const std::string link = GENERATE("5ms", "5ms,ipv6");

    const auto ended = trial.run({"peers", "--only", "large", "--peers", "curl", "--rounds", "1",
                                  "--divisor", "1024", "--prime", "0", "--link", link});

    INFO(ended.out << ended.err);
    CHECK(ended.status == 0);
    CHECK_THAT(ended.out, mentions("over a link of " + link) && mentions("| sluice -w 1, durable"));
    const auto all = trial.json("peers.json");
    for (const auto& run : all.at("runs"))
        CHECK(run.at("wall_s") > 0.02);
}
