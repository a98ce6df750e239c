#!/usr/bin/env python3
"""Measures live topics against a real server on this machine: one hop, fan-out to 200 subscribers, the same beside 1,000 that do
not read. Usage: stream_bench.py [SERVER [LOAD]]; prints one line of JSON for each run."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]
RUNS = (("one hop", 1, 0, 200, 4096, 5), ("fan-out", 200, 0, 1000, 4096, 10), ("fan-out beside 1000 stalled", 200, 1000, 1000, 4096, 10))


def memory(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def ask(port, method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read() or b"null")


def cpu_of(pid):
    """Seconds of processor time of a program until now."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def running(server, home):
    served = Path(home, "served")
    served.mkdir()
    command = [server, "-d", served, "-a", "127.0.0.1", "-p", "0", "--no-repl", "-l", "none", "--state", Path(home, "state"),
               "--address-connections", "0", "--max-connections", "4000"]
    program = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        yield program.pid, int(program.stdout.readline().rsplit(":", 1)[1])
    finally:
        program.terminate()
        program.wait(60)
        program.stdout.close()


def measure(server, load, run):
    """Figures of one run, as topic_load prints them, with memory (MiB) and processor time (s) of the server."""
    name, live, stalled, rate, payload, seconds = run
    with tempfile.TemporaryDirectory(prefix="sluice-stream-bench.") as home, running(server, home) as (pid, port):
        ask(port, "PUT", "/api/v1/topics/bench", {"dtype": "|u1", "shape": [payload]})
        before = memory(pid)
        with subprocess.Popen([str(word) for word in (load, port, "bench", live, stalled, rate, payload, seconds)],
                              stdout=subprocess.PIPE, text=True) as working:
            working.stdout.readline()
            opened, used = memory(pid), cpu_of(pid)
            found = json.loads(working.stdout.readline())
        found.update(run=name, stalled=stalled, memory_before_mib=round(before, 1), memory_open_mib=round(opened, 1),
                     memory_after_mib=round(memory(pid), 1), server_cpu_seconds=round(cpu_of(pid) - used, 2))
        return found


def main():
    built = SOURCE / "build" / "release"
    server = sys.argv[1] if len(sys.argv) > 1 else built / "src" / "server" / "sluice-server"
    load = sys.argv[2] if len(sys.argv) > 2 else built / "tests" / "bench" / "topic_load"
    for run in RUNS:
        print(json.dumps(measure(server, load, run)), flush=True)


if __name__ == "__main__":
    main()
