"""Uploads: into the served folder by chunks in parallel, and into the library of /api/files."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import urllib.parse
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import Any, Dict, List, Mapping, Optional

from . import digests
from .errors import NOT_FOUND, OTHER, SOURCE_CHANGED, SluiceError
from .progress import Progress
from .transport import Transport

STEP = 256 * 1024
UPLOADS = "/api/v1/uploads"


class Source:
    """A local file as it was when it was opened."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._stamp = self._now()
        self.size = self._stamp[0]

    def close(self) -> None:
        os.close(self._file)

    def _now(self) -> tuple:
        found = os.fstat(self._file)
        return found.st_size, found.st_mtime_ns

    def chunk(self, offset: int, length: int) -> bytes:
        parts: List[bytes] = []
        while length > 0:
            part = os.pread(self._file, length, offset)
            if not part:
                raise SluiceError(f"{self.path}: became shorter", SOURCE_CHANGED)
            parts.append(part)
            offset, length = offset + len(part), length - len(part)
        return b"".join(parts)

    def check_unchanged(self) -> None:
        if self._now() != self._stamp:
            raise SluiceError(f"{self.path}: changed while it was sent", SOURCE_CHANGED)

    def key(self, target: str, again: int) -> str:
        """The same for every attempt to send this state of the file there: by it the server finds what it has."""
        text = "\0".join([os.path.abspath(self.path), target, *map(str, self._stamp), str(again)])
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:40]


class Upload:
    """One file on its way into the served folder."""

    def __init__(self, transport: Transport, source: Source, target: str, on_exists: str, parallel: int,
                 progress: Progress) -> None:
        self._transport = transport
        self._source = source
        self._target = target
        self._on_exists = on_exists
        self._parallel = parallel
        self._progress = progress
        self._stop = threading.Event()
        # Beside the sending: each chunk goes with a digest of its own, so nothing has to wait for that of the whole.
        self._hashing = ThreadPoolExecutor(1)
        self._digest = self._hashing.submit(digests.sha256_of, source.path)

    def run(self, chunk_size: Optional[int]) -> Dict[str, Any]:
        """What the server says about the finished upload."""
        with self._hashing:
            return self._run(chunk_size)

    def _run(self, chunk_size: Optional[int]) -> Dict[str, Any]:
        for again in range(100):
            session = self._create(chunk_size, again)
            if session.get("phase") not in ("published", "failed", "cancelled", "expired"):
                break
            # This state of the file was sent before: it counts if it still is there.
            if session.get("phase") == "published" and self._is_there(str(session.get("path") or self._target)):
                return session
        self._progress.state("sending")
        self._send_all(session)
        self._source.check_unchanged()
        self._progress.state("verifying")
        whole = {"Repr-Digest": digests.field_of(self._digest.result())}
        _, _, body = self._transport.request("POST", f"{UPLOADS}/{session['id']}/complete", whole, body=b"", expect=(200, 201))
        return json.loads(body)

    def _create(self, chunk_size: Optional[int], again: int) -> Dict[str, Any]:
        order: Dict[str, Any] = {"size": self._source.size, "name": self._target, "on_exists": self._on_exists}
        if chunk_size:
            order["chunk_size"] = chunk_size
        key = self._source.key(f"{self._target}\0{self._on_exists}", again)
        _, _, body = self._transport.request("POST", UPLOADS, {"Idempotency-Key": key}, order, expect=(200, 201))
        return json.loads(body)

    def _is_there(self, path: str) -> bool:
        try:
            _, headers, _ = self._transport.request("HEAD", "/files/" + urllib.parse.quote(path), {"Want-Repr-Digest": "sha-256=10"})
        except SluiceError as error:
            if error.exit_code == NOT_FOUND:
                return False
            raise
        return digests.digest_in(headers.get("Repr-Digest")) == self._digest.result()

    def _send_all(self, session: Mapping[str, Any]) -> None:
        size = int(session["chunk_size"])
        chunks = -(-self._source.size // size)
        missing = missing_chunks(session, chunks)
        self._progress.advance(self._source.size - sum(self._length(n, size) for n in missing))
        while missing:
            self._send(session, missing, size)
            # The server lists only so many at once.
            _, _, body = self._transport.request("GET", f"{UPLOADS}/{session['id']}")
            sent, missing = set(missing), missing_chunks(json.loads(body), 0)
            if sent & set(missing):
                raise SluiceError(f"{self._source.path}: the server lost a chunk that it had taken", OTHER)

    def _send(self, session: Mapping[str, Any], missing: List[int], size: int) -> None:
        with ThreadPoolExecutor(self._parallel) as pool:
            sent = [pool.submit(self._put, str(session["id"]), n, size) for n in missing]
            ended, _ = wait(sent, return_when=FIRST_EXCEPTION)
            self._stop.set()
            for one in sent:
                one.cancel()
        for one in ended:
            one.result()

    def _length(self, n: int, size: int) -> int:
        return min(size, self._source.size - n * size)

    def _put(self, identifier: str, n: int, size: int) -> None:
        if self._stop.is_set():
            return
        data = memoryview(self._source.chunk(n * size, self._length(n, size)))
        fields = {"Content-Type": "application/octet-stream", "Content-Length": str(len(data)),
                  "Content-Digest": digests.field_of(hashlib.sha256(data).digest())}
        counted = 0

        def pieces():
            nonlocal counted
            self._progress.advance(-counted)
            counted = 0
            for at in range(0, len(data), STEP):
                yield data[at:at + STEP]
                counted += len(data[at:at + STEP])
                self._progress.advance(len(data[at:at + STEP]))

        self._transport.request("PUT", f"{UPLOADS}/{identifier}/chunks/{n}", fields, pieces, expect=(200, 201, 204))


def missing_chunks(session: Mapping[str, Any], chunks: int) -> List[int]:
    """The numbers of the chunks that the server has not; the first of `chunks` where it says nothing."""
    missing = session.get("missing_chunks", range(chunks))
    if not all(isinstance(one, int) for one in missing):
        raise SluiceError("the server's list of missing chunks is not understood", OTHER)
    return list(missing)
