"""Programs that people download with: each is interrupted, resumes, and has the right bytes."""

import subprocess

import desk

SIZE = 24 * desk.MIB
SLOW = "--client-rate", "12M"  # so that there is time to interrupt


class Served:
    """A server with one file, and a folder to fetch it into."""

    def __init__(self, *arguments):
        self.server = desk.Server(*arguments)

    def __enter__(self):
        self.server.__enter__()
        self.file = desk.make_file(self.server.served / "sub" / "big file.bin", SIZE, seed=4)
        self.out = self.server.home / "out"
        self.out.mkdir()
        self.url = self.server.url + "/files/sub/big%20file.bin"
        return self

    def __exit__(self, *why):
        self.server.__exit__(*why)

    def interrupt(self, command, growing, at=SIZE // 4):
        """Starts a program and ends it when the file that it writes has grown to `at`."""
        running = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, cwd=self.out)
        try:
            desk.wait_for(lambda: growing.exists() and growing.stat().st_blocks * 512 >= at, f"{growing.name} to grow")
            assert running.poll() is None, "it was through before it could be interrupted"
        finally:
            running.terminate()
            running.wait(10)


def curl_resumes_a_download():
    desk.tool("curl")
    with Served(*SLOW) as served:
        target = served.out / "curl.bin"
        command = ["curl", "-sSf", "-C", "-", "-o", target, served.url]
        served.interrupt(command, target)
        held = target.stat().st_size

        desk.run(command)

        assert 0 < held < SIZE
        desk.same(target, served.file)


def curl_gets_a_range():
    desk.tool("curl")
    with Served() as served:
        data = served.file.read_bytes()
        for asked, wanted in (("100-199", data[100:200]), ("-50", data[-50:]), (f"{SIZE - 7}-", data[-7:])):
            assert desk.run(["curl", "-sSf", "--range", asked, served.url]).stdout == wanted, asked

        several = desk.run(["curl", "-sSf", "-i", "--range", "0-9,100-109", served.url]).stdout

        assert b"multipart/byteranges" in several and data[:10] in several and data[100:110] in several
        beyond = desk.run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--range", f"{SIZE}-", served.url])
        assert beyond.stdout == b"416"


def curl_keeps_the_time_and_the_name():
    desk.tool("curl")
    with Served() as served:
        desk.run(["curl", "-sSf", "-R", "-O", "-J", served.url], cwd=served.out)

        target = served.out / "big file.bin"
        desk.same(target, served.file)
        assert int(target.stat().st_mtime) == int(served.file.stat().st_mtime)


def aria2c_resumes_over_four_connections():
    desk.tool("aria2c", "aria2")
    with Served(*SLOW) as served:
        target = served.out / "aria.bin"
        command = ["aria2c", "-q", "--no-conf", "-x4", "-s4", "-k1M", "--file-allocation=none", "--auto-save-interval=1",
                   "--allow-overwrite=false", "-d", served.out, "-o", target.name, served.url]
        served.interrupt(command, target)
        assert (served.out / "aria.bin.aria2").exists(), "aria2c had nothing to resume"

        desk.run(command)

        desk.same(target, served.file)


def wget2_resumes_a_download():
    desk.tool("wget2")
    with Served(*SLOW) as served:
        target = served.out / "wget.bin"
        command = ["wget2", "-q", "--no-config", "--continue", "--no-robots", "--max-threads=1", "-O", target, served.url]
        command = [word for word in command if word not in ("-O", target)] + ["-O", target]
        served.interrupt(command, target)

        desk.run(command)

        desk.same(target, served.file)


def a_resume_after_a_change_begins_anew():
    desk.tool("curl")
    with Served() as served:
        etag = served.server.ask("HEAD", "/files/sub/big%20file.bin")[1]["etag"]
        desk.make_file(served.file, SIZE, seed=5)

        status, fields, body = served.server.ask("GET", "/files/sub/big%20file.bin", Range="bytes=1000-", If_Range=etag)

        assert status == 200 and fields["etag"] != etag and len(body) == SIZE
        assert body == served.file.read_bytes()


if __name__ == "__main__":
    desk.main([curl_resumes_a_download, curl_gets_a_range, curl_keeps_the_time_and_the_name,
               aria2c_resumes_over_four_connections, wget2_resumes_a_download, a_resume_after_a_change_begins_anew])
