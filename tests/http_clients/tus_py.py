"""python3-tuspy, the reference client in Python, against the real server. Needs Debian's python3."""

import base64
import hashlib

import desk

try:
    from tusclient import client as tus
except ImportError:
    tus = None

SIZE = 12 * desk.MIB


class Uploads:
    def __init__(self):
        if tus is None:
            raise desk.Skip("the module tusclient is missing (package python3-tuspy, for /usr/bin/python3)")
        self.server = desk.Server()

    def __enter__(self):
        self.server.__enter__()
        self.file = desk.make_file(self.server.home / "in" / "big.bin", SIZE, seed=2)
        return self

    def __exit__(self, *why):
        self.server.__exit__(*why)

    def uploader(self, **how):
        client = tus.TusClient(self.server.url + "/tus/")
        return client.uploader(str(self.file), chunk_size=desk.MIB, metadata={"filename": "big.bin"}, retries=5, retry_delay=1, **how)


def a_file_is_uploaded():
    with Uploads() as uploads:
        uploads.uploader().upload()

        desk.same(uploads.server.published("big.bin"), uploads.file)


def an_upload_goes_on_after_a_restart_of_the_server():
    with Uploads() as uploads:
        first = uploads.uploader()
        first.upload(stop_at=SIZE // 2)
        assert first.offset == SIZE // 2
        assert uploads.server.stop() == 143
        uploads.server.start()

        second = uploads.uploader(url=first.url)
        held = second.get_offset()
        second.upload()

        assert held == SIZE // 2, held
        desk.same(uploads.server.published("big.bin"), uploads.file)


def an_upload_goes_on_after_kill_9_of_the_server():
    with Uploads() as uploads:
        first = uploads.uploader()
        first.upload(stop_at=SIZE // 2)
        uploads.server.kill_and_start()

        second = uploads.uploader(url=first.url)
        assert second.get_offset() == SIZE // 2
        second.upload()

        desk.same(uploads.server.published("big.bin"), uploads.file)


def every_piece_carries_a_checksum():
    with Uploads() as uploads:
        uploads.uploader(upload_checksum=True).upload()

        desk.same(uploads.server.published("big.bin"), uploads.file)


def a_piece_with_a_wrong_checksum_does_not_count():
    with Uploads() as uploads:
        first = uploads.uploader()
        first.upload(stop_at=desk.MIB)
        wrong = base64.b64encode(hashlib.sha1(b"something else").digest()).decode()
        path = "/" + first.url.split("/", 3)[3]

        status, _, _ = uploads.server.ask("PATCH", path, b"x" * 1000, Tus_Resumable="1.0.0", Upload_Offset=str(desk.MIB),
                                          Content_Type="application/offset+octet-stream", Upload_Checksum="sha1 " + wrong)

        assert status == 460, status
        assert uploads.uploader(url=first.url).get_offset() == desk.MIB


if __name__ == "__main__":
    desk.main([a_file_is_uploaded, an_upload_goes_on_after_a_restart_of_the_server,
               an_upload_goes_on_after_kill_9_of_the_server, every_piece_carries_a_checksum,
               a_piece_with_a_wrong_checksum_does_not_count])
