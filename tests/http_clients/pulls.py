"""Jobs end to end: a real server, real agents, kill -9 of either in the middle of a pull, and the predecessor's requests."""

import json
import os
import subprocess

import desk

SIZE = 24 * desk.MIB
SLOW = 8 * desk.MIB  # bytes per second: three seconds for one file


class Agent:
    """sluice-client agent with a folder of its own, shown as "home"."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.folder = server.home / "agents" / name / "home"
        self.folder.mkdir(parents=True)
        self.program = None

    def start(self):
        command = [os.environ["SLUICE_CLIENT_PROGRAM"], "-a", "127.0.0.1", "-p", self.server.port, "--id", self.name, "--export",
                   self.folder, "-l", self.server.home / f"{self.name}.log", "agent"]
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("SLUICE_", "XDG_"))}
        with open(self.server.home / "server.err", "ab") as said:
            self.program = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                                            cwd=self.folder, env={**clean, "HOME": str(self.folder)})
        return self

    def kill(self):
        if self.program is not None:
            self.program.kill()
            self.program.wait(10)
            self.program = None


class Topology:
    """A server and its agents; everything ends with it."""

    def __init__(self, *names):
        desk.tool("curl")
        if "SLUICE_CLIENT_PROGRAM" not in os.environ:
            raise desk.Skip("SLUICE_CLIENT_PROGRAM must name the client to test")
        self.server = desk.Server("--downloads", "pulled")
        self.names = names
        self.agents = []

    def __enter__(self):
        try:
            self.server.start()
            self.agents = [Agent(self.server, name) for name in self.names]
            for agent in self.agents:
                agent.start()
            desk.wait_for(lambda: self.get("/health")["connected_clients"] == len(self.names), "the agents")
        except BaseException as why:
            self.__exit__(type(why), why, None)
            raise
        return self

    def __exit__(self, *why):
        for agent in self.agents:
            agent.kill()
        self.server.__exit__(*why)

    def ask(self, method, path, body=None):
        said = ["-X", method] + (["-H", "Content-Type: application/json", "-d", json.dumps(body)] if body else [])
        ended = desk.run(["curl", "-sS", "--max-time", 30, "-w", "\n%{http_code}", *said, self.server.url + path])
        text, status = ended.stdout.decode().rsplit("\n", 1)
        return int(status), json.loads(text)

    def get(self, path):
        return self.ask("GET", path)[1]

    def order(self, agent, path, **more):
        status, made = self.ask("POST", "/api/v1/jobs", {"agent": agent, "path": path, **more})
        assert status == 202, (status, made)
        return made["id"]

    def job(self, number):
        return self.get(f"/api/v1/jobs/{number}")

    def until(self, number, phase, limit=90):
        def reached():
            now = self.job(number)["phase"]
            assert now == phase or now in ("queued", "running"), self.job(number)
            return now == phase

        desk.wait_for(reached, f"the job to be {phase}", limit)
        return self.job(number)

    def until_under_way(self, number):
        desk.wait_for(lambda: self.job(number)["bytes"]["verified"] > 2 * desk.MIB, "bytes to arrive", 60)

    def result(self, job):
        return self.server.home / "pulled" / job["target"]


def the_predecessor_s_client_fetches_a_file():
    with Topology("restaurant-001") as t:
        file = desk.make_file(t.agents[0].folder / "file_to_download.txt", SIZE)
        assert t.get("/api/clients")["clients"][0]["client_id"] == "restaurant-001"
        status, made = t.ask("POST", "/api/download", {"client_id": "restaurant-001"})
        assert status == 200 and made["success"] is True, made
        at = f"/api/downloads/{made['download_id']}"
        desk.wait_for(lambda: t.get(at)["status"] != "downloading", "the download", 60)
        ended = t.get(at)
        assert ended["status"] == "completed" and ended["error"] is None, ended
        assert ended["total_size"] == SIZE and ended["chunks_received"] == SIZE // desk.MIB, ended
        desk.same(ended["file_path"], file)
        assert t.get("/health")["active_downloads"] == 0


def three_agents_are_pulled_at_once_and_nothing_is_merged():
    with Topology("r1", "r2", "r3") as t:
        files = [desk.make_file(agent.folder / "data" / "x.bin", 3 * desk.MIB + n, n) for n, agent in enumerate(t.agents)]
        for agent in t.agents:
            desk.make_file(agent.folder / "data" / "deep" / "y.csv", 1000)
        status, batch = t.ask("POST", "/api/v1/jobs", {"agent": "all", "path": "home/data/x.bin"})
        assert status == 202 and len(batch["jobs"]) == 3, batch
        desk.wait_for(lambda: t.get(f"/api/v1/batches/{batch['id']}")["summary"]["ended"], "the batch", 60)
        done = t.get(f"/api/v1/batches/{batch['id']}")
        assert done["summary"]["succeeded"], done
        for job, file in zip(done["jobs"], files):
            assert job["target"] == f"{job['agent']}/home/data/x.bin", job
            desk.same(t.result(job), file)
        again = t.until(t.order("r1", "home/data/x.bin"), "completed")
        assert again["target"] == "r1/home/data/x(1).bin", again
        desk.same(t.result(again), files[0])
        folder = t.until(t.order("r1", "home/data"), "completed")
        assert folder["target"] == "r1/home/data(1)" and folder["files"]["done"] == 2, folder
        assert sorted(p.name for p in t.result(folder).rglob("*") if p.is_file()) == ["x.bin", "y.csv"]


def a_pull_survives_kill_9_of_the_agent():
    with Topology("r1") as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", SIZE)
        number = t.order("r1", "home/x.bin", bandwidth=SLOW)
        t.until_under_way(number)
        t.agents[0].kill()
        desk.wait_for(lambda: t.job(number)["phase"] == "queued", "the job to wait", 60)
        assert t.job(number)["waiting_for"] == "waiting for the agent", t.job(number)
        t.agents[0].start()
        ended = t.until(number, "completed")
        assert ended["attempts"] >= 2, ended
        desk.same(t.result(ended), file)


def a_pull_survives_kill_9_of_the_server_and_of_both():
    with Topology("r1") as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", SIZE)
        number = t.order("r1", "home/x.bin", bandwidth=SLOW)
        t.until_under_way(number)
        t.server.kill_and_start()
        t.until_under_way(number)
        t.agents[0].kill()
        t.server.kill_and_start()
        t.agents[0].start()
        ended = t.until(number, "completed")
        assert ended["attempts"] >= 3, ended
        desk.same(t.result(ended), file)
        assert len(list(t.result(ended).parent.iterdir())) == 1, "something was left behind"


def a_stopping_server_queues_what_runs_and_goes_on_afterwards():
    with Topology("r1") as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", SIZE)
        number = t.order("r1", "home/x.bin", bandwidth=SLOW)
        t.until_under_way(number)
        assert t.server.stop() == 143
        t.server.start()
        ended = t.until(number, "completed")
        desk.same(t.result(ended), file)


def a_running_pull_is_cancelled_and_queued_again():
    with Topology("r1") as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", SIZE)
        number = t.order("r1", "home/x.bin", bandwidth=SLOW)
        t.until_under_way(number)
        assert t.ask("POST", f"/api/v1/jobs/{number}/cancel")[1]["phase"] == "cancelled"
        desk.wait_for(lambda: t.get("/health")["active_downloads"] == 0, "the pull to end")
        assert t.job(number)["phase"] == "cancelled" and not t.result(t.job(number)).exists()
        assert t.ask("POST", f"/api/v1/jobs/{number}/retry")[1]["phase"] == "queued"
        desk.same(t.result(t.until(number, "completed")), file)


def what_an_agent_does_not_show_fails_by_name():
    with Topology("r1") as t:
        for path, code in (("home/none", "not_found"), ("/etc/passwd", "outside_root"), ("../../etc/passwd", "outside_root")):
            number = t.order("r1", path)
            failed = t.until(number, "failed")
            assert failed["error"]["code"] == code, failed
        assert not (t.server.home / "pulled").exists() or not any((t.server.home / "pulled").rglob("passwd"))


desk.main([
    the_predecessor_s_client_fetches_a_file,
    three_agents_are_pulled_at_once_and_nothing_is_merged,
    a_pull_survives_kill_9_of_the_agent,
    a_pull_survives_kill_9_of_the_server_and_of_both,
    a_stopping_server_queues_what_runs_and_goes_on_afterwards,
    a_running_pull_is_cancelled_and_queued_again,
    what_an_agent_does_not_show_fails_by_name,
])
