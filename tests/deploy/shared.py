"""What the tests of deployment share: the desk of the tests with other people's clients, and the trial with three agents."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "http_clients"))

import desk  # noqa: E402

SCRIPTS = desk.SOURCE / "scripts"
AGENTS = ("restaurant-001", "restaurant-002", "restaurant-003")
FILE = "file_to_download.txt"


def has_agents():
    """Skips where the client has no agent yet."""
    said = desk.run([os.environ["SLUICE_CLIENT_PROGRAM"], "agent", "--help"], expect=None)
    if said.returncode != 0:
        raise desk.Skip("this sluice-client has no verb 'agent'")


class Topology:
    """scripts/topology.sh in folders of its own, on a free port. Files of `size_mib` for each agent."""

    def __init__(self, size_mib, *options):
        for name in ("curl", "md5sum"):
            desk.tool(name)
        has_agents()
        self.home = Path(tempfile.mkdtemp(prefix="sluice-topology."))
        self.state = self.home / "state"
        self.data = self.home / "data"
        self.options = options
        programs = self.home / "programs"
        programs.mkdir()
        for name in ("SLUICE_SERVER_PROGRAM", "SLUICE_CLIENT_PROGRAM"):
            # Not a link: only what is a file counts as a program.
            shutil.copy2(os.environ[name], programs / Path(os.environ[name]).name)
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("SLUICE_", "XDG_"))}
        self.environment = {**clean, "SIZE_MIB": str(size_mib), "TOPOLOGY_STATE": str(self.state), "TOPOLOGY_DATA": str(self.data),
                            "SERVER_PORT": "0", "GUIDE_ON": "topology", "GUIDE_SECONDS": "400"}
        self.script("setup.sh", self.data)
        self.programs = programs

    def __enter__(self):
        try:
            self.script("topology.sh", "up", "--programs", self.programs, *self.options, limit=200)
        except BaseException:
            print(self.logs(), file=sys.stderr)
            shutil.rmtree(self.home, ignore_errors=True)
            raise
        return self

    def __exit__(self, kind, value, trace):
        try:
            self.script("topology.sh", "down", limit=90)
        finally:
            if kind is not None and kind is not desk.Skip:
                print(self.logs(), file=sys.stderr)
            shutil.rmtree(self.home, ignore_errors=True)

    def script(self, name, *words, limit=120, expect=(0,), **how):
        """Runs a script to its end; what it printed."""
        ended = desk.run([SCRIPTS / name, *words], limit=limit, expect=expect, env=self.environment, cwd=self.home, **how)
        return (ended.stdout + ended.stderr).decode(errors="replace")

    def guide(self, *entries, expect=(0,), limit=500):
        return self.script("test-guide.sh", *entries, expect=expect, limit=limit)

    def begin_guide(self, *entries):
        """Starts it and does not wait."""
        return subprocess.Popen([str(SCRIPTS / "test-guide.sh"), *entries], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, env=self.environment, cwd=self.home)

    def pid(self, name):
        return int((self.state / "run" / f"{name}.pid").read_text())

    def kill(self, name):
        """kill -9; what keeps the program starts it again."""
        os.kill(self.pid(name), signal.SIGKILL)

    def received(self, agent):
        """Bytes that came from an agent and are on disk, in parts too."""
        return sum(path.stat().st_blocks * 512 for path in (self.state / "downloads" / agent).rglob("*") if path.is_file())

    def wait_for_bytes(self, agent, count):
        """Until so much came of one agent and something of all: an order for an agent that is gone is refused."""
        for name in AGENTS:
            least = count if name == agent else 1
            desk.wait_for(lambda: self.received(name) >= least, f"{least} bytes from {name}", 200)

    def logs(self):
        texts = []
        for path in sorted((self.state / "logs").glob("*")):
            texts.append(f"--- {path.name}\n{path.read_text(errors='replace')[-3000:]}")
        return "\n".join(texts)


def ended(guide, limit=500):
    """(exit code, output) of a guide that was begun."""
    try:
        out, _ = guide.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        guide.kill()
        guide.communicate()
        raise
    return guide.returncode, out.decode(errors="replace")


def runs(pid):
    """False for what has ended, also while nobody has asked about its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def seed():
    """Printed, so that a failure can be played again: SLUICE_TEST_SEED."""
    chosen = int(os.environ.get("SLUICE_TEST_SEED", time.time_ns() % 1_000_000))
    print(f"seed {chosen}", flush=True)
    return random.Random(chosen)


def document(text):
    return json.loads(text)
