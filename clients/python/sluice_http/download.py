"""Downloads: resumed by Range and If-Range, checked by Repr-Digest, under the final name only when complete."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import time
import urllib.parse
from typing import Any, Dict, Optional

from . import digests
from .errors import INTEGRITY, NETWORK, OTHER, SOURCE_CHANGED, TARGET_BUSY, UNFINISHED, SluiceError, error_of
from .progress import Progress
from .transport import BROKEN, Transport, retry_after, wait_before

PIECE = 256 * 1024


class Download:
    """One file on its way here. What came is kept in `.NAME.http.part`, its version in `.NAME.http.json` beside it."""

    def __init__(self, transport: Transport, route: str, target: str, progress: Progress) -> None:
        self._transport = transport
        self._route = route
        self._target = target
        folder, name = os.path.split(os.path.abspath(target))
        self._part = os.path.join(folder, f".{name}.http.part")
        self._note = os.path.join(folder, f".{name}.http.json")
        self._folder = folder
        self._progress = progress
        self._digest = hashlib.sha256()
        self._done = 0
        self._size: Optional[int] = None
        self._etag = ""

    def run(self, overwrite: bool) -> str:
        """The path of the complete file."""
        if os.path.lexists(self._target) and not overwrite:
            raise SluiceError(f"{self._target}: exists", TARGET_BUSY)
        with open(self._part, "ab") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as busy:
                raise SluiceError(f"{self._target}: is being fetched already", TARGET_BUSY) from busy
            self._fetch()
        return self._target

    def _fetch(self) -> None:
        try:
            self._take_up()
            self._receive()
            self._progress.state("verifying")
            self._verify()
            self._publish()
        finally:
            if os.path.exists(self._part) and os.path.getsize(self._part) == 0:
                self._forget()

    def _take_up(self) -> None:
        """What an earlier attempt has left, if it was of the same file."""
        note = self._read_note()
        if note.get("route") == self._route and note.get("etag") and os.path.isfile(self._part):
            self._etag = str(note["etag"])
            self._done = os.path.getsize(self._part)
            digests.feed(self._digest, self._part, self._done)

    def _read_note(self) -> Dict[str, Any]:
        try:
            with open(self._note, encoding="utf-8") as file:
                note = json.load(file)
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def _receive(self) -> None:
        failures = 0
        while self._size is None or self._done < self._size:
            before = self._done
            try:
                wait = self._receive_some()
            except BROKEN as broken:
                self._transport.close()
                failures = 1 if self._done > before else failures + 1
                if failures > self._transport.retries:
                    raise SluiceError(f"{self._route}: {broken or type(broken).__name__}",
                                      UNFINISHED if self._done else NETWORK) from broken
                wait = wait_before(failures)
            else:
                failures = failures + 1 if wait else 0
                if failures > self._transport.retries:
                    raise SluiceError(f"{self._route}: the server is overloaded", 12)
            time.sleep(wait)

    def _receive_some(self) -> float:
        """One answer. Returns how long to wait before the next attempt."""
        fields = {"Accept-Encoding": "identity"}
        if self._done:
            fields.update({"Range": f"bytes={self._done}-", "If-Range": self._etag})
        answer = self._transport.open("GET", self._route, fields)
        if answer.status in (429, 503):
            answer.read()
            return min(60.0, retry_after(answer.getheader("Retry-After")) or 1.0)
        if answer.status == 416 and self._is_whole(answer.getheader("Content-Range")):
            answer.read()
            return 0
        if answer.status not in (200, 206):
            raise error_of(answer.status, answer.read(), f"GET {self._route}")
        self._accept(answer)
        with open(self._part, "r+b" if self._done else "wb") as file:
            file.seek(self._done)
            file.truncate()
            while True:
                piece = answer.read(PIECE)
                if not piece:
                    break
                file.write(piece)
                self._digest.update(piece)
                self._done += len(piece)
                self._progress.advance(len(piece))
            file.flush()
            os.fsync(file.fileno())
        return 0

    def _is_whole(self, content_range: Optional[str]) -> bool:
        """Everything was there already: the server says how long the file is."""
        found = re.fullmatch(r"bytes \*/(\d+)", content_range or "")
        if found and int(found.group(1)) == self._done:
            self._size = self._done
            return True
        return False

    def _accept(self, answer: Any) -> None:
        etag = answer.getheader("ETag") or ""
        if answer.status == 206:
            found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", answer.getheader("Content-Range") or "")
            if not found or int(found.group(1)) != self._done or etag != self._etag:
                raise SluiceError(f"{self._route}: the server sent another range than was asked for", OTHER)
            first = self._size is None
            self._size = int(found.group(3))
            if first:
                self._progress.begin(os.path.basename(self._target), self._size, self._done)
            return
        # A new file, or another version of it: from the beginning.
        if self._done:
            self._progress.end()
        self._done, self._digest = 0, hashlib.sha256()
        self._size, self._etag = int(answer.getheader("Content-Length") or 0), etag
        self._progress.begin(os.path.basename(self._target), self._size)
        if not etag.startswith('"'):
            return  # without a strong ETag nothing can be resumed
        with open(self._note, "w", encoding="utf-8") as file:
            json.dump({"route": self._route, "etag": etag, "size": self._size}, file)

    def _verify(self) -> None:
        status, headers, _ = self._transport.request(
            "HEAD", self._route, {"Want-Repr-Digest": "sha-256=10", **({"If-Match": self._etag} if self._etag else {})},
            expect=(200, 412))
        if status == 412:
            self._forget()
            raise SluiceError(f"{self._route}: changed while it was fetched", SOURCE_CHANGED)
        promised = digests.digest_in(headers.get("Repr-Digest"))
        if promised is None:
            raise SluiceError(f"{self._route}: the server gave no digest to check by", INTEGRITY)
        if promised != self._digest.digest():
            self._forget()
            raise SluiceError(f"{self._route}: SHA-256 differs from the server's", INTEGRITY)

    def _forget(self) -> None:
        for path in (self._part, self._note):
            try:
                os.unlink(path)
            except FileNotFoundError:
                pass

    def _publish(self) -> None:
        os.replace(self._part, self._target)
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self._forget()


def file_route(path: str) -> str:
    return "/files/" + urllib.parse.quote(path.strip("/"))
