"""slowhttptest holds connections open by slowness; a normal client must hardly notice."""

import http.client
import subprocess
import time

import desk

SECONDS = 12
CONNECTIONS = 200
SIZE = 64 * desk.MIB


def rate_of(server, seconds):
    """Bytes per second of one normal client that fetches again and again."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    began, count = time.monotonic(), 0
    buffer = bytearray(1 << 18)
    while time.monotonic() - began < seconds:
        connection.request("GET", "/files/big.bin")
        answer = connection.getresponse()
        assert answer.status == 200, answer.status
        while got := answer.readinto(buffer):
            count += got
    connection.close()
    return count / (time.monotonic() - began)


class SlowPeers:
    """slowhttptest against one server, for as long as the block."""

    def __init__(self, server, path, words):
        command = [desk.tool("slowhttptest"), *words, "-c", CONNECTIONS, "-r", 200, "-l", SECONDS, "-p", 3, "-u", server.url + path]
        self.command = [str(word) for word in command]
        self.server = server

    def __enter__(self):
        self.running = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, cwd=self.server.home)
        desk.wait_for(lambda: connections(self.server) >= CONNECTIONS // 2, "slow connections", SECONDS / 2)
        time.sleep(1)  # they ask for what they take slowly
        assert self.running.poll() is None, "slowhttptest did not run"

    def __exit__(self, *why):
        self.running.kill()
        self.running.wait(10)


def connections(server):
    status, _, text = server.ask("GET", "/health")
    assert status == 200, status
    return desk.json.loads(text)["connections"]


def cpu_seconds(server):
    fields = (desk.Path("/proc") / str(server.program.pid) / "stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / desk.os.sysconf("SC_CLK_TCK")


def measured(path, *words):
    """The client's rate while its server has slow peers, divided by its rate while another server has them. Both times
    the machine has to feed slowhttptest too, so that only what the server does makes the difference; what the slow peers
    cost the other server is told by its processor time, which must be next to nothing."""
    with desk.Server() as server, desk.Server() as other:
        for one in (server, other):
            desk.make_file(one.served / "big.bin", SIZE)
            desk.make_file(one.served / "page.bin", 4 * desk.MIB)
        rate_of(server, 0.5)
        with SlowPeers(other, path, words):
            spent = cpu_seconds(other)
            alone = rate_of(server, 3)
            spent = (cpu_seconds(other) - spent) / 3
        with SlowPeers(server, path, words):
            among = rate_of(server, 3)
        assert server.program.poll() is None and other.program.poll() is None, "a server ended"
        ratio = among / alone
        print(f"  {alone / desk.MIB:.0f} MiB/s, among slow peers {among / desk.MIB:.0f}: {ratio:.2f}; {spent:.3f} of a processor for them")
        assert spent < 0.1, f"slow peers take {spent:.2f} of a processor"
        return ratio


def most_is_kept(path, *words):
    # Other programs of this machine can spoil one measurement, not three.
    ratios = []
    while not ratios or (max(ratios) < 0.8 and len(ratios) < 3):
        ratios.append(measured(path, *words))
    assert max(ratios) >= 0.8, ratios


def slow_heads_hurt_nobody_else():
    most_is_kept("/files/big.bin", "-H", "-i", "1")


def slow_bodies_hurt_nobody_else():
    most_is_kept("/api/v1/uploads", "-B", "-i", "1", "-s", "8192", "-t", "POST")


def slow_readers_hurt_nobody_else():
    most_is_kept("/files/page.bin", "-X", "-w", "512", "-y", "1024", "-n", "1", "-z", "32", "-k", "3")


if __name__ == "__main__":
    desk.main([slow_heads_hurt_nobody_else, slow_bodies_hurt_nobody_else, slow_readers_hurt_nobody_else])
