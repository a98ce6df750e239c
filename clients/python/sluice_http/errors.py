"""What can go wrong, and the exit code that stands for it (docs/exit-codes.md of Sluice)."""

from __future__ import annotations

import json
from typing import Optional

OTHER, USAGE, CONFIGURATION, NOT_FOUND, NETWORK, INTEGRITY, UNFINISHED = 1, 2, 3, 4, 5, 6, 7
SOURCE_CHANGED, NO_SPACE, PERMISSION, TARGET_BUSY, OVERLOADED, CANCELLED, PARTLY_DONE = 8, 9, 10, 11, 12, 13, 14

_BY_CODE = {
    "checksum_mismatch": INTEGRITY,
    "no_space": NO_SPACE,
    "over_quota": NO_SPACE,
    "source_changed": SOURCE_CHANGED,
    "target_busy": TARGET_BUSY,
    "target_exists": TARGET_BUSY,
    "fenced": TARGET_BUSY,
}
_BY_STATUS = {401: PERMISSION, 403: PERMISSION, 404: NOT_FOUND, 409: TARGET_BUSY, 410: NOT_FOUND, 412: SOURCE_CHANGED,
              413: NO_SPACE, 423: TARGET_BUSY, 429: OVERLOADED, 503: OVERLOADED, 507: NO_SPACE}


class SluiceError(Exception):
    """A failure with the server's own code, if it gave one. `exit_code` is what a program should return."""

    def __init__(self, message: str, exit_code: int = OTHER, status: int = 0, code: str = "") -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.status = status
        self.code = code


def error_of(status: int, body: bytes, what: str) -> SluiceError:
    """The error for an answer: problem+json (RFC 9457), {"message": ...} or nothing but the status."""
    document = _document(body)
    code = str(document.get("code") or "")
    told = document.get("detail") or document.get("message") or document.get("title") or f"status {status}"
    exit_code: Optional[int] = _BY_CODE.get(code) or _BY_STATUS.get(status)
    return SluiceError(f"{what}: {told}", exit_code or OTHER, status, code)


def _document(body: bytes) -> dict:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
