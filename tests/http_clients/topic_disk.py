"""A disk that is full while topics are published and recorded: the real server with its state folder on a small file system of its own.
Recordings are read by Debian's numpy."""

import asyncio
import io
import json
import os
import subprocess
import tempfile
import threading
from pathlib import Path

import desk

try:
    import numpy
    import websockets
except ImportError:
    numpy = websockets = None

LIMIT = 30
NUMBERS = 4096


class Disk:
    """A tmpfs in a mount namespace of its own; its end is its unmounting."""

    def __init__(self, mib):
        self.folder = tempfile.mkdtemp(prefix="sluice-http-clients.")
        mount = f'mount -t tmpfs -o size={mib}m none "$1" && echo ready && read end'
        self.holder = subprocess.Popen(["unshare", "-m", "sh", "-c", mount, "sh", self.folder], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if self.holder.stdout.readline() != b"ready\n":
            why = self.holder.stderr.read().decode(errors="replace")
            self.end()
            raise desk.Skip(f"mounting is not permitted here: {why}")
        self.path = Path(f"/proc/{self.holder.pid}/root{self.folder}")  # from outside

    def end(self):
        self.holder.stdin.close()
        self.holder.wait(10)
        self.holder.stdout.close()
        self.holder.stderr.close()
        os.rmdir(self.folder)


class Listener(threading.Thread):
    """A subscriber that notes which numbers came, and which were missing."""

    def __init__(self, server, topic):
        super().__init__()
        self.address = f"ws://127.0.0.1:{server.port}/api/v1/topics/{topic}/ws"
        self.got, self.gaps, self.ready, self.failure = [], [], threading.Event(), None
        self.wanted = None
        self.start()
        assert self.ready.wait(LIMIT)

    def run(self):
        try:
            asyncio.run(asyncio.wait_for(self.listen(), 120))
        except (OSError, asyncio.TimeoutError, websockets.WebSocketException) as why:
            self.failure = why

    async def listen(self):
        async with websockets.connect(self.address, max_size=None) as one:
            await one.recv()
            self.ready.set()
            while self.wanted is None or not self.got or self.got[-1] < self.wanted:
                said = await one.recv()
                if isinstance(said, bytes):
                    self.got.append(int.from_bytes(said[:8], "little"))
                else:
                    self.gaps.append(json.loads(said))


def ask(server, method, path, body=None):
    status, _, said = server.ask(method, path, body)
    return status, json.loads(said) if said and said[:1] in b"{[" else said


def topic(server):
    return ask(server, "GET", "/api/v1/topics/lab")[1]


def publish(server, count=1, query=""):
    """Messages whose numbers are their sequence; the answer."""
    first = topic(server)["next"]
    body = b"".join(numpy.full(NUMBERS, first + i, "<f8").tobytes() for i in range(count))
    return ask(server, "POST", f"/api/v1/topics/lab{query}", body)


def rows_of(server, name):
    """The array as numpy reads it, every row of which is whole."""
    rows = numpy.load(io.BytesIO(server.ask("GET", f"/api/v1/arrays/{name}")[2]), allow_pickle=False)
    assert rows.shape[1:] == (NUMBERS,) and (rows == rows[:, :1]).all(), rows.shape
    numbers = rows[:, 0].astype(int).tolist()
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True, numbers
    return numbers


def record(server, name):
    status, said = ask(server, "POST", "/api/v1/topics/lab/record", {"array": name})
    assert status == 201, (status, said)


def a_recording_works(server, name):
    record(server, name)
    first = publish(server, 5)[1]["first"]
    status, said = ask(server, "DELETE", "/api/v1/topics/lab/record")
    assert status == 204, (status, said)
    assert rows_of(server, name) == list(range(first, first + 5))


def fill(server):
    """Publishes until nothing more can be written; how many answers there were, each 200."""
    for number in range(2000):
        status, said = publish(server)
        assert status == 200, said
        now = topic(server)
        if now["journal"] == "no_space" and now["recording"] is None and now["unwritten"] > 20:
            return number + 1
    raise AssertionError(f"the disk was never full: {topic(server)}")


def server_on(disk, *arguments):
    if numpy is None:
        raise desk.Skip("the modules numpy and websockets are missing (packages python3-numpy, python3-websockets)")
    server = desk.Server(*arguments)
    (server.home / "state").symlink_to(disk.folder)
    server.before = ["nsenter", f"--mount=/proc/{disk.holder.pid}/ns/mnt"]
    return server


def fill_and_go_on(disk, server):
    made = ask(server, "PUT", "/api/v1/topics/lab", {"dtype": "<f8", "shape": [NUMBERS]})
    assert made[0] == 201, made
    (disk.path / "filler").write_bytes(bytes(6 << 20))
    listener = Listener(server, "lab")
    record(server, "first")
    fill(server)
    now = topic(server)
    assert now["recording_error"] == "no_space", now
    assert rows_of(server, "first") == list(range(now["recorded"])) and now["recorded"] > 20, now
    status, said = publish(server, query="?durable")
    assert status == 507 and said["code"] == "no_space", (status, said)
    status, said = ask(server, "POST", "/api/v1/topics/lab/record", {"array": "no"})
    assert status == 507, (status, said)
    assert ask(server, "GET", "/api/v1/arrays/no")[0] == 404
    listener.wanted = topic(server)["next"]
    publish(server)
    listener.join(LIMIT)
    assert not listener.is_alive() and listener.failure is None and not listener.gaps, (listener.failure, listener.gaps)
    assert listener.got == list(range(listener.wanted + 1)), listener.got
    return now["recorded"]


def a_full_disk_ends_the_recording_and_nothing_else():
    disk = Disk(16)
    try:
        with server_on(disk) as server:
            recorded = fill_and_go_on(disk, server)
            (disk.path / "filler").unlink()
            a_recording_works(server, "second")
            assert publish(server, query="?durable")[0] == 200
            info = ask(server, "GET", "/api/v1/arrays/first/info")[1]
            assert info["growing"] is False and info["shape"] == [recorded, NUMBERS], info
            assert server.stop() in (143, -15)
            server.start()
            assert rows_of(server, "first") == list(range(recorded))
            a_recording_works(server, "third")
    finally:
        disk.end()


def a_server_killed_beside_a_full_disk_starts_again():
    disk = Disk(16)
    try:
        with server_on(disk) as server:
            recorded = fill_and_go_on(disk, server)
            highest = topic(server)["next"]
            server.kill_and_start()
            assert rows_of(server, "first") == list(range(recorded))
            (disk.path / "filler").unlink()
            server.kill_and_start()
            assert rows_of(server, "first") == list(range(recorded))
            info = ask(server, "GET", "/api/v1/arrays/first/info")[1]
            assert info["growing"] is False, info
            assert topic(server)["next"] >= highest, topic(server)
            a_recording_works(server, "second")
    finally:
        disk.end()


if __name__ == "__main__":
    desk.main([a_full_disk_ends_the_recording_and_nothing_else, a_server_killed_beside_a_full_disk_starts_again])
