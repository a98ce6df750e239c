"""The routes of /api/files with curl, as their predecessor's users have them in scripts."""

import json

import desk

CHUNK = 256 * 1024


class Curl:
    """A server and curl; an answer is (status, document or None)."""

    def __init__(self, *arguments):
        desk.tool("curl")
        self.server = desk.Server(*arguments)

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *why):
        self.server.__exit__(*why)

    def ask(self, path, *arguments):
        body = self.server.home / "answer"
        body.write_bytes(b"")
        said = desk.run(["curl", "-sS", "--max-time", "30", "-o", body, "-w", "%{http_code}", *arguments, self.server.url + path])
        text = body.read_bytes()
        try:
            return int(said.stdout), json.loads(text) if text else None
        except ValueError:
            return int(said.stdout), text

    def upload(self, file, *arguments):
        return self.ask("/api/files/upload", "-F", f"file=@{file}", *arguments)

    def chunk_fields(self, file, number, identifier="id-1", size=None):
        size = file.stat().st_size if size is None else size
        return {"flowChunkNumber": number, "flowTotalChunks": max(1, -(-size // CHUNK)), "flowChunkSize": CHUNK, "flowTotalSize": size,
                "flowIdentifier": identifier, "flowFilename": file.name}

    def send_chunk(self, file, number, **how):
        data = file.read_bytes()[(number - 1) * CHUNK:number * CHUNK]
        part = self.server.home / "part"
        part.write_bytes(data)
        words = []
        for key, value in self.chunk_fields(file, number, **how).items():
            words += ["-F", f"{key}={value}"]
        return self.ask("/api/files/upload/chunked", *words, "-F", f"file=@{part}")

    def has_chunk(self, file, number, **how):
        words = ["-G"]
        for key, value in self.chunk_fields(file, number, **how).items():
            words += ["--data-urlencode", f"{key}={value}"]
        return self.ask("/api/files/upload/chunked", *words)[0]


def text_file(server, name, size, seed=3):
    """Plain text by its content too: the type is told by that."""
    line = b"".join(b"%06d the quick brown fox jumps over the lazy dog\n" % (n + seed) for n in range(size // 51 + 1))
    path = server.home / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(line[:size])
    return path


def a_plain_upload_is_listed_downloaded_and_deleted():
    with Curl() as curl:
        file = text_file(curl.server, "notes.txt", 100_000)

        status, made = curl.upload(file)
        assert status == 201, (status, made)
        assert made["filename"] == "notes.txt" and made["size"] == 100_000 and made["content_type"] == "text/plain", made
        status, listed = curl.ask("/api/files")
        assert status == 200 and [one["id"] for one in listed] == [made["id"]], listed
        assert set(listed[0]) >= {"id", "filename", "size", "content_type", "upload_date"}, listed

        fetched = curl.server.home / "fetched"
        desk.run(["curl", "-sSf", "-o", fetched, f"{curl.server.url}/api/files/{made['id']}"])
        desk.same(fetched, file)
        assert curl.ask(f"/api/files/{made['id']}", "-X", "DELETE")[0] == 204
        assert curl.ask(f"/api/files/{made['id']}", "-X", "DELETE")[0] == 404
        assert curl.ask(f"/api/files/{made['id']}")[0] == 404
        assert curl.ask("/api/files") == (200, [])


def chunks_come_in_any_order_with_a_restart_in_between():
    with Curl() as curl:
        file = text_file(curl.server, "long.txt", 5 * CHUNK + 77)
        assert curl.has_chunk(file, 1) == 204

        for number in (4, 1, 6):
            status, said = curl.send_chunk(file, number)
            assert status == 201 and said == {"message": f"Chunk {number} uploaded successfully"}, (status, said)
        assert curl.server.stop() == 143
        curl.server.start()
        assert [curl.has_chunk(file, n) for n in range(1, 7)] == [200, 204, 204, 200, 204, 200]
        status, said = curl.send_chunk(file, 4)
        assert (status, said) == (200, {"message": "Chunk already exists"}), (status, said)
        for number in (3, 5):
            assert curl.send_chunk(file, number)[0] == 201
        status, made = curl.send_chunk(file, 2)

        assert status == 201 and made["filename"] == "long.txt" and made["size"] == 5 * CHUNK + 77, (status, made)
        fetched = curl.server.home / "fetched"
        desk.run(["curl", "-sSf", "-o", fetched, f"{curl.server.url}/api/files/{made['id']}"])
        desk.same(fetched, file)


def chunks_survive_kill_9():
    with Curl() as curl:
        file = text_file(curl.server, "long.txt", 3 * CHUNK)
        assert curl.send_chunk(file, 1)[0] == 201
        assert curl.send_chunk(file, 3)[0] == 201

        curl.server.kill_and_start()

        assert [curl.has_chunk(file, n) for n in (1, 2, 3)] == [200, 204, 200]
        status, made = curl.send_chunk(file, 2)
        assert status == 201 and made["size"] == 3 * CHUNK, (status, made)


def the_library_survives_a_restart_with_names_and_ids():
    with Curl() as curl:
        file = text_file(curl.server, "Übung 1.txt", 1000)
        status, made = curl.upload(file)
        assert status == 201, (status, made)

        assert curl.server.stop() == 143
        curl.server.start()

        status, listed = curl.ask("/api/files")
        assert status == 200 and listed[0]["id"] == made["id"] and listed[0]["filename"] == "Übung 1.txt", listed


def a_form_without_a_file_is_400():
    with Curl() as curl:
        status, said = curl.ask("/api/files/upload", "-F", "other=1")

        assert status == 400 and isinstance(said.get("message"), str), (status, said)


def a_file_beyond_the_limit_is_413():
    with Curl("--max-upload", "100K") as curl:
        at = text_file(curl.server, "at.txt", 100 * 1024)
        past = text_file(curl.server, "past.txt", 100 * 1024 + 1)

        assert curl.upload(at)[0] == 201
        assert curl.upload(past) == (413, {"message": "File too large"})
        assert curl.send_chunk(past, 1, size=100 * 1024 + 1) == (413, {"message": "File too large"})
        assert len(curl.ask("/api/files")[1]) == 1


def a_refused_type_is_415_and_leaves_nothing():
    with Curl() as curl:
        by_name = text_file(curl.server, "run.sh", 1000)
        by_content = desk.make_file(curl.server.home / "in" / "picture.png", 5000)

        for file in (by_name, by_content):
            status, said = curl.upload(file)
            assert status == 415 and isinstance(said.get("message"), str), (status, said)
        assert curl.ask("/api/files") == (200, [])


def an_identifier_that_is_a_path_goes_nowhere():
    with Curl() as curl:
        file = text_file(curl.server, "a.txt", 2 * CHUNK)

        status, _ = curl.send_chunk(file, 1, identifier="../../../escape")

        assert status in (201, 400), status
        assert not list(curl.server.home.rglob("*escape*"))


def too_many_requests_are_429_with_retry_after_but_chunks_are_not_counted():
    with Curl("--request-rate", "20 per minute") as curl:
        file = text_file(curl.server, "long.txt", 30 * CHUNK)
        for number in range(1, 31):
            status, said = curl.send_chunk(file, number)
            assert status == 201, (number, status, said)

        answers = [curl.server.ask("GET", "/api/files") for _ in range(25)]

        refused = [one for one in answers if one[0] == 429]
        assert refused, [one[0] for one in answers]
        status, fields, body = refused[0]
        assert json.loads(body) == {"message": "20 per 1 minute"}, body
        assert int(fields["retry-after"]) >= 1, fields


if __name__ == "__main__":
    desk.main([a_plain_upload_is_listed_downloaded_and_deleted, chunks_come_in_any_order_with_a_restart_in_between,
               chunks_survive_kill_9, the_library_survives_a_restart_with_names_and_ids, a_form_without_a_file_is_400,
               a_file_beyond_the_limit_is_413, a_refused_type_is_415_and_leaves_nothing,
               an_identifier_that_is_a_path_goes_nowhere,
               too_many_requests_are_429_with_retry_after_but_chunks_are_not_counted])
