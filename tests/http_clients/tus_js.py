"""tus-js-client, the client that most pages use, against the real server."""

import json
import os
import subprocess
import time

import desk

SIZE = 24 * desk.MIB


class Uploads:
    """A server, a file to send, and the client's memory between its runs."""

    def __init__(self):
        desk.node_packages()
        self.server = desk.Server()

    def __enter__(self):
        self.server.__enter__()
        self.file = desk.make_file(self.server.home / "in" / "big.bin", SIZE)
        self.store = self.server.home / "store.json"
        return self

    def __exit__(self, *why):
        self.server.__exit__(*why)

    def run(self, verb, *options, limit=90):
        ended = desk.node("tus_client.mjs", verb, self.server.url + "/tus/", self.file, self.store, *options, limit=limit)
        return json.loads(ended.stdout.decode().splitlines()[-1])

    def start(self, verb, *options):
        """Not waited for."""
        desk.node_packages()
        script = desk.node_packages().parent / "run" / "tus_client.mjs"
        script.parent.mkdir(exist_ok=True)
        script.write_bytes((desk.Path(__file__).parent / "tus_client.mjs").read_bytes())
        return subprocess.Popen(["node", str(script), verb, self.server.url + "/tus/", str(self.file), str(self.store), *options],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def arrived(self, name="big.bin"):
        desk.same(self.server.published(name), self.file)

    def nothing_arrived(self):
        assert list(self.server.served.iterdir()) == [], list(self.server.served.iterdir())


def a_file_is_uploaded():
    with Uploads() as uploads:
        said = uploads.run("upload")

        assert said["outcome"] == "complete", said
        uploads.arrived()


def an_aborted_upload_is_resumed_by_another_client():
    with Uploads() as uploads:
        assert uploads.run("abort")["outcome"] == "aborted"
        uploads.nothing_arrived()

        said = uploads.run("upload")

        assert said["outcome"] == "complete" and said["first"] >= SIZE // 2, said
        uploads.arrived()


def an_upload_goes_on_after_kill_9_of_the_client():
    with Uploads() as uploads:
        dying = uploads.start("die")
        assert dying.wait(60) == -9, dying.stdout.read()
        dying.stdout.close()
        uploads.nothing_arrived()

        said = uploads.run("upload")

        # What was acknowledged before is there: it began at half or behind.
        assert said["outcome"] == "complete" and said["first"] >= SIZE // 2, said
        uploads.arrived()


def an_upload_goes_on_after_kill_9_of_the_server():
    with Uploads() as uploads:
        seen = uploads.server.home / "seen"
        running = uploads.start("upload", f"touch={seen}", "chunk=262144")
        desk.wait_for(lambda: seen.exists() and int(seen.read_text() or 0) >= SIZE // 4, "a quarter to be acknowledged")

        uploads.server.kill()
        time.sleep(0.3)
        uploads.server.start()
        said, _ = running.communicate(timeout=60)

        assert running.returncode == 0 and json.loads(said.splitlines()[-1])["outcome"] == "complete", said
        uploads.arrived()


def four_parts_at_once_are_joined():
    with Uploads() as uploads:
        said = uploads.run("upload", "parallel=4")

        assert said["outcome"] == "complete", said
        uploads.arrived()


def a_terminated_upload_is_gone():
    with Uploads() as uploads:
        said = uploads.run("terminate")

        assert said["outcome"] == "terminated", said
        path = said["url"].split("/", 3)[3]
        status, _, _ = uploads.server.ask("HEAD", "/" + path, Tus_Resumable="1.0.0")
        assert status in (404, 410), status
        uploads.nothing_arrived()
        leftover = [name for _, _, names in os.walk(uploads.server.home / "state" / "incoming") for name in names]
        assert leftover == [], leftover


if __name__ == "__main__":
    desk.main([a_file_is_uploaded, an_aborted_upload_is_resumed_by_another_client,
               an_upload_goes_on_after_kill_9_of_the_client, an_upload_goes_on_after_kill_9_of_the_server,
               four_parts_at_once_are_joined, a_terminated_upload_is_gone])
