#!/usr/bin/env python3
"""Measures arrays over HTTP on this machine: put and get of one float32 array, beside the design that this replaces (a
multipart upload, JSON down), and a slice of a large sparse array.

usage: array_bench.py [--server PROGRAM] [--mib 64] [--sparse-gib 4] [--rounds 5] [--no-baseline]

The baseline is scripts/array_baseline.py: an asyncio server that keeps arrays in memory, takes them as a form and gives
them as nested lists, in the fastest way that Python has for it (json.dumps of tolist). Both are asked by the same client
over loopback; parsing the JSON back into an array is part of the baseline's get, as it is of its user's. Prints one JSON
document with seconds; medians of the rounds."""

import argparse
import contextlib
import http.client
import io
import json
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent


def first_port(program):
    return int(program.stdout.readline().decode().rsplit(":", 1)[1])


def ask(port, method, path, body=None, **fields):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in fields.items()})
        answer = connection.getresponse()
        text = answer.read()
        assert 200 <= answer.status < 300, (answer.status, text[:300])
        return text
    finally:
        connection.close()


def seconds_of(work):
    begun = time.perf_counter()
    outcome = work()
    return time.perf_counter() - begun, outcome


def memory_of(pid):
    """Resident bytes that are the program's own: VmRSS without files in the page cache that are mapped."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return 0


def npy(array):
    made = io.BytesIO()
    np.save(made, array)
    return made.getvalue()


def our_put_and_get(port, array, rounds):
    """Medians of the rounds; one more goes before them and does not count, for the first write to a place of a virtual disk costs
    several times what later ones do."""
    times = {"put": [], "get": []}
    sent = npy(array)
    for n in range(rounds + 1):
        put, _ = seconds_of(lambda: ask(port, "PUT", f"/api/v1/arrays/a{n}", sent))
        get, text = seconds_of(lambda: ask(port, "GET", f"/api/v1/arrays/a{n}"))
        assert text == sent
        ask(port, "DELETE", f"/api/v1/arrays/a{n}")
        if n > 0:
            times["put"].append(put)
            times["get"].append(get)
    return {name: statistics.median(all) for name, all in times.items()}


def form_of(sent):
    boundary = "array-bench-boundary"
    front = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.npy"\r\n\r\n'.encode()
    return front + sent + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def baseline_put_and_get(port, array):
    body, kind = form_of(npy(array))
    put, said = seconds_of(lambda: json.loads(ask(port, "POST", "/upload", body, Content_Type=kind)))

    def get():
        return np.array(json.loads(ask(port, "GET", f"/array/{said['index']}"))["data"], dtype=array.dtype)

    took, got = seconds_of(get)
    assert np.array_equal(got, array)
    return {"put": put, "get": took}


def sparse_header(gib):
    """The header of a float32 array of GIB GiB, and its number of rows of 4 KiB."""
    rows = gib * (1 << 30) // 4096
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (rows, 1024)})
    return header.getvalue(), rows


def place_sparse(state, gib):
    """Puts a sparse array where a stopped server keeps its arrays, so that no disk must hold its zeros."""
    header, rows = sparse_header(gib)
    name = "5" * 32
    path = Path(state) / "arrays" / name
    with open(path, "wb") as file:
        file.write(header)
        file.truncate(len(header) + rows * 4096)
    database = sqlite3.connect(f"{state}/state.db")
    database.execute("INSERT INTO array (name, file, dtype, shape, fortran, size, xxh3, owner, created_ns, growing) "
                     "VALUES ('sparse', ?, '<f4', ?, 0, ?, x'', '', 0, 0)", (name, f"{rows} 1024", path.stat().st_size))
    database.commit()
    database.close()


def sparse_slice(server, port, rounds):
    path = "/api/v1/arrays/sparse?slice=0:1000"
    ask(port, "GET", path)
    before = memory_of(server.pid)
    times = []
    for _ in range(rounds * 20):
        seconds, text = seconds_of(lambda: ask(port, "GET", path))
        assert len(text) == 128 + 1000 * 4096, len(text)
        times.append(seconds)
    scattered, _ = seconds_of(lambda: ask(port, "GET", "/api/v1/arrays/sparse?slice=::1024,0"))
    times.sort()
    return {"slice": statistics.median(times), "slice_p99": times[int(len(times) * 0.99)], "column_of_every_1024th": scattered,
            "grown_bytes": memory_of(server.pid) - before}


@contextlib.contextmanager
def running(program, home):
    command = [os.path.abspath(program), "-d", f"{home}/served", "-a", "127.0.0.1", "-p", "0", "--no-repl", "-l", "none", "--state",
               f"{home}/state"]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        yield server, first_port(server)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def baseline_of(array):
    theirs = subprocess.Popen([sys.executable, HERE / "array_baseline.py"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        return baseline_put_and_get(first_port(theirs), array)
    finally:
        theirs.kill()
        theirs.wait(60)


def figures_of(server, home, mib, sparse_gib, rounds, baseline):
    """All figures, seconds and bytes, of one run in an empty folder `home`."""
    array = np.random.default_rng(1).normal(size=mib << 18).astype("<f4")
    figures = {"mib": mib, "sparse_gib": sparse_gib}
    (Path(home) / "served").mkdir()
    with running(server, home) as (_, port):
        figures["sluice"] = our_put_and_get(port, array, rounds)
    if sparse_gib > 0:
        place_sparse(f"{home}/state", sparse_gib)
        with running(server, home) as (program, port):
            figures["sparse"] = sparse_slice(program, port, rounds)
    if baseline:
        figures["baseline"] = baseline_of(array)
        ours_all = figures["sluice"]["put"] + figures["sluice"]["get"]
        figures["times_faster"] = (figures["baseline"]["put"] + figures["baseline"]["get"]) / ours_all
    return figures


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--server", default="build/release/src/server/sluice-server")
    arguments.add_argument("--mib", type=int, default=64)
    arguments.add_argument("--sparse-gib", type=int, default=4)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--no-baseline", action="store_true")
    wanted = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-array-bench.") as home:
        found = figures_of(wanted.server, home, wanted.mib, wanted.sparse_gib, wanted.rounds, not wanted.no_baseline)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
