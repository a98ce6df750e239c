#include "admin/prompt_desk.hpp"

using namespace sluice;
using test::hold;
using test::recorded_actions;
using test::texts;

TEST_CASE("an operator who leaves does not stop the server", "[admin][prompt]")
{
    test::scripted_lines lines({"quit", "2"});
    recorded_actions actions;

    CHECK(hold(lines, actions).empty());
    CHECK(actions.calls.empty());
    CHECK(lines.left() == 1);
}

TEST_CASE("a server that would not stop keeps its prompt", "[admin][prompt]")
{
    test::scripted_lines lines({"2", "quit"});
    recorded_actions actions;
    actions.outcome = fail(errc::unreachable, "connect");

    CHECK(hold(lines, actions).starts_with("connect: "));
    CHECK(lines.left() == 0);
}

TEST_CASE("agents and pulls are shown in columns, names escaped", "[admin][prompt]")
{
    test::scripted_lines lines({"agents", "jobs"});
    recorded_actions actions;
    actions.agents_there.push_back({.id = "shop\n1",
                                    .connected = true,
                                    .door = "native",
                                    .peer = "192.0.2.7:1",
                                    .pulls = 1,
                                    .last_seen = "2026-11-21T12:30:00Z",
                                    .exports = {"home", "data"}});
    admin::job_row job;
    job.id = "7";
    job.agent = "shop";
    job.path = "a\x1b.csv";
    job.phase = "running";
    job.percent = 45.2;
    job.rate = 1 << 20;
    actions.jobs_there = {job};

    CHECK(hold(lines, actions) ==
          "agent    state      door    peer         pulls  seen                  exports\n"
          "shop\\n1  connected  native  192.0.2.7:1      1  2026-11-21T12:30:00Z  home data\n"
          "job  agent  phase    done  tries  note       path\n"
          "7    shop   running   45%      0  1.0 MiB/s  a\\x1b.csv\n");
}

TEST_CASE("a pull is ordered and stopped by its id", "[admin][prompt]")
{
    test::scripted_lines lines({"pull shop 'my file'", "job cancel 7", "job cancel"});
    recorded_actions actions;
    admin::job_row job;
    job.id = "7";
    job.agent = "shop";
    job.phase = "cancelled";
    actions.jobs_there = {job};

    const auto out = hold(lines, actions);

    CHECK(out == "job 7 of shop\njob 7 is cancelled\n'job cancel' needs ID\n");
    CHECK(actions.calls == texts{"pull shop my file", "cancel 7"});
}

TEST_CASE("where nothing was ever ordered, that is said", "[admin][prompt]")
{
    test::scripted_lines lines({"agents", "jobs", "job cancel 1"});
    recorded_actions actions;

    const auto out = hold(lines, actions);

    CHECK(out.starts_with("no agents\nno jobs\njob: 1: "));
}
