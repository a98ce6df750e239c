"""WebSockets: the demo signal of /ws/stream, and topics."""

from __future__ import annotations

import asyncio
import inspect
import json
import ssl
import struct
import time
import urllib.parse
from typing import Any, Callable, Dict, Optional

import numpy as np

from sluice_http.errors import NETWORK, NOT_FOUND, OTHER, PERMISSION, USAGE, SluiceError

try:
    import websockets
except ImportError as missing:  # pragma: no cover
    raise ImportError("sluice_numpy needs websockets (package python3-websockets)") from missing

HEAD = struct.Struct("<Qq")
LONGEST_MESSAGE = 64 << 20


class Streams:
    """Opens WebSockets of one server with its token."""

    def __init__(self, server: str, token: str, timeout: float, ca: Optional[str]) -> None:
        url = urllib.parse.urlsplit(server if "://" in server else "http://" + server)
        self._base = f"{'wss' if url.scheme == 'https' else 'ws'}://{url.netloc}{url.path.rstrip('/')}"
        self._timeout = timeout
        self._how: Dict[str, Any] = {"open_timeout": timeout, "max_size": LONGEST_MESSAGE}
        if token:
            # websockets has renamed this argument.
            named = inspect.signature(websockets.connect).parameters
            self._how["additional_headers" if "additional_headers" in named else "extra_headers"] = {"Authorization": "Bearer " + token}
        if url.scheme == "https":
            self._how["ssl"] = ssl.create_default_context(cafile=ca)

    async def demo(self, callback: Callable[[Dict[str, Any]], Any], duration: float) -> int:
        """The demo signal; see NumpyClient.stream."""
        def take(text: Any) -> Any:
            message = document(text)
            if message.get("type") != "data":
                return None
            for axis in ("x", "y"):
                message[axis] = np.asarray(message[axis], dtype=message.get("dtype", "float64"))
            return lambda: callback(message)

        return await self._follow("/ws/stream", take, duration, start=json.dumps({"action": "start"}), stop=json.dumps({"action": "stop"}))

    async def topic(self, name: str, callback: Callable[[int, float, np.ndarray], Any], duration: float, policy: str) -> int:
        """A topic; see NumpyClient.watch."""
        schema: Dict[str, Any] = {}

        def take(frame: Any) -> Any:
            if isinstance(frame, str):
                told = document(frame)
                if told.get("type") == "schema":
                    schema.update(dtype=simple_dtype(told["dtype"]), shape=tuple(told["shape"]))
                return None
            if not schema or len(frame) < HEAD.size:
                raise SluiceError(f"topic {name}: a message came before the schema, or is too short", OTHER)
            sequence, nanoseconds = HEAD.unpack_from(frame)
            values = np.frombuffer(frame, dtype=schema["dtype"], offset=HEAD.size).reshape(schema["shape"])
            return lambda: callback(sequence, nanoseconds / 1e9, values)

        query = urllib.parse.urlencode({"policy": policy})
        return await self._follow(f"/api/v1/topics/{urllib.parse.quote(name, safe='')}/ws?{query}", take, duration)

    async def _follow(self, path: str, take: Callable[[Any], Any], duration: float, start: str = "", stop: str = "") -> int:
        until = time.monotonic() + duration
        count = 0
        try:
            async with websockets.connect(self._base + path, **self._how) as socket:
                if start:
                    await socket.send(start)
                while (left := until - time.monotonic()) > 0:
                    try:
                        message = await asyncio.wait_for(socket.recv(), left)
                    except asyncio.TimeoutError:
                        break
                    call = take(message)
                    if call is None:
                        continue
                    count += 1
                    if call() is False:
                        break
                if stop:
                    await socket.send(stop)
        except SluiceError:
            raise
        except (ValueError, KeyError, TypeError) as wrong:
            raise SluiceError(f"{path}: the server sent what is no message: {wrong}", OTHER) from wrong
        except (OSError, asyncio.TimeoutError, websockets.exceptions.WebSocketException) as broken:
            raise refusal(path, broken) from broken
        return count


def refusal(path: str, why: BaseException) -> SluiceError:
    """What an opening that was refused, or a broken connection, means."""
    status = getattr(why, "status_code", None) or getattr(getattr(why, "response", None), "status_code", 0)
    code = {401: PERMISSION, 403: PERMISSION, 404: NOT_FOUND}.get(status, OTHER if status else NETWORK)
    return SluiceError(f"{path}: {f'status {status}' if status else why or type(why).__name__}", code, status)


def document(text: Any) -> Dict[str, Any]:
    told = json.loads(text)
    if not isinstance(told, dict):
        raise ValueError("not an object")
    return told


def simple_dtype(text: str) -> np.dtype:
    """The dtype of a topic. Objects would be pointers into this program."""
    kind = np.dtype(text)
    if kind.hasobject:
        raise SluiceError(f"the dtype {text} is refused", USAGE)
    return kind
