"""What the benchmarks of the doors share: servers on free ports, files, turns of two sides."""

import contextlib
import os
import resource
import signal
import socket
import subprocess
import time


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port, limit=10):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise SystemExit(f"door_bench: nothing listens on {port}")


def raise_descriptors():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@contextlib.contextmanager
def running(command, port):
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             preexec_fn=raise_descriptors)
    try:
        wait_for(port)
        yield child.pid
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


class bench:
    def __init__(self, programs, rounds, size, work):
        self.programs, self.rounds, self.size, self.work = programs, rounds, size, work
        self.served = work / "served"
        self.served.mkdir()

    def sluice(self, port, folder=None, *more):
        return running([self.programs / "src/server/sluice-server", "-d", folder or self.served, "-a", "127.0.0.1", "-p", str(port),
                        "--state", self.work / f"state-{port}", "-l", "none", "--no-repl", "--address-connections", "0",
                        "--login-connections", "0", *more], port)

    def nginx(self, port):
        folder = self.work / f"nginx-{port}"
        folder.mkdir(exist_ok=True)
        config = folder / "nginx.conf"
        temporary = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        config.write_text(f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 2; user root;\n"
                          "events { worker_connections 20000; }\n"
                          f"http {{ access_log off; sendfile on; tcp_nopush on; keepalive_timeout 600; keepalive_requests 100000000; {temporary}\n"
                          f"server {{ listen 127.0.0.1:{port}; root {self.served}; }} }}\n")
        return running(["nginx", "-c", config, "-p", folder], port)

    def webdav(self, port, folder):
        return running(["rclone", "serve", "webdav", folder, "--addr", f"127.0.0.1:{port}", "--dir-cache-time", "1s"], port)

    def file(self, name, size):
        path = self.served / name
        if not path.exists():
            with open(path, "wb") as out, open("/dev/urandom", "rb") as source:
                while size > 0:
                    size -= out.write(source.read(min(size, 1 << 22)))
        return path

    def timed(self, command):
        os.sync()
        began = time.monotonic()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        took = time.monotonic() - began
        if done.returncode != 0:
            raise SystemExit(f"door_bench: {' '.join(map(str, command))}: {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}")
        return took

    def pairs(self, ours, theirs):
        """(ours, theirs) of each round; who goes first changes."""
        found = []
        for turn in range(self.rounds + 1):
            order = (ours, theirs) if turn % 2 else (theirs, ours)
            values = {one: one() for one in order}
            if turn > 0:  # the first round warms up
                found.append((values[ours], values[theirs]))
        return found
