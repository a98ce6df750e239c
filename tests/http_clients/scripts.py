"""scripts/upload.sh and scripts/download.sh against the real server."""

import os
import signal
import subprocess

import desk

UPLOAD = desk.SOURCE / "scripts" / "upload.sh"
DOWNLOAD = desk.SOURCE / "scripts" / "download.sh"
SIZE = 40 * desk.MIB
CHUNK = 1 << 20


class Shell:
    """A server and its scripts."""

    def __init__(self, *arguments):
        desk.tool("curl")
        self.server = desk.Server(*arguments)

    def __enter__(self):
        self.server.__enter__()
        self.out = self.server.home / "out"
        return self

    def __exit__(self, *why):
        self.server.__exit__(*why)

    def run(self, script, *words, expect=(0,)):
        return desk.run([script, "-s", self.server.url, *words], expect=expect, cwd=self.server.home)

    def start(self, script, *words):
        return subprocess.Popen([str(word) for word in (script, "-s", self.server.url, *words)], stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self.server.home, start_new_session=True)


def session_of(pid):
    """The processes of a session, by what the kernel says now."""
    found = set()
    for folder in desk.Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        if int(fields[3]) == pid:
            found.add(int(folder.name))
    return found


def signal_all(pids, how):
    for pid in pids:
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            continue


def end_group(running, how):
    """Ends a script with everything that it has started, all at one moment: who saw others end first would start more."""
    stopped = set()
    while members := session_of(running.pid) - stopped:
        signal_all(members, signal.SIGSTOP)
        stopped |= members
    signal_all(stopped, how)
    signal_all(stopped, signal.SIGCONT)
    running.wait(10)
    said = running.stderr.read().decode(errors="replace")
    running.stderr.close()
    return said


def files_go_there_and_come_back():
    with Shell() as shell:
        names = ["plain.bin", "with blank und Grüße.bin", "quo\"te'.bin", "empty"]
        files = [desk.make_file(shell.server.home / "in" / name, 0 if name == "empty" else 3 * CHUNK + 5, seed=n)
                 for n, name in enumerate(names)]

        shell.run(UPLOAD, "-d", "a/b", "-c", CHUNK, *files)
        shell.run(DOWNLOAD, "-o", shell.out, *[f"a/b/{name}" for name in names])

        for file in files:
            desk.same(shell.server.served / "a" / "b" / file.name, file)
            desk.same(shell.out / file.name, file)
        assert sorted(one.name for one in shell.out.iterdir()) == sorted(names)


def an_upload_goes_on_after_kill_9():
    with Shell() as shell:
        file = desk.make_file(shell.server.home / "in" / "big.bin", SIZE)
        running = shell.start(UPLOAD, "-c", CHUNK, "-j", 2, file)
        desk.wait_for(lambda: received(shell) >= 8 * CHUNK, "some chunks to arrive")
        end_group(running, signal.SIGKILL)
        before = received(shell)
        assert 0 < before < SIZE, f"{before} bytes had arrived"
        assert not shell.server.published("big.bin").exists()

        shell.run(UPLOAD, "-c", CHUNK, file)

        desk.same(shell.server.published("big.bin"), file)
        assert received(shell) <= SIZE + 3 * CHUNK, "chunks were sent again that the server had"


def received(shell):
    """Bytes of chunks that the server has taken in, by its own count."""
    status, _, text = shell.server.ask("GET", "/metrics")
    assert status == 200, status
    return sum(float(line.split()[-1]) for line in text.decode().splitlines() if line.startswith("sluice_http_received_bytes_total"))


def a_download_goes_on_after_kill_9():
    with Shell("--client-rate", "12M") as shell:
        file = desk.make_file(shell.server.served / "big.bin", SIZE // 2)
        running = shell.start(DOWNLOAD, "-o", shell.out, "big.bin")
        part = shell.out / ".big.bin.curl.part"
        desk.wait_for(lambda: part.exists() and part.stat().st_size > 2 * CHUNK, "the part file to grow")
        end_group(running, signal.SIGKILL)
        held = part.stat().st_size
        assert 0 < held < SIZE // 2 and not (shell.out / "big.bin").exists()

        shell.run(DOWNLOAD, "-o", shell.out, "big.bin")

        desk.same(shell.out / "big.bin", file)
        assert [one.name for one in shell.out.iterdir()] == ["big.bin"]


def two_downloads_of_one_file_do_not_mix():
    with Shell("--client-rate", "12M") as shell:
        desk.make_file(shell.server.served / "big.bin", SIZE // 2)
        running = shell.start(DOWNLOAD, "-o", shell.out, "big.bin")
        part = shell.out / ".big.bin.curl.part"
        desk.wait_for(lambda: part.exists() and part.stat().st_size > 0, "the part file to grow")

        try:
            shell.run(DOWNLOAD, "-o", shell.out, "big.bin", expect=(11,))
        finally:
            end_group(running, signal.SIGTERM)


def a_download_of_a_file_that_changed_begins_anew():
    with Shell() as shell:
        shell.out.mkdir()
        file = desk.make_file(shell.server.served / "a.bin", 3 * CHUNK)
        (shell.out / ".a.bin.curl.part").write_bytes(b"x" * CHUNK)
        (shell.out / ".a.bin.curl.etag").write_text('"another"\n')

        shell.run(DOWNLOAD, "-o", shell.out, "a.bin")

        desk.same(shell.out / "a.bin", file)


def a_damaged_part_is_noticed_and_thrown_away():
    with Shell() as shell:
        shell.out.mkdir()
        file = desk.make_file(shell.server.served / "a.bin", 3 * CHUNK)
        etag = shell.server.ask("HEAD", "/files/a.bin")[1]["etag"]
        (shell.out / ".a.bin.curl.part").write_bytes(b"x" * CHUNK)
        (shell.out / ".a.bin.curl.etag").write_text(etag + "\n")

        shell.run(DOWNLOAD, "-o", shell.out, "a.bin", expect=(6,))

        assert not (shell.out / "a.bin").exists()
        shell.run(DOWNLOAD, "-o", shell.out, "a.bin")
        desk.same(shell.out / "a.bin", file)


def failures_have_the_exit_codes_of_the_project():
    with Shell() as shell:
        file = desk.make_file(shell.server.home / "in" / "a.bin", 1000)
        shell.run(UPLOAD, file)
        other = desk.make_file(shell.server.home / "other" / "a.bin", 1000, seed=9)
        shell.run(UPLOAD, file)  # the same again is done already
        shell.run(UPLOAD, other, expect=(11,))
        shell.run(UPLOAD, "-x", "overwrite", other)
        desk.same(shell.server.published("a.bin"), other)
        shell.run(UPLOAD, shell.server.home / "none", expect=(4,))
        shell.run(DOWNLOAD, "-o", shell.out, "none.bin", expect=(4,))
        shell.run(DOWNLOAD, "-o", shell.out, "none.bin", "a.bin", expect=(14,))
        shell.run(DOWNLOAD, "-o", shell.out, "a.bin", expect=(11,))
        shell.run(DOWNLOAD, "--nonsense", expect=(2,))
        shell.run(UPLOAD, "-t", shell.server.home / "none", file, expect=(3,))


def a_token_comes_from_a_file_and_without_one_it_is_10():
    with Shell() as shell:
        token = shell.server.add_token("lab", "read,write")
        shell.server.kill_and_start()
        file = desk.make_file(shell.server.home / "in" / "a.bin", 3 * CHUNK)

        shell.run(UPLOAD, file, expect=(10,))
        shell.run(UPLOAD, "-t", token, file)
        shell.run(DOWNLOAD, "-o", shell.out, "a.bin", expect=(10,))
        shell.run(DOWNLOAD, "-t", token, "-o", shell.out, "a.bin")

        desk.same(shell.out / "a.bin", file)


if __name__ == "__main__":
    desk.main([files_go_there_and_come_back, an_upload_goes_on_after_kill_9, a_download_goes_on_after_kill_9,
               two_downloads_of_one_file_do_not_mix, a_download_of_a_file_that_changed_begins_anew, a_damaged_part_is_noticed_and_thrown_away,
               failures_have_the_exit_codes_of_the_project, a_token_comes_from_a_file_and_without_one_it_is_10])
