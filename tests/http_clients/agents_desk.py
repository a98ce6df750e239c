"""A real server with real agents, for the tests of pulls: what they order, watch and kill."""

import json
import os
import subprocess

import desk

SIZE = 24 * desk.MIB
SLOW = 8 * desk.MIB  # bytes per second: three seconds for one file


class Door:
    """How agents and clients come to the server: by its own protocol, or through a WebSocket ("ws"), with TLS and tokens ("wss")."""

    def __init__(self, scheme=""):
        self.scheme = scheme
        self.pin = None
        self.tokens = {}  # by name, the text

    @property
    def secured(self):
        return self.scheme == "wss"

    def prepare(self, server, names):
        """Before the server starts: a certificate and a token for everybody."""
        if not self.secured:
            return
        made = desk.run([os.environ["SLUICE_SERVER_PROGRAM"], "cert", "--out", server.home / "tls"], cwd=server.home)
        self.pin = made.stdout.decode().split("fingerprint ")[1].split()[0]
        server.arguments += ["--tls-certificate", str(server.home / "tls" / "sluice.crt"),
                             "--tls-key", str(server.home / "tls" / "sluice.key")]
        for name, rights in [("boss", "read,write,admin"), *((name, "agent") for name in names)]:
            self.tokens[name] = server.add_token(name, rights).read_text().strip()

    def words(self, server):
        """The arguments of a client."""
        if not self.scheme:
            return ["-a", "127.0.0.1", "-p", server.port]
        return ["-a", f"{self.scheme}://127.0.0.1:{server.port}/ws"] + (["--pin", self.pin] if self.secured else [])

    def environment(self, name):
        return {"SLUICE_TOKEN": self.tokens[name]} if name in self.tokens else {}

    def curl(self, server):
        if not self.secured:
            return [], server.url
        return ["-k", "-H", f"Authorization: Bearer {self.tokens['boss']}"], server.url.replace("http:", "https:")


def clean_environment(home, **more):
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SLUICE_", "XDG_"))}
    return {**clean, "HOME": str(home), **more}


class Agent:
    """sluice-client agent with a folder of its own, shown as "home"."""

    def __init__(self, server, name, door):
        self.server, self.name, self.door = server, name, door
        self.folder = server.home / "agents" / name / "home"
        self.folder.mkdir(parents=True)
        self.program = None

    def command(self):
        return [str(word) for word in (os.environ["SLUICE_CLIENT_PROGRAM"], *self.door.words(self.server), "--id", self.name,
                                       "--export", self.folder, "-l", self.server.home / f"{self.name}.log", "agent")]

    def start(self):
        with open(self.server.home / "server.err", "ab") as said:
            self.program = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=self.folder,
                                            env=clean_environment(self.folder, **self.door.environment(self.name)))
        return self

    def refused(self, **environment):
        """Runs it where it must end by itself: its exit code."""
        return desk.run(self.command(), expect=None, cwd=self.folder, env=clean_environment(self.folder, **environment)).returncode

    def kill(self):
        if self.program is not None:
            self.program.kill()
            self.program.wait(10)
            self.program = None


class Topology:
    """A server and its agents; everything ends with it."""

    def __init__(self, *names, options=(), downloads="pulled", door=""):
        desk.tool("curl")
        if "SLUICE_CLIENT_PROGRAM" not in os.environ:
            raise desk.Skip("SLUICE_CLIENT_PROGRAM must name the client to test")
        self.server = desk.Server("--downloads", downloads, *options)
        self.downloads = self.server.home / downloads
        self.names = names
        self.door = Door(door)
        self.agents = []

    def __enter__(self):
        try:
            self.door.prepare(self.server, self.names)
            self.server.start()
            self.agents = [Agent(self.server, name, self.door) for name in self.names]
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
        words, url = self.door.curl(self.server)
        ended = desk.run(["curl", "-sS", "--max-time", 30, "-w", "\n%{http_code}", *words, *said, url + path])
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
        return self.downloads / job["target"]

    def client(self, *words, who="boss"):
        """What sluice-client ended with, and what it printed."""
        command = [os.environ["SLUICE_CLIENT_PROGRAM"], *self.door.words(self.server), "-l", "none", *words]
        environment = clean_environment(self.server.home, **self.door.environment(who))
        ended = desk.run(command, cwd=self.server.home, expect=None, env=environment)
        return ended.returncode, ended.stdout.decode()
