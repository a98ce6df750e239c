"""What scripts/micro_bench.py makes of a run: times, competitors, ratios, spreads and changes."""

import math
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import micro_bench


def row(name, cpu_time, family=0, **more):
    return {"name": name, "run_name": name, "run_type": "iteration", "family_index": family, "cpu_time": cpu_time,
            "time_unit": "ns", **more}


def report_of(*rows):
    return {"benchmarks": list(rows)}


class Times(unittest.TestCase):
    def test_repetitions_are_collected_without_the_aggregates_of_the_library(self):
        report = report_of(row("a", 3), row("a", 5), row("a", 4, run_type="aggregate"))
        self.assertEqual(micro_bench.times_of(report), {"a": [3, 5]})

    def test_units_become_nanoseconds(self):
        self.assertEqual(micro_bench.times_of(report_of(row("a", 2, time_unit="us"))), {"a": [2000]})

    def test_a_random_order_is_undone(self):
        report = report_of(row("b", 1, family=1), row("a", 1, family=0), row("b", 2, family=1))
        self.assertEqual(list(micro_bench.times_of(report)), ["a", "b"])

    def test_throughput_is_the_median_in_bytes_before_items(self):
        report = report_of(*(row("a", 1, bytes_per_second=b * 2048.0, items_per_second=1.0) for b in (1, 2, 9)))
        self.assertEqual(micro_bench.rates_of(report), {"a": "4 KiB/s"})


class Competitors(unittest.TestCase):
    def test_a_benchmark_has_the_competitor_named_after_it(self):
        self.assertEqual(micro_bench.competitors(["a/1", "a/1 vs memcpy"]), {"a/1": "a/1 vs memcpy"})

    def test_neither_stands_alone(self):
        for names in (["a"], ["a vs memcpy"], ["a", "b vs memcpy"]):
            with self.assertRaises(ValueError):
                micro_bench.competitors(names)


class Ratios(unittest.TestCase):
    def test_the_ratio_is_that_of_the_medians(self):
        ratio, _ = micro_bench.ratio_of([10, 90, 20], [5, 4, 100])
        self.assertEqual(ratio, 4)

    def test_equal_repetitions_have_no_spread(self):
        self.assertEqual(micro_bench.ratio_of([6, 6, 6], [3, 3, 3]), (2, 0))

    def test_the_spread_takes_both_quartiles_to_the_worse_side(self):
        # Quartiles 9 and 11, and 4 and 6: 11 / 4 is 37.5 % above 10 / 5.
        ratio, spread = micro_bench.ratio_of([8, 9, 10, 11, 12], [3, 4, 5, 6, 7])
        self.assertEqual(ratio, 2)
        self.assertAlmostEqual(spread, 37.5)

    def test_one_outlier_moves_neither(self):
        calm = micro_bench.ratio_of([10] * 9, [5] * 9)
        self.assertEqual(micro_bench.ratio_of([10] * 8 + [1000], [5] * 9), calm)

    def test_the_spread_of_one_repetition_is_unknown(self):
        self.assertEqual(micro_bench.ratio_of([6], [3]), (2, math.inf))

    def test_an_absolute_time_does_not_matter(self):
        fast, slow = [10, 11, 12], [5, 6, 7]
        twice = micro_bench.ratio_of([2 * t for t in fast], [2 * t for t in slow])
        for a, b in zip(micro_bench.ratio_of(fast, slow), twice):
            self.assertAlmostEqual(a, b)


class Changes(unittest.TestCase):
    def test_a_change_counts_above_ten_percent_and_both_spreads(self):
        for ratio, spread, spread_before, expected in (
            (2.3, 3, 3, True), (1.7, 3, 3, True), (2.1, 1, 1, False), (2.3, 20, 3, False), (2.3, 3, 20, False),
            (9.0, math.inf, 3, False),
        ):
            percent, notable = micro_bench.change_of(ratio, spread, {"ratio": 2.0, "spread": spread_before})
            self.assertAlmostEqual(percent, 100 * (ratio / 2 - 1))
            self.assertEqual(notable, expected, (ratio, spread, spread_before))

    def test_the_table_marks_what_became_slower(self):
        report = report_of(*(row("a", 30) for _ in range(3)), *(row("a vs memcpy", 10, family=1) for _ in range(3)))
        rows = list(micro_bench.table_rows(report, {"a": {"ratio": 2.0, "spread": 1.0}}))
        self.assertEqual(rows, [["a", "30 ns", "", "memcpy", "3", "2", "+50.0 %", "0.0 %", "SLOWER"]])

    def test_a_benchmark_without_baseline_is_new(self):
        report = report_of(row("a", 30), row("a vs memcpy", 10))
        self.assertEqual(next(micro_bench.table_rows(report, {}))[5:8], ["-", "new", "?"])


class Baseline(unittest.TestCase):
    def test_what_is_written_is_read_again(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "baseline.json"
            self.assertEqual(micro_bench.read_baseline(path), {})
            kept = micro_bench.updated({}, {"a": (2.00004, 3.14159)})
            micro_bench.write_baseline(path, kept)
            self.assertEqual(micro_bench.read_baseline(path), {"a": {"ratio": 2.0, "spread": 3.1}})

    def test_an_update_of_a_part_keeps_the_rest(self):
        old = {"a": {"ratio": 1.0, "spread": 1.0}, "b": {"ratio": 2.0, "spread": 2.0}}
        self.assertEqual(micro_bench.updated(old, {"b": (3, 4)}), {**old, "b": {"ratio": 3.0, "spread": 4.0}})

    def test_one_repetition_makes_no_baseline(self):
        with self.assertRaises(SystemExit):
            micro_bench.parse(["program", "--update", "--repetitions", "1"])


if __name__ == "__main__":
    unittest.main()
