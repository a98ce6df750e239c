"""The client: what a program imports."""

from __future__ import annotations

import json
import os
import urllib.parse
from typing import Any, Dict, Iterator, List, Optional

from . import library
from .download import Download, file_route
from .errors import OTHER, SluiceError
from .progress import Progress
from .transport import Transport
from .upload import Source, Upload


class Client:
    """A Sluice server. `token` is a bearer token; without one, SLUICE_TOKEN of the environment is used. `timeout` is for
    each wait of the network in seconds; `retries` bounds attempts that fail one after another; `ca` is a PEM file with
    the certificates to trust for https. Every method raises SluiceError."""

    def __init__(self, server: str, token: Optional[str] = None, *, parallel: int = 4, timeout: float = 60.0,
                 retries: int = 8, ca: Optional[str] = None, progress: Optional[Progress] = None) -> None:
        held = os.environ.get("SLUICE_TOKEN", "") if token is None else token
        self._transport = Transport(server, held.strip(), timeout, retries, ca)
        self._parallel = max(1, parallel)
        self._progress = progress or Progress()

    def upload(self, path: str, to: str = "", *, on_exists: str = "fail", chunk_size: Optional[int] = None) -> Dict[str, Any]:
        """Sends a file into the served folder, in chunks over several connections. `to` is the path there; when it is
        empty or ends with '/', the file keeps its name. Called again after an interruption it sends what is missing.
        `on_exists`: "fail", "overwrite" or "rename". Returns the server's description of the finished upload."""
        name = os.path.basename(os.path.abspath(path))
        target = to.lstrip("/") + name if not to or to.endswith("/") else to.lstrip("/")
        source = self._open(path)
        try:
            self._progress.begin(name, source.size)
            return Upload(self._transport, source, target, on_exists, self._parallel, self._progress).run(chunk_size)
        finally:
            self._progress.end()
            source.close()

    def download(self, path: str, into: str = ".", *, overwrite: bool = False) -> str:
        """Fetches a file of the served folder into a folder, or to a path that is none. Returns where it is."""
        return self._fetch(file_route(path), os.path.basename(path), into, overwrite)

    def list(self, path: str = "") -> Iterator[Dict[str, Any]]:
        """The entries of a folder, page by page."""
        folder = file_route(path).rstrip("/") + "/"
        asked = folder
        while True:
            _, _, body = self._transport.request("GET", asked, {"Accept": "application/json"})
            page = json.loads(body)
            yield from page.get("entries", [])
            if not page.get("next"):
                return
            following = str(page["next"])
            asked = following if following.startswith("/") else f"{folder}?after={urllib.parse.quote(following, safe='')}"

    def upload_to_library(self, path: str) -> Dict[str, Any]:
        """Sends a file to /api/files. Called again after an interruption it sends what is missing."""
        source = self._open(path)
        source.close()
        self._progress.begin(os.path.basename(path), source.size)
        try:
            return library.upload(self._transport, path, self._progress)
        finally:
            self._progress.end()

    def library(self) -> List[Dict[str, Any]]:
        """The files of /api/files: id, filename, size, content_type, upload_date."""
        return library.listing(self._transport)

    def download_from_library(self, identifier: str, into: str = ".", *, overwrite: bool = False) -> str:
        """Fetches a file by its id; in a folder it gets the name under which it was uploaded."""
        name = next((one["filename"] for one in self.library() if str(one.get("id")) == identifier), identifier)
        route = f"{library.ROUTE}/{urllib.parse.quote(identifier, safe='')}"
        return self._fetch(route, os.path.basename(str(name)), into, overwrite)

    def delete(self, identifier: str) -> None:
        """Removes a file of /api/files."""
        library.remove(self._transport, identifier)

    def _open(self, path: str) -> Source:
        try:
            return Source(path)
        except FileNotFoundError as missing:
            raise SluiceError(f"{path}: no such file", 4) from missing
        except OSError as broken:
            raise SluiceError(f"{path}: {broken.strerror}", OTHER) from broken

    def _fetch(self, route: str, name: str, into: str, overwrite: bool) -> str:
        if name in ("", ".", ".."):
            raise SluiceError(f"'{name}' cannot be the name of a file", 2)
        target = os.path.join(into, name) if os.path.isdir(into) or into.endswith("/") else into
        os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
        try:
            return Download(self._transport, route, target, self._progress).run(overwrite)
        finally:
            self._progress.end()
