"""clients/python against the real server, as a program and as a library."""

import os
import signal
import subprocess
import sys

import desk

PACKAGE = desk.SOURCE / "clients" / "python"
sys.path.insert(0, str(PACKAGE))
from sluice_http import Client, SluiceError  # noqa: E402
from sluice_http.digests import digest_in, field_of  # noqa: E402
from sluice_http.transport import retry_after  # noqa: E402

SIZE = 40 * desk.MIB
CHUNK = desk.MIB


def run(server, *words, expect=(0,)):
    return desk.run([sys.executable, "-B", "-m", "sluice_http", "-s", server.url, *words], expect=expect, env=environment())


def environment():
    return {**os.environ, "PYTHONPATH": str(PACKAGE), "PYTHONDONTWRITEBYTECODE": "1"}


def start(server, *words):
    return subprocess.Popen([str(word) for word in (sys.executable, "-B", "-m", "sluice_http", "-s", server.url, *words)],
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())


def end(running, how=signal.SIGKILL):
    running.send_signal(how)
    running.wait(10)


def files_go_there_and_come_back():
    with desk.Server() as server:
        files = [desk.make_file(server.home / "in" / name, size, seed=n)
                 for n, (name, size) in enumerate([("plain.bin", 5 * CHUNK + 3), ("Grüße ü.bin", 10), ("empty", 0)])]
        out = server.home / "out"

        run(server, "upload", "--to", "a/b/", "--chunk-size", CHUNK, *files)
        run(server, "download", "-o", f"{out}/", *[f"a/b/{file.name}" for file in files])
        listed = run(server, "--json", "list", "a/b").stdout

        for file in files:
            desk.same(server.served / "a" / "b" / file.name, file)
            desk.same(out / file.name, file)
            assert file.name in desk.json.dumps(desk.json.loads(listed), ensure_ascii=False)


def an_upload_goes_on_after_kill_9():
    with desk.Server() as server:
        file = desk.make_file(server.home / "in" / "big.bin", SIZE)
        ask = Client(server.url, token="", parallel=1)
        running = start(server, "-j", 1, "upload", "--chunk-size", 65536, file)
        desk.wait_for(lambda: b"/chunks/" in server.log().encode() or sent(server) > 3 * CHUNK, "chunks to arrive")
        end(running)
        assert not server.published("big.bin").exists()

        advanced = []
        ask._progress = Counter(advanced)
        ask.upload(str(file), chunk_size=65536)

        desk.same(server.published("big.bin"), file)
        assert advanced and advanced[0] > 0, "nothing was resumed"


class Counter:
    """Progress that keeps what it is told."""

    def __init__(self, steps):
        self.steps = steps

    def begin(self, name, total, done=0):
        pass

    def advance(self, count):
        if count:
            self.steps.append(count)

    def state(self, word):
        pass

    def end(self):
        pass


def sent(server):
    status, _, text = server.ask("GET", "/metrics")
    lines = text.decode().splitlines() if status == 200 else []
    return sum(float(line.split()[-1]) for line in lines if line.startswith("sluice_http_received_bytes_total"))


def an_upload_lives_through_kill_9_of_the_server():
    with desk.Server() as server:
        file = desk.make_file(server.home / "in" / "big.bin", SIZE)
        running = start(server, "upload", "--chunk-size", 65536, file)
        desk.wait_for(lambda: sent(server) > 3 * CHUNK, "chunks to arrive")

        server.kill_and_start()

        assert running.wait(60) == 0
        desk.same(server.published("big.bin"), file)


def a_download_goes_on_after_kill_9():
    with desk.Server("--client-rate", "12M") as server:
        file = desk.make_file(server.served / "big.bin", SIZE // 2)
        out = server.home / "out"
        out.mkdir()
        part = out / ".big.bin.http.part"
        running = start(server, "download", "-o", out, "big.bin")
        desk.wait_for(lambda: part.exists() and part.stat().st_size > 2 * CHUNK, "the part file to grow")
        end(running)
        assert 0 < part.stat().st_size < SIZE // 2

        run(server, "download", "-o", out, "big.bin")

        desk.same(out / "big.bin", file)
        assert [one.name for one in out.iterdir()] == ["big.bin"]


def a_damaged_part_is_noticed():
    with desk.Server() as server:
        file = desk.make_file(server.served / "a.bin", 2 * CHUNK)
        out = server.home / "out"
        out.mkdir()
        etag = server.ask("HEAD", "/files/a.bin")[1]["etag"]
        (out / ".a.bin.http.part").write_bytes(b"x" * CHUNK)
        (out / ".a.bin.http.json").write_text(desk.json.dumps({"route": "/files/a.bin", "etag": etag}))

        run(server, "download", "-o", out, "a.bin", expect=(6,))

        assert list(out.iterdir()) == []
        run(server, "download", "-o", out, "a.bin")
        desk.same(out / "a.bin", file)


def the_library_takes_lists_and_deletes():
    with desk.Server() as server:
        file = server.home / "notes.txt"
        file.write_text("a line of text\n" * 200_000)
        client = Client(server.url, token="")

        made = client.upload_to_library(str(file))
        held = client.library()
        fetched = client.download_from_library(str(made["id"]), str(server.home / "back.txt"))
        client.delete(str(made["id"]))

        assert held[0]["filename"] == "notes.txt" and held[0]["size"] == file.stat().st_size
        desk.same(fetched, file)
        assert client.library() == []
        try:
            client.delete(str(made["id"]))
            raise AssertionError("deleted twice")
        except SluiceError as why:
            assert why.exit_code == 4 and why.status == 404


def failures_have_the_exit_codes_of_the_project():
    with desk.Server() as server:
        file = desk.make_file(server.home / "in" / "a.bin", 1000)
        other = desk.make_file(server.home / "other" / "a.bin", 1000, seed=9)
        run(server, "upload", file)
        run(server, "upload", file)
        run(server, "upload", other, expect=(11,))
        run(server, "upload", "--on-exists", "overwrite", other)
        desk.same(server.published("a.bin"), other)
        run(server, "download", "none", expect=(4,))
        run(server, "upload", server.home / "none", expect=(4,))
        run(server, "-t", server.home / "none", "list", expect=(3,))
        run(server, "nonsense", expect=(2,))
        server.kill()
        run(server, "--retries", "1", "list", expect=(5,))


def a_token_comes_from_a_file_and_without_one_it_is_10():
    with desk.Server() as server:
        token = server.add_token("lab", "read,write")
        server.kill_and_start()
        file = desk.make_file(server.home / "in" / "a.bin", 3 * CHUNK)
        out = server.home / "out"
        out.mkdir()

        run(server, "upload", file, expect=(10,))
        run(server, "-t", token, "upload", file)
        run(server, "download", "-o", out, "a.bin", expect=(10,))
        run(server, "-t", token, "download", "-o", out, "a.bin")

        desk.same(out / "a.bin", file)


def fields_are_read_as_written():
    assert digest_in("md5=:xx:, sha-256=:" + field_of(b"\1" * 32)[9:]) == b"\1" * 32
    assert digest_in(None) is None and digest_in("sha-512=:AA==:") is None
    assert retry_after("7") == 7 and retry_after("nonsense") is None
    assert retry_after("Thu, 01 Jan 1970 00:00:00 GMT") == 0


if __name__ == "__main__":
    desk.main([files_go_there_and_come_back, an_upload_goes_on_after_kill_9, an_upload_lives_through_kill_9_of_the_server,
               a_download_goes_on_after_kill_9, a_damaged_part_is_noticed, the_library_takes_lists_and_deletes,
               failures_have_the_exit_codes_of_the_project, a_token_comes_from_a_file_and_without_one_it_is_10, fields_are_read_as_written])
