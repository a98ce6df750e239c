"""SHA-256 of files, and the dictionaries in which HTTP carries it (RFC 9530)."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Callable, Optional

PIECE = 1 << 20


def field_of(digest: bytes) -> str:
    """The value of Content-Digest or Repr-Digest."""
    return f"sha-256=:{base64.b64encode(digest).decode('ascii')}:"


def digest_in(field: Optional[str]) -> Optional[bytes]:
    """The SHA-256 in such a value; None if there is none."""
    found = re.search(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]+):", field or "")
    return base64.b64decode(found.group(1)) if found else None


def feed(digest: "hashlib._Hash", path: str, length: Optional[int] = None,
         advanced: Callable[[int], None] = lambda count: None) -> None:
    """Adds the first `length` bytes of a file, or all of it."""
    with open(path, "rb") as file:
        left = length
        while left is None or left > 0:
            piece = file.read(PIECE if left is None else min(PIECE, left))
            if not piece:
                return
            digest.update(piece)
            advanced(len(piece))
            left = None if left is None else left - len(piece)


def sha256_of(path: str, advanced: Callable[[int], None] = lambda count: None) -> bytes:
    digest = hashlib.sha256()
    feed(digest, path, None, advanced)
    return digest.digest()
