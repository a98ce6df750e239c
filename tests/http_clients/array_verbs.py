"""sluice-client array against the real server: putting, getting, listing, describing and removing; kills in the middle of both ways,
files that are no arrays, tokens and TLS. Slices are compared with Debian's numpy."""

import io
import json
import os
import pickle
import signal
import socket
import subprocess
import threading

import desk
from agents_desk import clean_environment

try:
    import numpy as np
except ImportError:
    np = None

LIMIT = 60
CHUNK = 8 * desk.MIB  # of an upload by the verb


class Gate:
    """A door before the server: counts the bytes of each way, and lets no more than `most` of one way through until it is opened."""

    def __init__(self, server, up=None, down=None):
        self.most = {"up": up, "down": down}
        self.passed = {"up": 0, "down": 0}
        self.server = server
        self.moved = threading.Condition()
        self.closed = False
        self.sockets = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *why):
        with self.moved:
            self.closed = True
            self.moved.notify_all()
        for one in [self.listener, *self.sockets]:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.server.port), 10)
            except OSError:
                near.close()  # the server is away
                continue
            self.sockets += [near, far]
            threading.Thread(target=self._pour, args=(near, far, "up"), daemon=True).start()
            threading.Thread(target=self._pour, args=(far, near, "down"), daemon=True).start()

    def _pour(self, source, to, way):
        try:
            while piece := source.recv(65536):
                with self.moved:
                    self.moved.wait_for(lambda: self.closed or self.most[way] is None or self.passed[way] < self.most[way])
                    if self.closed:
                        return
                    self.passed[way] += len(piece)
                    self.moved.notify_all()
                to.sendall(piece)
        except OSError:
            pass
        # One end gone is both gone, as it is without a door.
        for one in (source, to):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()

    def reached(self, way):
        with self.moved:
            assert self.moved.wait_for(lambda: self.passed[way] >= self.most[way], LIMIT), self.passed

    def open(self):
        with self.moved:
            self.most = {"up": None, "down": None}
            self.moved.notify_all()


def command(server, *words):
    return [str(word) for word in (os.environ["SLUICE_CLIENT_PROGRAM"], "-a", "127.0.0.1", "-p", server.port, "-l", "none", *words)]


def client(server, *words, expect=0, home=None, **environment):
    """`sluice-client array WORDS`; server is anything with a port."""
    home = home or server.home
    return desk.run(command(server, "array", *words), LIMIT, (expect,), cwd=home, env=clean_environment(home, **environment))


def document(ended):
    return json.loads(ended.stdout)


def said(ended):
    return (ended.stdout + ended.stderr).decode()


def arrays_of(*arguments):
    if np is None:
        raise desk.Skip("numpy is missing (package python3-numpy)")
    return desk.Server(*arguments)


def save(server, name, array):
    path = server.home / name
    np.save(path, array, allow_pickle=False)
    return path


def large(server, name="large.npy", chunks=4):
    """An array of so many chunks and a half."""
    bytes_ = np.frombuffer(desk.make_file(server.home / "noise", chunks * CHUNK + CHUNK // 2).read_bytes(), dtype="<f4")
    return save(server, name, bytes_)


def stored(server, name):
    status, _, body = server.ask("GET", f"/api/v1/arrays/{name}")
    assert status == 200, (status, body)
    return body


def what_is_put_is_listed_described_fetched_and_removed():
    with arrays_of() as server:
        array = np.arange(60, dtype=">f4").reshape(3, 4, 5)
        path = save(server, "waves.npy", array)
        assert "waves" in said(client(server, "put", path)) and stored(server, "waves") == path.read_bytes()
        made = document(client(server, "put", path, "lab 7", "--tags", "cold,night", "--json"))
        assert made["name"] == "lab 7" and made["tags"] == ["cold", "night"] and made["shape"] == [3, 4, 5] and made["dtype"] == ">f4", made
        table = said(client(server, "ls"))
        assert "waves" in table and "lab 7" in table and "3 x 4 x 5" in table, table
        assert [one["name"] for one in document(client(server, "ls", "--json"))["arrays"]] == ["waves", "lab 7"]
        assert [one["name"] for one in document(client(server, "ls", "--tags", "night", "--json"))["arrays"]] == ["lab 7"]
        shown = said(client(server, "info", "lab 7"))
        assert "cold, night" in shown and "xxh3:" in shown and ">f4" in shown, shown
        assert document(client(server, "info", "lab 7", "--json"))["tags"] == ["cold", "night"]
        client(server, "get", "waves", "-o", "back.npy")
        assert (server.home / "back.npy").read_bytes() == path.read_bytes()
        assert document(client(server, "get", "waves", "-o", "deep/er.npy", "--json"))["bytes"] == path.stat().st_size
        desk.same(server.home / "deep/er.npy", path)
        assert "waves" in said(client(server, "rm", "waves"))
        assert [one["name"] for one in document(client(server, "ls", "--json"))["arrays"]] == ["lab 7"]
        assert document(client(server, "rm", "lab 7", "--json")) == {"schema": 1, "exit_code": 0, "removed": 1}
        assert "no arrays" in said(client(server, "ls"))


def a_name_that_is_taken_is_treated_as_wanted():
    with arrays_of() as server:
        first, second = save(server, "a.npy", np.arange(5)), save(server, "b.npy", np.arange(6))
        client(server, "put", first, "a")
        assert "exists" in said(client(server, "put", second, "a", expect=11))
        assert "skipped" in said(client(server, "put", second, "a", "--on-exists", "skip"))
        assert stored(server, "a") == first.read_bytes()
        assert document(client(server, "put", second, "a", "--on-exists", "rename", "--json"))["name"] == "a(1)"
        # Another policy is another wish, though the same file went there under the last one.
        assert document(client(server, "put", second, "a", "--on-exists", "overwrite", "--json"))["name"] == "a"
        assert stored(server, "a") == second.read_bytes() == stored(server, "a(1)")
        client(server, "put", first, "a", "--on-exists", "overwrite")
        assert stored(server, "a") == first.read_bytes()


def the_same_command_again_finds_its_array_or_makes_it_anew():
    with arrays_of() as server:
        path = save(server, "a.npy", np.arange(1000))
        client(server, "put", path)
        assert document(client(server, "put", path, "--json"))["resumed_bytes"] == path.stat().st_size
        assert len(document(client(server, "ls", "--json"))["arrays"]) == 1
        client(server, "rm", "a")
        assert document(client(server, "put", path, "--json"))["resumed_bytes"] == 0
        assert stored(server, "a") == path.read_bytes()
        assert server.ask("PATCH", "/api/v1/arrays/a", {"name": "other"})[0] == 200
        assert document(client(server, "put", path, "--json"))["name"] == "a"
        assert stored(server, "a") == path.read_bytes() == stored(server, "other")
        np.save(path, np.arange(1000, 2000))
        client(server, "put", path, expect=11)


def a_put_that_was_killed_goes_on_where_it_was():
    with arrays_of() as server:
        path = large(server)
        size = path.stat().st_size
        with Gate(server, up=2 * CHUNK + CHUNK // 4) as gate:
            program = subprocess.Popen(command(gate, "array", "put", path), cwd=server.home, env=clean_environment(server.home),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            gate.reached("up")
            program.kill()
            program.wait(10)
        assert document(client(server, "ls", "--json"))["arrays"] == []
        with Gate(server) as gate:
            made = document(client(gate, "put", path, "--json", home=server.home))
        assert made["resumed_bytes"] == 2 * CHUNK, made
        assert size - 2 * CHUNK <= gate.passed["up"] < size - 2 * CHUNK + CHUNK // 4, (gate.passed, size)
        assert stored(server, "large") == path.read_bytes()


def a_put_survives_a_server_that_is_killed():
    with arrays_of() as server:
        path = large(server)
        with Gate(server, up=2 * CHUNK + CHUNK // 4) as gate:
            program = subprocess.Popen(command(gate, "-r", "20", "array", "put", path, "--json"), cwd=server.home,
                                       env=clean_environment(server.home), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            gate.reached("up")
            server.kill()
            gate.open()
            server.start()
            out, _ = program.communicate(timeout=LIMIT)
        assert program.returncode == 0 and json.loads(out)["name"] == "large"
        assert gate.passed["up"] < path.stat().st_size + 2 * CHUNK, gate.passed
        assert stored(server, "large") == path.read_bytes()


def a_put_that_is_interrupted_says_how_to_go_on():
    with arrays_of() as server:
        path = large(server)
        with Gate(server, up=CHUNK + CHUNK // 4) as gate:
            program = subprocess.Popen(command(gate, "array", "put", path), cwd=server.home, env=clean_environment(server.home),
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            gate.reached("up")
            program.send_signal(signal.SIGINT)
            _, told = program.communicate(timeout=30)
        assert program.returncode == 130 and b"the same command goes on" in told, (program.returncode, told)
        assert document(client(server, "put", path, "--json"))["resumed_bytes"] == CHUNK


def a_source_that_changes_is_not_mixed():
    with arrays_of() as server:
        path = large(server)
        with Gate(server, up=CHUNK + CHUNK // 4) as gate:
            program = subprocess.Popen(command(gate, "array", "put", path), cwd=server.home, env=clean_environment(server.home),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            gate.reached("up")
            with open(path, "r+b") as file:
                file.seek(-4, os.SEEK_END)
                file.write(b"\0\0\0\0")
            gate.open()
            _, told = program.communicate(timeout=LIMIT)
        assert program.returncode == 8 and b"large.npy" in told, (program.returncode, told)
        assert document(client(server, "put", path, "--json"))["resumed_bytes"] == 0
        assert stored(server, "large") == path.read_bytes()


def a_get_that_was_killed_goes_on_unless_the_array_changed():
    with arrays_of() as server:
        first, second = large(server), save(server, "other.npy", np.arange(1_000_000))
        size = first.stat().st_size
        client(server, "put", first)
        for changed in (False, True):
            # One door for both attempts: a part is known by the address that it came from.
            with Gate(server, down=size // 2) as gate:
                program = subprocess.Popen(command(gate, "array", "get", "large", "-o", f"got{changed}.npy"), cwd=server.home,
                                           env=clean_environment(server.home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                gate.reached("down")
                desk.wait_for(lambda: sum(one.stat().st_blocks * 512 for one in server.home.glob(f".got{changed}.npy.*.part")) >= size // 3,
                              "the bytes to be written")
                program.kill()
                program.wait(10)
                assert not (server.home / f"got{changed}.npy").exists()
                if changed:
                    client(server, "put", second, "large", "--on-exists", "overwrite")
                gate.open()
                again = document(client(gate, "get", "large", "-o", f"got{changed}.npy", "--json", home=server.home))
            desk.same(server.home / f"got{changed}.npy", second if changed else first)
            assert (again["resumed_bytes"] == 0) if changed else (again["resumed_bytes"] >= size // 4), again


def slices_are_numpys():
    with arrays_of() as server:
        array = np.arange(7 * 11 * 13, dtype="<f8").reshape(7, 11, 13)
        client(server, "put", save(server, "a.npy", array))
        for number, text in enumerate(("0:3", ":,::2", "-1", "...,0", "::-1,3:9:4,1", "2:1", "5,5,5")):
            client(server, "get", "a", f"--slice={text}", "-o", f"{number}.npy")
            got = np.load(server.home / f"{number}.npy")
            wanted = eval(f"array[{text}]")
            assert got.dtype == array.dtype and got.shape == wanted.shape and (got == wanted).all(), text
        client(server, "get", "a", "--every", "3", "--slice", "1:", "-o", "every.npy")
        assert (np.load(server.home / "every.npy") == array[1:][::3]).all()
        client(server, "get", "a", "--slice", "2,3:5", "--form", "raw", "-o", "part.bin")
        assert (server.home / "part.bin").read_bytes() == array[2, 3:5].tobytes()
        client(server, "get", "a", "--slice", "0,0,:3", "--form", "json", "-o", "part.json")
        assert json.loads((server.home / "part.json").read_text())["data"] == [0, 1, 2]
        assert client(server, "get", "a", "--slice", "0,:2,:2", "--form", "csv", "-o", "-").stdout == b"0.0,1.0\n13.0,14.0\n"
        assert (np.load(io.BytesIO(client(server, "get", "a", "-o", "-").stdout)) == array).all()
        assert not (server.home / "-").exists()
        assert "out of bounds" in said(client(server, "get", "a", "--slice", "99", expect=2))
        assert "slice" in said(client(server, "get", "a", "--slice", "x", expect=2))


def files_that_are_no_arrays_are_refused_by_name():
    with arrays_of() as server:
        good = save(server, "good.npy", np.arange(100)).read_bytes()
        np.savez(server.home / "several.npz", a=np.arange(3))
        objects = np.array([{"a": 1}], dtype=object)
        np.save(server.home / "objects.npy", objects, allow_pickle=True)
        texts = {"pickle.npy": pickle.dumps({1: 2}), "short.npy": good[:-7], "long.npy": good + b"x", "empty.npy": b"",
                 "giga.npy": b"\x93NUMPY\x01\x00" + b"\xff\xff{'}", "liar.npy": b"\x93NUMPY\x02\x00\xff\xff\xff\x7f",
                 "text.npy": b"no array at all\n", "head.npy": good[:40]}
        for name, text in texts.items():
            (server.home / name).write_bytes(text)
        (server.home / "folder.npy").mkdir()
        with Gate(server) as gate:
            for name in ("several.npz", "objects.npy", "folder.npy", *texts):
                told = said(client(gate, "put", server.home / name, expect=1, home=server.home))
                assert name in told and len(told.splitlines()) == 1, told
            assert gate.passed["up"] == 0, "what cannot be an array is not sent"
        assert "none.npy" in said(client(server, "put", "none.npy", expect=4))
        failed = document(client(server, "put", server.home / "short.npy", "--json", expect=1))
        assert failed["exit_code"] == 1 and failed["error"]["code"] == "type_refused", failed
        for name in ("../x", "a/b", "", ".", ".hidden.0123abcd.part"):
            client(server, "put", server.home / "good.npy", name, expect=2)
        assert document(client(server, "ls", "--json"))["arrays"] == []


def a_missing_array_is_not_found():
    with arrays_of() as server:
        for verb in ("get", "info", "rm"):
            told = said(client(server, verb, "none", expect=4))
            assert "none" in told and told.count("not found") == 1 and "http://" not in told, told
        client(server, "get", "none", "--slice", "0", expect=4)
        client(server, "put", save(server, "a.npy", np.arange(3)))
        assert "none" in said(client(server, "rm", "none", "a", expect=14))
        assert document(client(server, "ls", "--json"))["arrays"] == []
        nobody = desk.free_port()
        server.stop()
        told = desk.run(command(type("", (), {"port": nobody}), "array", "ls"), LIMIT, (5,), cwd=server.home)
        assert b"cannot be reached" in told.stderr, told.stderr
        server.start()


def only_the_right_token_may():
    with arrays_of() as server:
        writer, reader = server.add_token("lab", "read,write"), server.add_token("guest", "read")
        server.kill_and_start()
        path = save(server, "a.npy", np.arange(5))
        client(server, "put", path, expect=10)
        assert "token" in said(client(server, "ls", expect=10))
        client(server, "--token-file", reader, "put", path, expect=10)
        client(server, "--token-file", writer, "put", path)
        client(server, "--token-file", reader, "get", "a", "-o", "b.npy")
        desk.same(server.home / "b.npy", path)
        client(server, "--token-file", reader, "rm", "a", expect=10)
        client(server, "get", "a", expect=10)
        client(server, "rm", "a", SLUICE_TOKEN=writer.read_text().strip())


def they_work_with_tls_and_only_with_the_right_certificate():
    with arrays_of() as server:
        made = desk.run([os.environ["SLUICE_SERVER_PROGRAM"], "cert", "--out", server.home / "tls"], cwd=server.home)
        pin = made.stdout.decode().split("fingerprint ")[1].split()[0]
        server.arguments += ["--tls-certificate", str(server.home / "tls/sluice.crt"), "--tls-key", str(server.home / "tls/sluice.key")]
        server.kill_and_start()
        path = save(server, "a.npy", np.arange(3_000_000))
        client(server, "--pin", pin, "put", path)
        client(server, "--pin", pin, "get", "a", "-o", "b.npy")
        desk.same(server.home / "b.npy", path)
        assert "a " in said(client(server, "--pin", pin, "ls"))
        client(server, "--pin", "sha256:" + "00" * 32, "ls", expect=10)
        client(server, "--tls", "put", path, expect=10)


def the_verbs_explain_themselves():
    with arrays_of() as server:
        told = said(client(server, expect=2))
        for verb in ("put", "get", "ls", "info", "rm"):
            assert f"'array {verb}" in told, told
        assert "array put" in said(client(server, "put", expect=2))


if __name__ == "__main__":
    desk.main([what_is_put_is_listed_described_fetched_and_removed, a_name_that_is_taken_is_treated_as_wanted,
               the_same_command_again_finds_its_array_or_makes_it_anew, a_put_that_was_killed_goes_on_where_it_was,
               a_put_survives_a_server_that_is_killed, a_put_that_is_interrupted_says_how_to_go_on, a_source_that_changes_is_not_mixed,
               a_get_that_was_killed_goes_on_unless_the_array_changed, slices_are_numpys, files_that_are_no_arrays_are_refused_by_name,
               a_missing_array_is_not_found, only_the_right_token_may, they_work_with_tls_and_only_with_the_right_certificate,
               the_verbs_explain_themselves])
