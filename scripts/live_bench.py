#!/usr/bin/env python3
"""Arrays and live topics on this machine, beside what they must reach; prints the table of docs/performance.md.

usage: live_bench.py --programs FOLDER [--rounds N] [--mib N]

FOLDER is a build: sluice-server and topic_load are in it. Each round measures everything once; the table has the median of the rounds
with the lowest and highest. Needs Debian's python3-numpy."""

import argparse
import statistics
import tempfile
from pathlib import Path

import array_bench
import stream_bench


def shown(values, digits):
    low, high = min(values), max(values)
    text = f"{statistics.median(values):,.{digits}f}"
    return text if len(values) == 1 else f"{text} ({low:,.{digits}f} to {high:,.{digits}f})"


def arrays_of(server, mib):
    """One round: our array and the baseline's of the same bytes, and the slice of a sparse one."""
    with tempfile.TemporaryDirectory(prefix="sluice-live-bench.") as home:
        return array_bench.figures_of(server, home, mib, sparse_gib=4, rounds=5, baseline=True)


def rows(arrays, topics):
    """(work, figure, target) of each row; arrays and topics hold one entry a round."""
    ours = [one["sluice"]["put"] + one["sluice"]["get"] for one in arrays]
    theirs = [one["baseline"]["put"] + one["baseline"]["get"] for one in arrays]
    mib = arrays[0]["mib"]
    yield (f"{mib} MiB float32 array, put + get binary, durable: s", shown(ours, 3), "")
    yield ("the same by the predecessor's design (form up, JSON down, in memory): s", shown(theirs, 2), "")
    yield ("how many times faster", shown([one["times_faster"] for one in arrays], 1), "≥ 50")
    yield ("`?slice=0:1000` (4 MB) of a 4 GiB sparse array: median ms", shown([one["sparse"]["slice"] * 1e3 for one in arrays], 2), "≤ 10")
    yield ("memory that 100 such slices add: MiB", shown([one["sparse"]["grown_bytes"] / (1 << 20) for one in arrays], 1), "none")
    hop, fan, beside = ([one[n] for one in topics] for n in range(3))
    yield ("one hop, publisher to subscriber: p50 ms", shown([one["p50_ms"] for one in hop], 3), "≤ 0.3")
    yield ("1 kHz of 4 KiB to 200 WebSocket subscribers: p50 ms", shown([one["p50_ms"] for one in fan], 2), "")
    yield ("the same, p99 ms", shown([one["p99_ms"] for one in fan], 1), "≤ 20")
    yield ("the same beside 1,000 subscribers that do not read: p50 ms", shown([one["p50_ms"] for one in beside], 2), "as without")
    yield ("the same, p99 ms", shown([one["p99_ms"] for one in beside], 1), "as without")
    yield ("memory that those 1,000 add: MiB", shown([one["memory_after_mib"] - other["memory_after_mib"] for one, other in zip(beside, fan)], 1),
           "≤ 300")
    yield ("messages that those 200 were told to have missed, of 2,000,000", shown([one["gaps"] for one in fan + beside], 0), "")


def main():
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--programs", type=Path, required=True)
    reader.add_argument("--rounds", type=int, default=3)
    reader.add_argument("--mib", type=int, default=64)
    wanted = reader.parse_args()
    server = wanted.programs / "src/server/sluice-server"
    load = wanted.programs / "tests/bench/topic_load"
    arrays, topics = [], []
    for _ in range(wanted.rounds):
        arrays.append(arrays_of(server, wanted.mib))
        topics.append([stream_bench.measure(server, load, run) for run in stream_bench.RUNS])
    print("| work | figure (lowest to highest) | must reach |\n|---|---|---|")
    for work, figure, target in rows(arrays, topics):
        print(f"| {work} | {figure} | {target} |")


if __name__ == "__main__":
    main()
