#!/usr/bin/env python3
"""Runs sluice-bench and shows each benchmark beside its competitor of the same run. Only the ratio of the two is kept and
compared: absolute times differ between machines and minutes, so no time ever makes this fail.

usage: micro_bench.py PROGRAM [--filter REGEX] [--repetitions N] [--min-time SECONDS] [--update]

"NAME vs REFERENCE" is the competitor of NAME. Times are CPU time of the one thread that works, medians of the repetitions,
which run in random order. The spread of a ratio is how far it moves when both medians are moved to their quartiles, each
to the worse side, in percent. A change against eval/bench/baseline.json is marked when it exceeds 10 % and the spread of
both ratios, then and now. --update makes this run the baseline; with --filter, of the benchmarks that ran.
"""
import argparse
import datetime
import json
import math
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSUS = " vs "
NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
NOTABLE = 10  # percent
FEWEST_FOR_BASELINE = 3


def times_of(report):
    """Name -> CPU nanoseconds of an iteration, one for each repetition, without the library's own aggregates. In the order
    of the program, which a run in random order still numbers."""
    times = {}
    for row in sorted(report["benchmarks"], key=lambda r: r.get("family_index", 0)):
        if row.get("run_type", "iteration") == "iteration" and not row.get("error_occurred"):
            name = row.get("run_name", row["name"])
            times.setdefault(name, []).append(row["cpu_time"] * NANOSECONDS[row.get("time_unit", "ns")])
    return times


def rates_of(report):
    """Name -> text of the median throughput; nothing for a benchmark that counts neither bytes nor items."""
    found = {}
    for row in report["benchmarks"]:
        for field in ("bytes_per_second", "items_per_second"):
            if field in row and row.get("run_type", "iteration") == "iteration":
                found.setdefault(row.get("run_name", row["name"]), {}).setdefault(field, []).append(row[field])
    return {name: rate_text(fields) for name, fields in found.items()}


def rate_text(fields):
    if "bytes_per_second" in fields:
        return scaled(statistics.median(fields["bytes_per_second"]), 1024, ["B", "KiB", "MiB", "GiB", "TiB"]) + "/s"
    return scaled(statistics.median(fields["items_per_second"]), 1000, ["", "k", "M", "G", "T"]) + "/s"


def scaled(value, step, units):
    at = 0
    while value >= step and at + 1 < len(units):
        value, at = value / step, at + 1
    return f"{value:.3g} {units[at]}".strip() if value < 100 else f"{value:.0f} {units[at]}".strip()


def competitors(names):
    """Name -> name of its competitor, in the order of the run. One without the other is an error of the program."""
    against = {name.split(VERSUS)[0]: name for name in names if VERSUS in name}
    alone = {name for name in names if VERSUS not in name} ^ set(against)
    if alone:
        raise ValueError("without a competitor: " + ", ".join(sorted(alone)))
    return against


def ratio_of(times, other_times):
    """(ratio of the medians, spread in percent); the spread is infinite when there is one repetition only."""
    ratio = statistics.median(times) / statistics.median(other_times)
    if len(times) < 2 or len(other_times) < 2:
        return ratio, math.inf
    low, _, high = statistics.quantiles(times, n=4, method="inclusive")
    other_low, _, other_high = statistics.quantiles(other_times, n=4, method="inclusive")
    return ratio, 100 * max(high / other_low / ratio - 1, 1 - low / other_high / ratio)


def change_of(ratio, spread, before):
    """(percent, is it notable) against an entry of the baseline: {"ratio": .., "spread": ..}."""
    percent = 100 * (ratio / before["ratio"] - 1)
    return percent, abs(percent) > max(NOTABLE, spread, before["spread"])


def ratios_of(report):
    times = times_of(report)
    return {name: ratio_of(times[name], times[other]) for name, other in competitors(times).items()}


def time_text(nanoseconds):
    return scaled(nanoseconds, 1000, ["ns", "us", "ms", "s"])


def table_rows(report, baseline):
    times, rates = times_of(report), rates_of(report)
    against = competitors(times)
    for name, (ratio, spread) in ratios_of(report).items():
        before = baseline.get(name)
        change, mark = "new", ""
        if before:
            percent, notable = change_of(ratio, spread, before)
            change = f"{percent:+.1f} %"
            mark = ("SLOWER" if percent > 0 else "FASTER") if notable else ""
        yield [name, time_text(statistics.median(times[name])), rates.get(name, ""), against[name].split(VERSUS)[1],
               f"{ratio:.3g}", f"{before['ratio']:.3g}" if before else "-", change,
               "?" if math.isinf(spread) else f"{spread:.1f} %", mark]


HEAD = ["benchmark", "time", "throughput", "against", "ratio", "baseline", "change", "spread", ""]
LEFT = {0, 3, 8}


def layout(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = (c.ljust(w) if i in LEFT else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths)))
        yield "  ".join(cells).rstrip()


def read_baseline(path):
    return json.loads(path.read_text())["ratios"] if path.exists() else {}


def updated(old, new):
    """The entries to keep: those of this run, and the old ones given."""
    merged = dict(old)
    merged.update({name: {"ratio": float(f"{ratio:.4g}"), "spread": round(spread, 1)} for name, (ratio, spread) in new.items()})
    return merged


def write_baseline(path, ratios):
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(entry)}" for name, entry in ratios.items())
    path.write_text(f'{{\n  "date": "{datetime.date.today().isoformat()}",\n  "ratios": {{\n{lines}\n  }}\n}}\n')


def run(options):
    command = [options.program, "--benchmark_format=json", "--benchmark_enable_random_interleaving=true",
               f"--benchmark_repetitions={options.repetitions}", f"--benchmark_min_time={options.min_time}",
               f"--benchmark_filter={options.filter}"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not done.stdout:
        raise SystemExit(f"micro_bench: {options.program} ended with {done.returncode}\n{done.stderr}")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(done.stdout)
    return json.loads(done.stdout)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    # The name of a competitor begins with the benchmark's, so a filter without '$' keeps both.
    parser.add_argument("--filter", default=".")
    parser.add_argument("--repetitions", type=int, default=15)
    parser.add_argument("--min-time", type=float, default=0.03)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--baseline", type=Path, default=ROOT / "eval/bench/baseline.json")
    parser.add_argument("--output", type=Path, default=ROOT / "build/bench/micro.json")
    options = parser.parse_args(arguments)
    if options.update and options.repetitions < FEWEST_FOR_BASELINE:
        parser.error(f"a baseline needs {FEWEST_FOR_BASELINE} repetitions")
    return options


def main():
    options = parse(sys.argv[1:])
    baseline = read_baseline(options.baseline)
    report = run(options)
    print("\n".join(layout([HEAD, *table_rows(report, baseline)])))
    gone = [name for name in baseline if name not in times_of(report)] if options.filter == "." else []
    if gone:
        print("in the baseline, but did not run: " + ", ".join(gone))
    if options.update:
        write_baseline(options.baseline, updated({} if options.filter == "." else baseline, ratios_of(report)))


if __name__ == "__main__":
    main()
