"""Schedules against a real server: sources that are agents, and the pick-up of what is fresh, with kill -9 in the middle."""

import json
import os
import signal
import subprocess
import time

import desk
from agents_desk import Topology, clean_environment


class Schedule:
    """A section [schedule one] in a folder of its own; `lines` of it."""

    def __init__(self, server, *lines):
        self.home = server.home / "schedule"
        self.into = self.home / "in"
        self.home.mkdir()
        text = ["log = none", "retries = 0", f"state = {self.home / 'state'}", f"port = {server.port}",
                "[schedule one]", "interval = 1h", f"into = {self.into}", *lines]
        (self.home / "c.ini").write_text("\n".join(text) + "\n")
        self.program = None

    def command(self, *words):
        return [os.environ["SLUICE_CLIENT_PROGRAM"], "-c", str(self.home / "c.ini"), "schedule", *words]

    def run(self):
        """One run, now: its exit code."""
        return desk.run(self.command("run"), limit=90, expect=None, cwd=self.home, env=clean_environment(self.home)).returncode

    def history(self):
        said = desk.run(self.command("history", "--json"), cwd=self.home, env=clean_environment(self.home)).stdout
        return json.loads(said)["runs"]

    def start(self, *words):
        self.program = subprocess.Popen(self.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, cwd=self.home, env=clean_environment(self.home))

    def end(self, number=signal.SIGKILL):
        self.program.send_signal(number)
        return self.program.wait(30)

    def shown(self):
        return sorted(path.name for path in self.into.glob("*") if not path.name.startswith(".")) if self.into.exists() else []

    def hidden_bytes(self):
        return sum(path.stat().st_size for path in self.into.glob(".*")) if self.into.exists() else 0


def seen_by(server, token=None):
    fields = {"Authorization": f"Bearer {token}"} if token else {}
    status, _, body = server.ask("GET", "/api/v1/schedules", **fields)
    assert status == 200, (status, body)
    return json.loads(body)["schedules"]


def the_server_knows_the_schedules_that_asked():
    for source, kind in (("one.bin", "native"), ("/files/one.bin", "files"), ("/stream/foo/drc", "pickup")):
        with desk.Server() as server:
            desk.make_file(server.served / "one.bin", 1000)
            fresh(server, "two.drc")
            plan = Schedule(server, f"source = {source}")
            assert plan.run() == 0, kind
            (one,) = seen_by(server)
            assert (one["name"], one["source"], one["plan"]) == ("one", source, "every 1h"), one
            assert one["address"] == "127.0.0.1" and one["who"] == "" and one["overdue"] is False, one
            assert one["outcome"] is None and one["last"] is None and one["next"] is None, one
            plan.start()
            try:
                desk.wait_for(lambda: seen_by(server)[0]["next"], "the schedule to ask again")
            finally:
                plan.end(signal.SIGINT)
            (one,) = seen_by(server)
            assert one["outcome"] in ("done", "nothing new") and one["last"] < one["next"], one


def schedules_are_shown_to_their_token_and_to_admins():
    with desk.Server() as server:
        tokens = {name: server.add_token(name, rights).read_text().strip()
                  for name, rights in (("lab", "read"), ("guest", "read"), ("boss", "read,admin"))}
        server.kill_and_start()
        desk.make_file(server.served / "one.bin", 1000)
        plan = Schedule(server, "source = one.bin")
        desk.run(plan.command("run"), cwd=plan.home, env=clean_environment(plan.home, SLUICE_TOKEN=tokens["lab"]))
        assert [one["who"] for one in seen_by(server, tokens["lab"])] == ["lab"]
        assert seen_by(server, tokens["guest"]) == []
        assert [one["name"] for one in seen_by(server, tokens["boss"])] == ["one"]
        told = {"Sluice-Schedule": '%"forged";source=%"x";plan=%"y"'}
        assert server.ask("GET", "/api/v1/schedules", **told)[0] == 401
        assert server.ask("GET", "/health", **told)[0] == 200
        assert len(seen_by(server, tokens["boss"])) == 1


def what_clients_claim_is_bounded_and_only_text():
    with desk.Server() as server:
        def tell(field):
            assert server.ask("GET", "/api/v1/schedules", **{"Sluice-Schedule": field})[0] == 200

        for wrong in ("films", '"films"', '%""', '%"a', '%"a";next=@x', '%"a";next=@99999999999999999999', '%"a";plan', '%"a%0a"', '%"a%C3"',
                      '%"a%c3"', '%"a";', '%"' + "a" * 101 + '"', '%"a";source=%"' + "b" * 401 + '"', '%"a"' + ";x=@1" * 1000):
            tell(wrong)
        assert seen_by(server) == []
        tell('%"<b>caf%c3%a9</b>";source=%"%22";plan=%"p";outcome=%"done";last=@1763760000;next=@1763760300;newer=@1;other=%"x"')
        (one,) = seen_by(server)
        assert one["name"] == "<b>café</b>" and one["source"] == '"' and one["outcome"] == "done", one
        assert one["last"] == "2025-11-21T21:20:00Z" and one["next"] == "2025-11-21T21:25:00Z" and one["overdue"] is False, one
        for number in range(120):
            tell(f'%"n{number}"')
        names = [one["name"] for one in seen_by(server)]
        assert len(names) == 100 and names[0] == "n119" and names[-1] == "n20", (len(names), names[0], names[-1])
        tell('%"n50"')
        names = [one["name"] for one in seen_by(server)]
        assert len(names) == 100 and names[0] == "n50" and names.count("n50") == 1


def an_agent_is_a_source():
    with Topology("r1") as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", 3 * desk.MIB + 1)
        plan = Schedule(t.server, "source = agent:r1/home/x.bin")
        assert plan.run() == 0
        desk.same(t.downloads / "r1/home/x.bin", file)
        (one,) = plan.history()
        assert one["outcome"] == "done" and one["files"] == 1 and one["bytes"] == file.stat().st_size, one
        assert t.get("/api/v1/jobs")["summary"]["jobs"] == 1


def several_agents_a_pattern_and_all_are_sources():
    for source in ("r1,r2", "r[12]", "all"):
        with Topology("r1", "r2") as t:
            files = {agent.name: desk.make_file(agent.folder / "data" / "x.bin", 100_000, seed=n) for n, agent in enumerate(t.agents)}
            plan = Schedule(t.server, f"source = agent:{source}/home/data")
            assert plan.run() == 0, source
            for name, file in files.items():
                desk.same(t.downloads / name / "home/data/x.bin", file)
            (one,) = plan.history()
            assert one["files"] == 2 and one["detail"] == "2 of 2 jobs", one


def what_an_agent_does_not_have_fails_by_name_and_the_others_are_fetched():
    with Topology("r1", "r2") as t:
        file = desk.make_file(t.agents[1].folder / "x.bin", 1000)
        plan = Schedule(t.server, "source = agent:r1,r2/home/x.bin")
        assert plan.run() == 4
        desk.same(t.downloads / "r2/home/x.bin", file)
        assert Schedule.history(plan)[0]["error"] == "not_found"


def an_agent_that_is_away_is_waited_for_no_longer_than_the_run():
    with Topology("r1") as t:
        plan = Schedule(t.server, "source = agent:away/home/x.bin", "run-limit = 1s")
        assert plan.run() == 5
        (job,) = t.get("/api/v1/jobs")["jobs"]
        # It is not left behind to come true one day.
        desk.wait_for(lambda: t.job(job["id"])["phase"] == "failed", "the job to be given up")
        assert t.job(job["id"])["error"]["code"] == "timed_out", t.job(job["id"])


def a_run_waits_for_its_agent_through_kill_9_of_the_server():
    with Topology("r1") as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", 3 * desk.MIB)
        t.agents[0].kill()
        plan = Schedule(t.server, "source = agent:r1/home/x.bin")
        plan.start()
        try:
            desk.wait_for(lambda: t.get("/api/v1/jobs")["jobs"], "the job to be ordered")
            number = t.get("/api/v1/jobs")["jobs"][0]["id"]
            t.server.kill_and_start()
            t.agents[0].start()
            desk.wait_for(lambda: plan.history(), "the run to end", 90)
        finally:
            assert plan.end(signal.SIGINT) == 130
        assert plan.history()[0]["outcome"] == "done", plan.history()
        assert t.job(number)["phase"] == "completed"
        desk.same(t.downloads / "r1/home/x.bin", file)


def fresh(server, *names, size=1000):
    """Makes files of the project foo; what they hold."""
    for name in names:
        desk.make_file(server.served / "foo" / "bar" / name, size, seed=len(name) + sum(name.encode()))
    time.sleep(0.1)  # what changed just now is not offered yet
    return names


def names_of(server, folder):
    path = server.served / "foo" / folder
    return sorted(one.name for one in path.glob("*")) if path.exists() else []


def what_is_fresh_comes_once_and_is_archived():
    with desk.Server("--pickup-settle", "0s") as server:
        fresh(server, "a.drc", "b.drc", "other.ply")
        plan = Schedule(server, "project = foo", "ext = drc", "unpack = yes")
        assert plan.run() == 0
        assert plan.shown() == ["a.drc", "b.drc"] and plan.hidden_bytes() == 0
        assert names_of(server, "archive") == ["a.drc", "b.drc"] and names_of(server, "bar") == ["other.ply"]
        for name in ("a.drc", "b.drc"):
            desk.same(plan.into / name, server.served / "foo" / "archive" / name)
        assert plan.run() == 0
        fresh(server, "c.drc")
        assert plan.run() == 0
        assert plan.shown() == ["a.drc", "b.drc", "c.drc"]
        assert [run["outcome"] for run in plan.history()] == ["done", "nothing new", "done"], plan.history()


def until_it_comes(plan, server):
    """Runs until the file is there: the offer to the one that was killed ends with its connection."""
    def came():
        assert plan.run() in (0, 5), plan.history()
        return plan.shown() == ["a.drc"]

    desk.wait_for(came, "the file", 60)
    assert names_of(server, "archive") == ["a.drc"] and names_of(server, "bar") == []
    desk.same(plan.into / "a.drc", server.served / "foo" / "archive" / "a.drc")
    assert plan.run() == 0 and plan.shown() == ["a.drc"], plan.shown()
    assert plan.hidden_bytes() == 0, list(plan.into.iterdir())
    assert sum(run["files"] for run in plan.history()) == 1, plan.history()


def begun_pick_up(server):
    """A run that is under way."""
    fresh(server, "a.drc", size=8 * desk.MIB)
    plan = Schedule(server, "project = foo", "ext = drc", "unpack = yes")
    plan.start("run")
    desk.wait_for(lambda: plan.hidden_bytes() > desk.MIB, "bytes to arrive")
    return plan


def what_a_killed_client_began_to_fetch_is_offered_again_and_comes_once():
    with desk.Server("--pickup-settle", "0s", "--rate", "6M") as server:
        plan = begun_pick_up(server)
        plan.end()
        assert plan.shown() == [] and names_of(server, "bar") == ["a.drc"] and names_of(server, "archive") == []
        until_it_comes(plan, server)


def what_a_killed_server_began_to_send_is_offered_again_and_comes_once():
    with desk.Server("--pickup-settle", "0s", "--rate", "6M") as server:
        plan = begun_pick_up(server)
        server.kill_and_start()
        assert plan.program.wait(60) == 5
        assert plan.shown() == [] and names_of(server, "bar") == ["a.drc"] and names_of(server, "archive") == []
        until_it_comes(plan, server)


if __name__ == "__main__":
    desk.main([
        the_server_knows_the_schedules_that_asked,
        schedules_are_shown_to_their_token_and_to_admins,
        what_clients_claim_is_bounded_and_only_text,
        an_agent_is_a_source,
        several_agents_a_pattern_and_all_are_sources,
        what_an_agent_does_not_have_fails_by_name_and_the_others_are_fetched,
        an_agent_that_is_away_is_waited_for_no_longer_than_the_run,
        a_run_waits_for_its_agent_through_kill_9_of_the_server,
        what_is_fresh_comes_once_and_is_archived,
        what_a_killed_client_began_to_fetch_is_offered_again_and_comes_once,
        what_a_killed_server_began_to_send_is_offered_again_and_comes_once,
    ])
