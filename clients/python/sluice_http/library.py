"""The library of /api/files: its chunked upload resumes from the last chunk that the server has."""

from __future__ import annotations

import json
import mimetypes
import os
import secrets
import urllib.parse
from typing import Any, Dict, List

from .progress import Progress
from .transport import Transport
from .upload import Source

ROUTE = "/api/files"
CHUNK = 1 << 20


def upload(transport: Transport, path: str, progress: Progress, chunk_size: int = CHUNK) -> Dict[str, Any]:
    """Sends a file; returns the server's description of it."""
    source = Source(path)
    try:
        chunks = max(1, -(-source.size // chunk_size))
        for n in range(1, chunks + 1):
            fields = _fields(source, n, chunks, chunk_size)
            data = source.chunk((n - 1) * chunk_size, min(chunk_size, source.size - (n - 1) * chunk_size))
            # The last chunk is always sent: the answer to it is the file.
            if n == chunks or not _exists(transport, fields):
                _, _, body = _post(transport, fields, os.path.basename(path), data)
            progress.advance(len(data))
        source.check_unchanged()
        return json.loads(body)
    finally:
        source.close()


def listing(transport: Transport) -> List[Dict[str, Any]]:
    _, _, body = transport.request("GET", ROUTE)
    found = json.loads(body)
    return found if isinstance(found, list) else list(found.get("files", []))


def remove(transport: Transport, identifier: str) -> None:
    transport.request("DELETE", f"{ROUTE}/{urllib.parse.quote(identifier, safe='')}", expect=(204,))


def _fields(source: Source, n: int, chunks: int, chunk_size: int) -> Dict[str, str]:
    name = os.path.basename(source.path)
    return {"flowChunkNumber": str(n), "flowTotalChunks": str(chunks), "flowChunkSize": str(chunk_size),
            "flowTotalSize": str(source.size), "flowIdentifier": source.key("library", 0), "flowFilename": name}


def _exists(transport: Transport, fields: Dict[str, str]) -> bool:
    status, _, _ = transport.request("GET", f"{ROUTE}/upload/chunked?{urllib.parse.urlencode(fields)}", expect=(200, 204))
    return status == 200


def _post(transport: Transport, fields: Dict[str, str], name: str, data: bytes) -> Any:
    boundary = secrets.token_hex(16)
    body, content_type = multipart(boundary, fields, name, data)
    return transport.request("POST", ROUTE + "/upload/chunked", {"Content-Type": content_type}, body, expect=(200, 201))


def multipart(boundary: str, fields: Dict[str, str], name: str, data: bytes) -> tuple:
    """A body of multipart/form-data (RFC 7578) with the file in the part "file", and its media type."""
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    shown = name.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{shown}"\r\nContent-Type: {kind}\r\n\r\n')
    body = "".join(parts).encode("utf-8") + data + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
