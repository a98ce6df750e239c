"""What the tests with other people's clients share: a real server in a folder of its own, files, tools, and the loop that
runs the cases of one program. Everything started here is ended by its own id, and every wait has an end."""

import hashlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
SKIPPED = 77
MIB = 1 << 20


class Skip(Exception):
    """A tool is truly missing; the text names it."""


def tool(name, package=None):
    """The path of a program; without it the cases are skipped by name."""
    path = shutil.which(name)
    if path is None:
        raise Skip(f"{name} is missing (package {package or name})")
    return path


def node_packages():
    """The folder where npm put the packages of tests/node; NODE of the environment or build/node."""
    folder = Path(os.environ.get("SLUICE_NODE_MODULES", SOURCE / "build" / "node" / "node_modules"))
    tool("node", "nodejs")
    if not folder.is_dir():
        raise Skip(f"{folder} is missing ('./dev test' installs it by npm)")
    return folder


def node(script, *arguments, limit=90, **environment):
    """Runs tests/http_clients/SCRIPT; what it printed. A module finds its packages beside it, so it is put there."""
    folder = node_packages().parent / "run"
    folder.mkdir(exist_ok=True)
    for one in Path(__file__).parent.glob("*.mjs"):
        shutil.copyfile(one, folder / one.name)
    return run(["node", str(folder / script), *map(str, arguments)], limit=limit, env={**os.environ, **environment})


def run(command, limit=60, expect=(0,), **how):
    """A program to its end; fails with what it said if it returned something else. `expect` None: anything."""
    ended = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, timeout=limit, check=False, **how)
    if expect is not None and ended.returncode not in expect:
        said = (ended.stdout + ended.stderr).decode(errors="replace")[-3000:]
        raise AssertionError(f"{command[0]} returned {ended.returncode}: {said}")
    return ended


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(MIB):
            digest.update(piece)
    return digest.hexdigest()


def make_file(path, size, seed=1):
    """Bytes that no compression and no shift leaves alike."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    source = random.Random(seed)
    with open(path, "wb") as file:
        for at in range(0, size, MIB):
            file.write(source.randbytes(min(MIB, size - at)))
    return path


def wait_for(holds, what, limit=20.0):
    until = time.monotonic() + limit
    while not holds():
        if time.monotonic() > until:
            raise AssertionError(f"waited {limit:.0f} s for: {what}")
        time.sleep(0.02)


class Server:
    """sluice-server on a free loopback port, with a state folder; `arguments` come last."""

    def __init__(self, *arguments):
        self.home = Path(tempfile.mkdtemp(prefix="sluice-http-clients."))
        self.served = self.home / "served"
        self.served.mkdir()
        self.arguments = list(map(str, arguments))
        self.before = []  # words in front of the command, such as those of nsenter
        self.port = 0
        self.program = None

    def __enter__(self):
        try:
            self.start()
        except AssertionError as why:
            self.__exit__(AssertionError, why, None)
            raise
        return self

    def __exit__(self, kind, value, trace):
        self.kill()
        if kind is not None and kind is not Skip:
            print(self.log()[-4000:], file=sys.stderr)
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        """Starts it, or starts it again on the same port and folders."""
        command = [*self.before, os.environ["SLUICE_SERVER_PROGRAM"], "-d", self.served, "-a", "127.0.0.1", "-p", self.port, "--no-repl",
                   "-l", self.home / "server.log", "--state", self.home / "state", *self.arguments]
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("SLUICE_", "XDG_"))}
        with open(self.home / "server.err", "ab") as said:
            self.program = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                            stderr=said, cwd=self.home, env={**clean, "HOME": str(self.home)})
        line = self._first_line()
        self.port = int(line.rsplit(":", 1)[1])

    def _first_line(self):
        out = self.program.stdout
        os.set_blocking(out.fileno(), False)
        text = b""

        def complete():
            nonlocal text
            text += out.read() or b""
            assert self.program.poll() is None, "the server ended: " + self.log()[-2000:]
            return b"\n" in text

        wait_for(complete, "the server to listen")
        line = text.split(b"\n")[0].decode()
        assert line.startswith("listening on "), line
        return line

    def add_token(self, name, rights):
        """Makes a token before the server starts again; the file that holds it."""
        made = run([os.environ["SLUICE_SERVER_PROGRAM"], "--state", self.home / "state", "-d", self.served, "token", "add", name,
                    "--can", rights], cwd=self.home, env={**os.environ, "HOME": str(self.home)})
        path = self.home / f"{name}.token"
        path.write_bytes(made.stdout)
        path.chmod(0o600)
        return path

    def kill(self):
        """kill -9."""
        if self.program is not None and self.program.poll() is None:
            self.program.kill()
        if self.program is not None:
            self.program.wait(10)
            self.program.stdout.close()
            self.program = None

    def stop(self):
        """SIGTERM, and the end."""
        self.program.send_signal(signal.SIGTERM)
        code = self.program.wait(20)
        self.program.stdout.close()
        self.program = None
        return code

    def kill_and_start(self):
        self.kill()
        self.start()

    def log(self):
        texts = []
        for name in ("server.err", "server.log"):
            path = self.home / name
            texts.append(path.read_text(errors="replace") if path.exists() else "")
        return "".join(texts)

    def ask(self, method, path, body=None, **fields):
        """One request on a connection of its own: (status, fields in lower case, body)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in fields.items()}
            if isinstance(body, (dict, list)):
                body = json.dumps(body)
                named.setdefault("Content-Type", "application/json")
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def published(self, name):
        return self.served / name


def same(path, other):
    assert Path(path).is_file(), f"{path} is not there"
    assert sha256_of(path) == sha256_of(other), f"{path} differs from {other}"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def quoted(path):
    return urllib.parse.quote(str(path))


def main(cases):
    """Runs functions in order. Their names, with blanks, are the sentences of the report."""
    wanted = sys.argv[1:]
    if "SLUICE_SERVER_PROGRAM" not in os.environ:
        sys.exit("SLUICE_SERVER_PROGRAM must name the server to test")
    failed = skipped = 0
    for case in cases:
        if wanted and case.__name__ not in wanted:
            continue
        name, began = case.__name__.replace("_", " "), time.monotonic()
        try:
            case()
            verdict = "ok"
        except Skip as why:
            skipped += 1
            verdict = f"SKIPPED: {why}"
        except (AssertionError, subprocess.TimeoutExpired, OSError, ValueError, KeyError, http.client.HTTPException) as why:
            failed += 1
            verdict = f"FAILED: {type(why).__name__}: {why}"
        print(f"{name} ({time.monotonic() - began:.1f} s): {verdict}", flush=True)
    sys.exit(1 if failed else SKIPPED if skipped else 0)
