"""The server as a service: what it tells a listener at NOTIFY_SOCKET, which stands for systemd."""

import os
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import shared
from shared import desk


class Listener:
    def __init__(self, home, abstract=False):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        name = f"sluice-notify-{os.getpid()}" if abstract else f"{home}/notify"
        self.address = f"@{name}" if abstract else name
        self.socket.bind("\0" + name if abstract else name)
        self.socket.settimeout(20)

    def hears(self):
        return self.socket.recv(4096).decode()


class Service:
    """sluice-server as it is started by systemd with Type=notify."""

    def __init__(self, listener, home, **environment):
        (Path(home) / "served").mkdir(exist_ok=True)
        self.program = subprocess.Popen(
            [os.environ["SLUICE_SERVER_PROGRAM"], "-d", f"{home}/served", "-a", "127.0.0.1", "-p", "0", "--no-repl", "-l", f"{home}/log",
             "--drain", "2s"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=home,
            env={"PATH": os.environ["PATH"], "HOME": home, "NOTIFY_SOCKET": listener.address, **environment})

    def __enter__(self):
        return self

    def __exit__(self, *why):
        if self.program.poll() is None:
            self.program.kill()
        self.program.communicate()


def ready_is_told_when_connections_are_taken_and_stopping_when_it_ends(abstract=False):
    with tempfile.TemporaryDirectory(prefix="sluice-service.") as home:
        listener = Listener(home, abstract)
        with Service(listener, home) as service:
            said = listener.hears()
            assert said.startswith("READY=1\n"), said
            address = said.split("STATUS=")[1].strip()
            port = int(address.rsplit(":", 1)[1])
            socket.create_connection(("127.0.0.1", port), 5).close()

            service.program.send_signal(signal.SIGTERM)

            assert listener.hears() == "STOPPING=1\n"
            assert service.program.wait(20) == 143


def an_abstract_socket_will_do_too():
    ready_is_told_when_connections_are_taken_and_stopping_when_it_ends(abstract=True)


def a_watchdog_hears_again_and_again():
    with tempfile.TemporaryDirectory(prefix="sluice-service.") as home:
        listener = Listener(home)
        with Service(listener, home, WATCHDOG_USEC="200000") as service:
            assert listener.hears().startswith("READY=1\n")
            for _ in range(3):
                assert listener.hears() == "WATCHDOG=1\n"
            os.kill(service.program.pid, signal.SIGSTOP)
            listener.socket.settimeout(1)
            beats = 0
            try:
                # Those that were under way.
                while beats < 3:
                    listener.hears()
                    beats += 1
            except socket.timeout:
                pass
            os.kill(service.program.pid, signal.SIGCONT)
            assert beats < 3, "a server that stands still goes on beating"


def a_listener_that_is_gone_does_no_harm():
    with tempfile.TemporaryDirectory(prefix="sluice-service.") as home:
        listener = Listener(home)
        listener.socket.close()
        os.unlink(listener.address)
        with Service(listener, home) as service:
            line = service.program.stdout.readline().decode()
            assert line.startswith("listening on "), line
            service.program.send_signal(signal.SIGTERM)
            assert service.program.wait(20) == 143


desk.main([ready_is_told_when_connections_are_taken_and_stopping_when_it_ends, an_abstract_socket_will_do_too,
           a_watchdog_hears_again_and_again, a_listener_that_is_gone_does_no_harm])
