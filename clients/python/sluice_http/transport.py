"""One HTTP connection for each thread, and retries with back-off."""

from __future__ import annotations

import email.utils
import http.client
import json
import random
import ssl
import threading
import time
import urllib.parse
from typing import Any, Dict, Iterable, Mapping, Optional, Tuple, Union

from .errors import NETWORK, OVERLOADED, USAGE, SluiceError, error_of

Body = Union[bytes, Iterable[bytes], None]
BROKEN = (OSError, http.client.HTTPException)
LONGEST_WAIT = 60.0


class Transport:
    """Requests to one server. Safe from several threads: each has its own kept-alive connection."""

    def __init__(self, server: str, token: str = "", timeout: float = 60.0, retries: int = 8, ca: Optional[str] = None) -> None:
        url = urllib.parse.urlsplit(server if "://" in server else "http://" + server)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise SluiceError(f"'{server}' is no http or https address", USAGE)
        self.retries = retries
        self._url = url
        self._token = token
        self._timeout = timeout
        self._tls = ssl.create_default_context(cafile=ca) if url.scheme == "https" else None
        self._mine = threading.local()

    def open(self, method: str, path: str, headers: Mapping[str, str] = {}, body: Body = None) -> http.client.HTTPResponse:
        """One attempt; the caller reads the whole answer. A connection that the server had closed meanwhile is replaced."""
        fresh = getattr(self._mine, "connection", None) is None
        try:
            return self._ask(method, path, headers, body)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.close()
            if fresh or not (body is None or isinstance(body, bytes)):
                raise
            return self._ask(method, path, headers, body)
        except BaseException:
            self.close()
            raise

    def request(self, method: str, path: str, headers: Mapping[str, str] = {}, body: Any = None,
                expect: Tuple[int, ...] = (200,)) -> Tuple[int, Mapping[str, str], bytes]:
        """Asks until there is an answer that is no 429 or 503; `body` is bytes, a function that makes the body anew
        for each attempt, or something for JSON. Raises SluiceError for statuses that are not expected."""
        failures = 0
        while True:
            try:
                status, found, content = self._attempt(method, path, headers, body)
            except BROKEN as broken:
                failures += 1
                if failures > self.retries:
                    raise SluiceError(f"{method} {path}: {broken or type(broken).__name__}", NETWORK) from broken
                time.sleep(wait_before(failures))
                continue
            if status in expect:
                return status, found, content
            failures += 1
            if status not in (429, 503) or failures > self.retries:
                raise error_of(status, content, f"{method} {path}")
            wait = retry_after(found.get("Retry-After"))
            if wait is not None and wait > LONGEST_WAIT:
                raise SluiceError(f"{method} {path}: the server wants a pause of {wait:.0f} s", OVERLOADED, status)
            time.sleep(wait_before(failures) if wait is None else wait + random.uniform(0, 0.1))

    def close(self) -> None:
        """Closes the connection of this thread."""
        connection = getattr(self._mine, "connection", None)
        self._mine.connection = None
        if connection is not None:
            connection.close()

    def _attempt(self, method: str, path: str, headers: Mapping[str, str], body: Any) -> Tuple[int, Mapping[str, str], bytes]:
        fields: Dict[str, str] = dict(headers)
        sent: Body = body() if callable(body) else body
        if isinstance(sent, (dict, list)):
            sent = json.dumps(sent).encode()
            fields["Content-Type"] = "application/json"
        answer = self.open(method, path, fields, sent)
        try:
            return answer.status, answer.headers, answer.read()
        except BaseException:
            self.close()
            raise

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: Body) -> http.client.HTTPResponse:
        connection = self._connection()
        fields = {"User-Agent": "sluice-http/0.1", **headers}
        if self._token:
            fields["Authorization"] = "Bearer " + self._token
        try:
            connection.request(method, self._url.path.rstrip("/") + path, body, fields)
        except (BrokenPipeError, ConnectionResetError):
            # The server may have refused before it had read everything: its answer says why.
            try:
                answer = connection.getresponse()
            except BROKEN:
                answer = None
            if answer is None:
                raise
            return answer
        return connection.getresponse()

    def _connection(self) -> http.client.HTTPConnection:
        connection = getattr(self._mine, "connection", None)
        if connection is None:
            if self._tls is not None:
                connection = http.client.HTTPSConnection(self._url.hostname, self._url.port, timeout=self._timeout, context=self._tls)
            else:
                connection = http.client.HTTPConnection(self._url.hostname, self._url.port, timeout=self._timeout)
            self._mine.connection = connection
        return connection


def wait_before(attempt: int) -> float:
    """Seconds before the next attempt: doubling from 0.2 to 10, half of it by chance."""
    return min(10.0, 0.1 * 2 ** attempt) * random.uniform(0.5, 1.0)


def retry_after(field: Optional[str]) -> Optional[float]:
    """Seconds of a Retry-After field: a number or a date (RFC 9110, 10.2.3)."""
    if field is None:
        return None
    if field.strip().isdigit():
        return float(field)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(field).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
