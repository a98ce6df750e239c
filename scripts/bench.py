#!/usr/bin/env python3
"""Times Sluice side by side with nginx + curl and rsync, interleaved, in one run on one machine, and prints the table of
docs/performance.md. Whole processes are measured from outside (wall clock, CPU by wait4(2), peak memory by /proc).

usage: bench.py SERVER CLIENT [--rounds N] [--dir DIR] [--only large,small,many,memory,idle]

DIR (default: build/bench) needs about 6 GiB. Each round runs every candidate once; the first round warms up and is not
counted. Large targets are removed before each run, so that every candidate gets recycled pages; folders of small files
are new for every run and removed at the end, because ext4 shuns inodes that were freed just now.
"""
import argparse
import os
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

GIB = 1 << 30
MIB = 1 << 20


def say(text):
    print(text, file=sys.stderr, flush=True)


class Run:
    """What one process, or several at once, cost."""

    def __init__(self, wall, cpu, peak_kib, code):
        self.wall, self.cpu, self.peak_kib, self.code = wall, cpu, peak_kib, code


def status_kib(pid, field):
    """A size of /proc/PID/status; 0 when the process has gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


class PeakWatcher:
    """The largest VmHWM of some processes, looked at every 10 ms: the ru_maxrss of wait4 counts what the process was
    before exec too, which is this script."""

    def __init__(self, pids):
        self.peak, self.done = 0, threading.Event()
        self.thread = threading.Thread(target=self.watch, args=(list(pids),))
        self.thread.start()

    def watch(self, pids):
        while not self.done.wait(0.01):
            self.peak = max([self.peak, *(status_kib(p, "VmHWM") for p in pids)])

    def stop(self):
        self.done.set()
        self.thread.join()
        return self.peak


def measure(*commands):
    """Runs the commands at once and waits for all of them."""
    began = time.monotonic()
    running = {subprocess.Popen(c, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL).pid for c in commands}
    watcher = PeakWatcher(running)
    cpu, worst = 0.0, 0
    for pid in running:
        _, status, usage = os.wait4(pid, 0)
        cpu += usage.ru_utime + usage.ru_stime
        worst = max(worst, os.waitstatus_to_exitcode(status) & 0xff)
    wall = time.monotonic() - began
    return Run(wall, cpu, watcher.stop(), worst)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for_port(port):
    limit = time.monotonic() + 10
    while time.monotonic() < limit:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


class Servers:
    """Our server, nginx and rsync over one folder; ended by pid."""

    def __init__(self, program, root, state):
        self.started = []
        self.root, self.state = root, state
        first = self.start([program, "-d", root, "-p", "0", "-a", "127.0.0.1", "--no-repl", "-l", "none"],
                           stdout=subprocess.PIPE, text=True)
        self.ours_pid = first.pid
        self.ours = int(first.stdout.readline().rsplit(":", 1)[1])
        self.nginx = self.start_nginx()
        self.rsync = self.start_rsync()

    def start(self, command, **how):
        made = subprocess.Popen(command, stdin=subprocess.DEVNULL, **how)
        self.started.append(made)
        return made

    def start_nginx(self):
        program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
        if not program:
            return None
        port, folder = free_port(), self.state / "nginx"
        folder.mkdir(exist_ok=True)
        temp = "".join(f"{name}_temp_path {folder}/{name};" for name in
                       ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        conf = folder / "nginx.conf"
        conf.write_text(f"""user root; daemon off; worker_processes auto; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; {temp}
  server {{ listen 127.0.0.1:{port}; root {self.root}; }} }}
""")
        self.start([program, "-c", str(conf)])
        wait_for_port(port)
        return port

    def start_rsync(self):
        program = shutil.which("rsync")
        if not program:
            return None
        port, conf = free_port(), self.state / "rsyncd.conf"
        conf.write_text(f"use chroot = no\nport = {port}\naddress = 127.0.0.1\n"
                        f"[served]\npath = {self.root}\nread only = yes\nuid = root\ngid = root\n")
        self.start([program, "--daemon", "--no-detach", f"--config={conf}"], stdout=subprocess.DEVNULL)
        wait_for_port(port)
        return port

    def stop(self):
        for made in self.started:
            made.send_signal(signal.SIGTERM)
        for made in self.started:
            made.wait()


def make_file(path, size):
    if path.exists() and path.stat().st_size == size:
        return
    say(f"making {path.name}")
    with open(path, "wb") as out:
        left = size
        while left > 0:
            piece = os.urandom(min(left, 4 * MIB))
            out.write(piece)
            left -= len(piece)


class Bench:
    def __init__(self, options):
        self.options = options
        self.dir = Path(options.dir).resolve()
        self.served, self.out = self.dir / "served", self.dir / "out"
        self.served.mkdir(parents=True, exist_ok=True)
        self.out.mkdir(exist_ok=True)
        make_file(self.served / "1g", GIB)
        for i in range(16):
            make_file(self.served / f"m{i}", 64 * MIB)
        small = self.served / "small"
        small.mkdir(exist_ok=True)
        for i in range(10_000):
            make = small / f"f{i:05}"
            if not make.exists():
                make.write_bytes(os.urandom(4096))
        self.servers = Servers(options.server, str(self.served), self.dir)
        self.number = 0
        self.lines = []

    def ours(self, target, *words):
        return [self.options.client, "-a", "127.0.0.1", "-p", str(self.servers.ours), "-l", "none", "-q",
                "-d", str(target), *words]

    def curl(self, name, target):
        return ["curl", "-sS", "-f", "-o", str(target), f"http://127.0.0.1:{self.servers.nginx}/{name}"]

    def fresh(self):
        self.number += 1
        return self.out / f"run{self.number}"

    def prime_memory(self):
        """A virtual machine may take free pages back after seconds: the first to write pays for them. So that nobody
        does, as many pages as a run needs are written and freed right before it."""
        pages = Path("/dev/shm") / f"sluice-bench-{os.getpid()}"
        try:
            with open(pages, "wb", buffering=0) as out:
                for _ in range(self.options.prime):
                    out.write(bytes(MIB))
        except OSError as why:
            raise SystemExit(f"cannot prime {self.options.prime} MiB of memory in /dev/shm: {why}; --prime 0 leaves it out")
        finally:
            pages.unlink(missing_ok=True)

    def rounds(self, title, candidates, recycle):
        """candidates: name -> function(target) that returns a Run. Gives name -> [Run]."""
        runs = {name: [] for name in candidates}
        for number in range(self.options.rounds + 1):
            for name, run in candidates.items():
                target = self.fresh()
                target.mkdir()
                self.prime_memory()
                done = run(target)
                if done.code != 0:
                    raise SystemExit(f"{title}: {name} ended with {done.code}")
                if number > 0:
                    runs[name].append(done)
                if recycle:
                    shutil.rmtree(target)
            say(f"{title}: round {number} of {self.options.rounds}" + (" (warm-up)" if number == 0 else ""))
        return runs

    def report(self, title, runs, base, gib):
        """A row per candidate; the ratio is the median of the ratios round by round. Beside it the ratio of the best
        times: what a machine adds to a run is never negative, so the best run holds least of it."""
        for name, all_runs in runs.items():
            wall = statistics.median(r.wall for r in all_runs)
            ratio = statistics.median(r.wall / b.wall for r, b in zip(all_runs, runs[base]))
            cpu = statistics.median(r.cpu for r in all_runs)
            peak = max(r.peak_kib for r in all_runs) / 1024
            low, high = min(r.wall for r in all_runs), max(r.wall for r in all_runs)
            best = low / min(b.wall for b in runs[base])
            rate = f"{gib * 1024 / wall:.0f}" if gib else "-"
            self.lines.append(f"| {title} | {name} | {wall:.3f} | {low:.3f} to {high:.3f} | {rate} | {ratio:.2f} | {best:.2f} | "
                              f"{cpu:.2f} | {peak:.1f} |")

    def large(self):
        runs = self.rounds("1 GiB", {
            "curl from nginx (verifies nothing)": lambda t: measure(self.curl("1g", t / "1g")),
            "sluice -w 1, durability none": lambda t: measure(self.ours(t, "-w", "1", "--durability", "none", "get", "1g")),
            "sluice -w 4, durability none": lambda t: measure(self.ours(t, "-w", "4", "--durability", "none", "get", "1g")),
            "sluice -w 1, durability file": lambda t: measure(self.ours(t, "-w", "1", "get", "1g")),
        }, recycle=True)
        self.report("1 GiB, 1 client", runs, "curl from nginx (verifies nothing)", 1)

    def small(self):
        source = f"rsync://127.0.0.1:{self.servers.rsync}/served/small"
        runs = self.rounds("10,000 x 4 KiB", {
            "rsync -rW from its daemon": lambda t: measure(["rsync", "-rW", source, str(t)]),
            "sluice, durability none": lambda t: measure(self.ours(t, "--durability", "none", "get", "small")),
            "sluice, durability file": lambda t: measure(self.ours(t, "get", "small")),
        }, recycle=False)
        self.report("10,000 x 4 KiB", runs, "rsync -rW from its daemon", 10_000 * 4096 / GIB)

    def many(self):
        names = [f"m{i}" for i in range(16)]
        runs = self.rounds("16 x 64 MiB", {
            "16 x curl from nginx": lambda t: measure(*(self.curl(n, t / n) for n in names)),
            "16 x sluice -w 1, durability none": lambda t: measure(
                *(self.ours(t, "-w", "1", "--durability", "none", "get", n) for n in names)),
        }, recycle=True)
        self.report("16 clients x 64 MiB at once", runs, "16 x curl from nginx", 1)

    def server_kib(self, field):
        return status_kib(self.servers.ours_pid, field)

    def memory(self):
        target = self.fresh()
        target.mkdir()
        clients = [self.ours(target, "-w", "1", "--durability", "none", "-o", f"c{i}", "get", f"m{i % 16}")
                   for i in range(64)]
        done = measure(*clients)
        shutil.rmtree(target)
        if done.code != 0:
            raise SystemExit(f"memory: a client ended with {done.code}")
        self.lines.append(f"| 64 downloads at once | server, peak resident | {self.server_kib('VmHWM') / 1024:.1f} MiB "
                          "(must be <= 48) | | | | | | |")
        self.lines.append(f"| 64 downloads at once | largest client, peak resident | {done.peak_kib / 1024:.1f} MiB "
                          "(must be <= 48) | | | | | | |")

    def idle(self):
        before_run = [self.download_alone() for _ in range(self.options.rounds)]
        before = self.server_kib("VmRSS")
        count = 10_000
        idle = open_idle(self.servers.ours, count)
        after = self.server_kib("VmRSS")
        beside = [self.download_alone() for _ in range(self.options.rounds)]
        for s in idle:
            s.close()
        alone, together = statistics.median(before_run), statistics.median(beside)
        self.lines.append(f"| {len(idle)} idle connections | server, resident for each | "
                          f"{(after - before) / len(idle):.1f} KiB (must be <= 32) | | | | | | |")
        self.lines.append(f"| {len(idle)} idle connections | 1 GiB beside them against alone | {together:.3f} against "
                          f"{alone:.3f} | | | {together / alone:.2f} | | | |")

    def download_alone(self):
        target = self.fresh()
        self.prime_memory()
        done = measure(self.ours(target, "-w", "1", "--durability", "none", "get", "1g"))
        if done.code != 0:
            raise SystemExit(f"idle: the download ended with {done.code}")
        shutil.rmtree(target)
        return done.wall


def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff


def hello_frame():
    """docs/protocol.md: a hello of version 1 without name or credentials."""
    body = b"SLUICE\r\n" + struct.pack(">HHQB", 1, 1, 0, 1) + struct.pack(">H", 0) * 2
    head = struct.pack(">IBBHI", len(body), 1, 0, 0, 0)
    return head + struct.pack(">I", crc32c(head + body)) + body


def open_idle(port, count):
    import resource
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(count, hard - 100)
    hello = hello_frame()
    sockets = []
    for _ in range(count):
        s = socket.create_connection(("127.0.0.1", port), 10)
        s.sendall(hello)
        sockets.append(s)
    for s in sockets:
        s.settimeout(10)
        if not s.recv(256):
            raise SystemExit("idle: the server closed a connection")
    return sockets


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server")
    parser.add_argument("client")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dir", default="build/bench")
    parser.add_argument("--prime", type=int, default=1280, help="MiB of memory written and freed before each run")
    parser.add_argument("--only", default="large,small,many,memory,idle")
    options = parser.parse_args()
    bench = Bench(options)
    try:
        for part in options.only.split(","):
            getattr(bench, part)()
    finally:
        bench.servers.stop()
        shutil.rmtree(bench.out, ignore_errors=True)
    print("| work | candidate | median s | range s | MiB/s | ratio | ratio of best | client CPU s | client peak MiB |")
    print("|---|---|---|---|---|---|---|---|---|")
    print("\n".join(bench.lines))


if __name__ == "__main__":
    main()
