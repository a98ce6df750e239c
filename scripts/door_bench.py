#!/usr/bin/env python3
"""The HTTP door and `put` beside other programs, on this machine, in one run; prints the table of docs/performance.md.

usage: door_bench.py --programs FOLDER [--rounds N] [--size MIB] [--only ROW,...] [--keep FOLDER]

Each row runs both sides in turns, N times, and shows the median of the ratios of the pairs with the lowest and highest. FOLDER is
where sluice-server and sluice-client are. Servers listen on loopback, on ports that are free, and end with this program.
"""

import argparse
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import urllib.request

from bench_desk import free_port, raise_descriptors
from bench_pulls import pull_rows

HERE = pathlib.Path(__file__).resolve().parent
SMALL_FILES = 10_000
IDLE = 10_000
GETS = 8


class doors(pull_rows):
    def get_large(self):
        size = self.size << 20
        self.file("large", size)
        a, b = free_port(), free_port()
        with self.sluice(a), self.nginx(b):
            curl = lambda port, path: self.timed(["curl", "-sf", "-o", "/dev/null", f"http://127.0.0.1:{port}/{path}large"])
            # One GET alone takes from 0.2 to 0.6 s on either side: a turn is the mean of some.
            turn = lambda port, path: statistics.mean(curl(port, path) for _ in range(GETS))
            found = self.pairs(lambda: turn(a, "files/"), lambda: turn(b, ""))
        return f"GET {self.size} MiB by curl: seconds, us / nginx (sendfile)", found, "≤ 1.05"

    def get_small(self):
        self.file("small", 1024)
        a, b = free_port(), free_port()

        def load(port, path):
            out = subprocess.run(["wrk", "-t2", "-c64", "-d4s", f"http://127.0.0.1:{port}/{path}small"], capture_output=True, text=True)
            if "Non-2xx" in out.stdout or "Socket errors" in out.stdout:
                raise SystemExit("door_bench: wrk: " + out.stdout)
            return float(re.search(r"Requests/sec:\s+([\d.]+)", out.stdout)[1])

        with self.sluice(a), self.nginx(b):
            found = self.pairs(lambda: load(a, "files/"), lambda: load(b, ""))
        return "GET 1 KiB, keep-alive, wrk -t2 -c64: requests/s, us / nginx", found, "≥ 0.8; aim 1.0"

    def idle(self):
        self.file("small", 1024)
        port = free_port()
        raise_descriptors()
        held = []
        with self.sluice(port) as pid:
            resident = lambda: int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) * 1024
            ask = b"GET /files/small HTTP/1.1\r\nHost: localhost\r\n\r\n"
            urllib.request.urlopen(f"http://127.0.0.1:{port}/files/small").read()
            before = resident()
            for _ in range(IDLE):
                one = socket.create_connection(("127.0.0.1", port))
                one.sendall(ask)
                got = b""
                while len(got) < 1024 or b"\r\n\r\n" not in got:
                    piece = one.recv(65536)
                    if not piece:
                        raise SystemExit("door_bench: an idle connection was closed")
                    got += piece
                held.append(one)
            each = (resident() - before) / IDLE
            for one in held:
                one.close()
        return f"{IDLE:,} idle keep-alive connections: KiB of memory each", [(each / 1024, 1)], "≤ 32"

    def upload(self):
        source = self.work / "upload-source"
        if not source.exists():
            shutil.copy(self.file("large", self.size << 20), source)
        a, b = free_port(), free_port()
        dav = self.work / "dav"
        dav.mkdir()
        target = self.work / "taken"
        target.mkdir()
        number = iter(range(1000))
        client = [sys.executable, "-m", "sluice_http", "--server", f"http://127.0.0.1:{a}", "--progress", "none", "-j", "4",
                  "upload", "--chunk-size", str(8 << 20)]
        os.environ["PYTHONPATH"] = str(HERE.parent / "clients/python")

        def ours():
            name = f"up-{next(number)}"
            took = self.timed([*client, "--to", name, source])
            (target / name).unlink()
            return took

        def theirs():
            took = self.timed(["rclone", "copyto", "--ignore-times", source, f":webdav,url='http://127.0.0.1:{b}':up", "--webdav-vendor", "other"])
            (dav / "up").unlink()
            return took

        with self.sluice(a, target), self.webdav(b, dav):
            found = self.pairs(ours, theirs)
        return (f"upload {self.size} MiB in 8 MiB chunks, 4 at once, verified and durable: seconds, us / rclone to rclone serve webdav",
                found, "< 1")

    def put_small(self):
        many = self.work / "sources/many"
        many.mkdir(parents=True)
        for number in range(SMALL_FILES):
            (many / f"f{number:05}").write_bytes(os.urandom(4096))
        here = self.work / "puts"
        here.mkdir()
        there = self.work / "gets"
        there.mkdir()
        a, b = free_port(), free_port()
        client = self.programs / "src/client/sluice-client"
        common = ["-a", "127.0.0.1", "-l", "none", "-q"]

        def put():
            took = self.timed([client, *common, "-p", str(a), "put", many])
            shutil.rmtree(here / "many")
            return took

        def get():
            took = self.timed([client, *common, "-p", str(b), "-d", there, "get", "many"])
            shutil.rmtree(there / "many")
            return took

        with self.sluice(a, here), self.sluice(b, many.parent):
            found = self.pairs(put, get)
        return f"`put` of {SMALL_FILES:,} x 4 KiB: seconds, put / get", found, "≤ 1.5"


ROWS = ("get_large", "get_small", "idle", "upload", "put_small", "stream", "pull")


def main():
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--programs", type=pathlib.Path, required=True)
    reader.add_argument("--rounds", type=int, default=5)
    reader.add_argument("--size", type=int, default=1024, help="MiB of the large file")
    reader.add_argument("--only", default=",".join(ROWS))
    wanted = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="door-bench-", dir=os.environ.get("TMPDIR")) as folder:
        of = doors(wanted.programs.resolve(), wanted.rounds, wanted.size, pathlib.Path(folder))
        print("| work | us | other | ratio (lowest to highest) | must reach |\n|---|---|---|---|---|", flush=True)
        for row in wanted.only.split(","):
            if row not in ROWS:
                raise SystemExit(f"door_bench: no row '{row}'; there are: {', '.join(ROWS)}")
            what, found, must = getattr(of, row)()
            ours = statistics.median(one[0] for one in found)
            other = statistics.median(one[1] for one in found)
            ratios = [one[0] / one[1] for one in found]
            alone = len(found) == 1
            print(f"| {what} | {ours:,.2f} | {'' if alone else f'{other:,.2f}'} | "
                  f"{'' if alone else f'{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})'} | {must} |", flush=True)


main()
