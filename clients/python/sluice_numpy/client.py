"""The client: what a program imports."""

from __future__ import annotations

import asyncio
import io
import json
import os
import secrets
import urllib.parse
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple, Union

import numpy as np

from sluice_http.errors import NETWORK, NOT_FOUND, OTHER, USAGE, SluiceError, error_of
from sluice_http.transport import BROKEN, Transport

from .streams import Streams, simple_dtype

PIECE = 1 << 20
ROUTE = "/api/v1/arrays"


class NumpyClient:
    """Arrays and streams of one server. `token` is a bearer token; without one, SLUICE_TOKEN of the environment is used.
    `timeout` is for each wait of the network in seconds, `ca` a PEM file with certificates to trust for https. Every method
    raises SluiceError. Objects (pickles) are neither sent nor read."""

    def __init__(self, server: str = "http://127.0.0.1:8888", token: Optional[str] = None, *, timeout: float = 60.0, retries: int = 3,
                 ca: Optional[str] = None) -> None:
        held = (os.environ.get("SLUICE_TOKEN", "") if token is None else token).strip()
        self._transport = Transport(server, held, timeout, retries, ca)
        self._dtypes: Dict[str, np.dtype] = {}
        self._streams = Streams(server, held, timeout, ca)

    def upload(self, what: Union[str, "os.PathLike[str]", np.ndarray], name: str = "array.npy") -> Dict[str, Any]:
        """Stores a .npy file or an array: {"status", "shape", "dtype", "index"}. A file is sent as it is, piece by piece."""
        if isinstance(what, np.ndarray):
            body = npy_bytes(what)
            return self._send(name, len(body), lambda: iter([body]))
        path = os.fspath(what)
        try:
            size = os.path.getsize(path)
            with open(path, "rb"):
                pass
        except FileNotFoundError as missing:
            raise SluiceError(f"{path}: no such file", NOT_FOUND) from missing
        except OSError as broken:
            raise SluiceError(f"{path}: {broken.strerror}", OTHER) from broken
        return self._send(os.path.basename(path), size, lambda: pieces_of(path, size))

    def upload_demo(self) -> List[Dict[str, Any]]:
        """Stores a few small arrays: a line, a picture, and whole numbers."""
        x = np.linspace(0, 4 * np.pi, 1000)
        rows, columns = np.mgrid[0:120, 0:160]
        demo = {"sine": np.sin(x) + np.random.default_rng(7).normal(0, 0.1, x.size),
                "ripples": np.sin(np.hypot(rows - 60, columns - 80) / 6).astype(np.float32),
                "counts": np.arange(24, dtype=np.int32).reshape(4, 6)}
        return [self.upload(array, f"{name}.npy") for name, array in demo.items()]

    def list(self) -> List[Dict[str, Any]]:
        """What is stored: {"index", "shape", "dtype"} of each array."""
        return list(self._json("GET", "/arrays")["arrays"])

    def get(self, which: Union[int, str], slice: Optional[str] = None) -> np.ndarray:  # noqa: A002
        """An array by its index or its name, in its own type. `slice` ("0:100,:,::2") is cut out by the server."""
        name = self._name_of(which) if isinstance(which, int) else which
        query = "?slice=" + urllib.parse.quote(slice, safe=":,") if slice else ""
        _, _, body = self._transport.request("GET", address_of(name) + query, {"Accept": "application/x-npy"})
        return read_npy(body, f"array {which}")

    def put(self, name: str, array: np.ndarray, on_exists: str = "fail") -> Dict[str, Any]:
        """Stores an array under a name; the server's description of it. `on_exists`: "fail", "overwrite" or "rename"."""
        body = npy_bytes(array)
        _, _, said = self._transport.request("PUT", f"{address_of(name)}?on_exists={urllib.parse.quote(on_exists)}", {"Content-Type": "application/x-npy"}, body, expect=(200, 201))
        return dict(json.loads(said))

    def remove(self, name: str) -> None:
        """Removes an array."""
        self._transport.request("DELETE", address_of(name), expect=(204,))

    def health(self) -> Dict[str, Any]:
        """{"status", "streaming", "connections", "arrays_stored", ...}."""
        return self._json("GET", "/health")

    def stream(self, callback: Callable[[Dict[str, Any]], Any], duration: float = 5.0) -> int:
        """Starts the demo signal for this client and calls back with each message: {"timestamp", "shape", "dtype", "x", "y"}, x and
        y as arrays. Ends after `duration` seconds, or when the callback returns False. Returns how many came."""
        return asyncio.run(self._streams.demo(callback, duration))

    def watch(self, topic: str, callback: Callable[[int, float, np.ndarray], Any], duration: float = 5.0, policy: str = "latest") -> int:
        """Calls back with (sequence, seconds since 1970, array) for each message of a topic; else as `stream`."""
        return asyncio.run(self._streams.topic(topic, callback, duration, policy))

    def topics(self) -> List[Dict[str, Any]]:
        """The topics of the server."""
        return list(self._json("GET", "/api/v1/topics")["topics"])

    def create_topic(self, name: str, dtype: Any, shape: Tuple[int, ...] = (), units: str = "") -> Dict[str, Any]:
        """Makes a topic, or finds the one that is there; with another dtype or shape that is an error."""
        kind = np.dtype(dtype)
        kind = kind if kind.str[0] == ">" else kind.newbyteorder("<")
        wanted = {"dtype": kind.str, "shape": list(shape), **({"units": units} if units else {})}
        _, _, body = self._transport.request("PUT", topic_address(name), {}, wanted, expect=(200, 201))
        self._dtypes[name] = kind
        return dict(json.loads(body))

    def publish(self, name: str, messages: Any) -> Dict[str, Any]:
        """Sends one message of a topic, or several as the first axis, as numbers of the topic's dtype: {"first", "count"}. Numbers of
        another kind (fractions for a topic of whole numbers) are refused."""
        kind = self._dtypes.get(name)
        if kind is None:
            kind = self._dtypes[name] = simple_dtype(self._json("GET", topic_address(name))["dtype"])
        try:
            body = np.asarray(messages).astype(kind, casting="same_kind").tobytes()
        except TypeError as wrong:
            raise SluiceError(f"topic {name}: {wrong}", USAGE) from wrong
        _, _, said = self._transport.request("POST", topic_address(name), {"Content-Type": "application/octet-stream"}, body, expect=(200, 201, 202))
        return dict(json.loads(said))

    def _name_of(self, index: int) -> str:
        cursor = ""
        while True:
            page = self._json("GET", f"{ROUTE}?limit=1000{cursor}")
            for one in page["arrays"]:
                if one.get("index") == index:
                    return str(one["name"])
            if page.get("next") is None:
                raise SluiceError(f"array {index}: Array not found", NOT_FOUND, 404)
            cursor = "&cursor=" + urllib.parse.quote(str(page["next"]), safe="")

    def _json(self, method: str, path: str) -> Dict[str, Any]:
        _, _, body = self._transport.request(method, path, {"Accept": "application/json"})
        return dict(json.loads(body))

    # Once only: a second attempt after a lost answer would store the array twice.
    def _send(self, name: str, size: int, body: Callable[[], Iterator[bytes]]) -> Dict[str, Any]:
        boundary = secrets.token_hex(16)
        shown = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = (f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{shown}"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n").encode()
        foot = f"\r\n--{boundary}--\r\n".encode()
        fields = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(len(head) + size + len(foot))}

        def parts() -> Iterator[bytes]:
            yield head
            yield from body()
            yield foot

        try:
            answer = self._transport.open("POST", "/upload", fields, parts())
            said = answer.read()
        except BROKEN as broken:
            self._transport.close()
            raise SluiceError(f"upload: {broken or type(broken).__name__}", NETWORK) from broken
        if answer.status not in (200, 201):
            raise error_of(answer.status, said, f"upload of {name}")
        return dict(json.loads(said))


def address_of(name: str) -> str:
    return f"{ROUTE}/{urllib.parse.quote(name, safe='')}"


def topic_address(name: str) -> str:
    return f"/api/v1/topics/{urllib.parse.quote(name, safe='')}"


def npy_bytes(array: np.ndarray) -> bytes:
    """The array as a .npy file. Arrays of objects are refused."""
    into = io.BytesIO()
    try:
        np.lib.format.write_array(into, np.asarray(array), allow_pickle=False)
    except ValueError as wrong:
        raise SluiceError(f"this array cannot be stored: {wrong}", USAGE) from wrong
    return into.getvalue()


def read_npy(body: bytes, what: str) -> np.ndarray:
    """The array of a .npy file. What a server sends is data, never a pickle."""
    try:
        return np.lib.format.read_array(io.BytesIO(body), allow_pickle=False)
    except (ValueError, EOFError) as wrong:
        raise SluiceError(f"{what}: no array came: {wrong}", OTHER) from wrong


def pieces_of(path: str, size: int) -> Iterator[bytes]:
    """The first `size` bytes of a file; fails when there are fewer."""
    left = size
    with open(path, "rb") as file:
        while left > 0:
            piece = file.read(min(PIECE, left))
            if not piece:
                raise SluiceError(f"{path}: it became shorter while it was sent", OTHER)
            left -= len(piece)
            yield piece
