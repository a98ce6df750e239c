"""The rows about files that the server fetches, and that are picked up from it."""

import os
import shutil
import statistics
import subprocess
import time

from bench_desk import bench, free_port

FRESH_FILES = 1_000
PULLS = 4


class pull_rows(bench):
    def stream(self):
        """Archives of fresh files, each put away by the server and brought back before the next."""
        data = self.work / "data"
        fresh, away = data / "foo/bar", data / "foo/archive"
        fresh.mkdir(parents=True)
        for number in range(FRESH_FILES):
            (fresh / f"f{number:04}.drc").write_bytes(os.urandom(1 << 20))
        a, b = free_port(), free_port()

        def ours():
            time.sleep(0.1)  # what changed just now is not offered yet
            took = self.timed(["curl", "-sf", "-o", "/dev/null", f"http://127.0.0.1:{a}/stream/foo/drc"])
            end = time.monotonic() + 30
            while any(fresh.iterdir()):
                if time.monotonic() > end:
                    raise SystemExit("door_bench: what was fetched is not put away")
                time.sleep(0.02)
            for one in away.iterdir():
                one.rename(fresh / one.name)
            return took

        def theirs():
            taker = subprocess.Popen(["nc", "-l", "127.0.0.1", str(b)], stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL)
            time.sleep(0.2)
            took = self.timed(["sh", "-c", f"tar -C {data}/foo -cf - bar | nc -N 127.0.0.1 {b}"])
            taker.wait(20)
            return took

        with self.sluice(a, data, "--pickup-settle", "0s"):
            found = self.pairs(ours, theirs)
        return f"/stream of {FRESH_FILES:,} x 1 MiB by curl: seconds, us / tar piped through nc", found, "≤ 1"

    def pull(self):
        """The same file by the engine of any download: over connections that an agent dials, and over our own."""
        self.file("large", self.size << 20)
        results, gets = self.work / "pulled", self.work / "got"
        gets.mkdir()
        a = free_port()
        program = self.programs / "src/client/sluice-client"
        client = [program, "-a", "127.0.0.1", "-p", str(a), "-l", "none"]

        def through_agent():
            took = self.timed([*client, "-q", "pull", "--agent", "bench", "--wait", "large"])
            shutil.rmtree(results)
            return took

        def direct():
            took = self.timed([*client, "-q", "-d", gets, "get", "large"])
            (gets / "large").unlink()
            return took

        with self.sluice(a, self.served, "--downloads", results):
            agent = subprocess.Popen([*client, "agent", "--id", "bench", "--export", self.served],
                                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                time.sleep(1)
                turn = lambda side: statistics.mean(side() for _ in range(PULLS))
                found = self.pairs(lambda: turn(through_agent), lambda: turn(direct))
            finally:
                agent.terminate()
                agent.wait(20)
        return f"{self.size} MiB pulled through an agent, ordered and waited for: seconds, pull / get", found, "≤ 1.25"
