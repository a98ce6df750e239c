"""python3 -m sluice_http: upload, download, list and delete from a shell."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from typing import Any, Callable, List

from . import __version__
from .client import Client
from .errors import CONFIGURATION, PARTLY_DONE, SluiceError
from .progress import bars_for


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="sluice_http", description="Files to and from a Sluice server over HTTP.")
    made.add_argument("--version", action="version", version=__version__)
    made.add_argument("-s", "--server", default=os.environ.get("SLUICE_SERVER", "http://127.0.0.1:8888"), metavar="URL",
                      help="default: SLUICE_SERVER, else http://127.0.0.1:8888")
    made.add_argument("-t", "--token-file", metavar="FILE", help="file with the token; default: the variable SLUICE_TOKEN")
    made.add_argument("--ca", metavar="FILE", help="certificates (PEM) to trust for https")
    made.add_argument("-j", "--parallel", type=int, default=4, metavar="N", help="chunks sent at once (4)")
    made.add_argument("--retries", type=int, default=8, metavar="N", help="failures one after another until giving up (8)")
    made.add_argument("--timeout", type=float, default=60.0, metavar="SECONDS", help="of each wait for the network (60)")
    made.add_argument("--progress", choices=("auto", "bar", "none"), default="auto")
    made.add_argument("--json", action="store_true", help="print one JSON document on standard output")
    verbs = made.add_subparsers(dest="verb", required=True)
    library = {"action": "store_true", "help": "the library of /api/files instead of the served folder"}
    up = verbs.add_parser("upload", help="send files; again after an interruption: send what is missing")
    up.add_argument("--to", default="", metavar="PATH", help="path on the server; a folder if it ends with /")
    up.add_argument("--on-exists", choices=("fail", "overwrite", "rename"), default="fail")
    up.add_argument("--chunk-size", type=int, metavar="BYTES")
    up.add_argument("--library", **library)
    up.add_argument("files", nargs="+", metavar="FILE")
    down = verbs.add_parser("download", help="fetch files; again after an interruption: fetch what is missing")
    down.add_argument("-o", "--into", default=".", metavar="FOLDER")
    down.add_argument("--overwrite", action="store_true")
    down.add_argument("--library", **library)
    down.add_argument("files", nargs="+", metavar="PATH")
    shown = verbs.add_parser("list", help="show a folder")
    shown.add_argument("--library", **library)
    shown.add_argument("path", nargs="?", default="")
    gone = verbs.add_parser("delete", help="remove files of the library by their ids")
    gone.add_argument("files", nargs="+", metavar="ID")
    return made


def client_for(how: argparse.Namespace) -> Client:
    token = None
    if how.token_file:
        try:
            with open(how.token_file, encoding="ascii") as file:
                token = file.read().strip()
        except (OSError, ValueError) as broken:
            raise SluiceError(f"{how.token_file}: {broken}", CONFIGURATION) from broken
    return Client(how.server, token, parallel=how.parallel, timeout=how.timeout, retries=how.retries, ca=how.ca,
                  progress=bars_for(how.progress))


def each(files: List[str], work: Callable[[str], Any], results: List[Any]) -> int:
    """Does the work for each file. The exit code: that of the first failure if nothing succeeded, else 14."""
    codes = []
    for name in files:
        try:
            results.append({"file": name, "result": work(name)})
        except SluiceError as error:
            print(f"sluice_http: {error}", file=sys.stderr)
            results.append({"file": name, "error": str(error), "exit_code": error.exit_code})
            codes.append(error.exit_code)
    if not codes:
        return 0
    return codes[0] if len(codes) == len(files) else PARTLY_DONE


def run(how: argparse.Namespace, client: Client, results: List[Any]) -> int:
    if how.verb == "upload":
        def send(name: str) -> Any:
            if how.library:
                return client.upload_to_library(name)
            return client.upload(name, how.to, on_exists=how.on_exists, chunk_size=how.chunk_size)
        return each(how.files, send, results)
    if how.verb == "download":
        def fetch(name: str) -> Any:
            get = client.download_from_library if how.library else client.download
            return get(name, how.into, overwrite=how.overwrite)
        return each(how.files, fetch, results)
    if how.verb == "delete":
        return each(how.files, client.delete, results)
    results.extend(client.library() if how.library else client.list(how.path))
    if not how.json:
        for one in results:
            identifier = f"{one['id']}  " if "id" in one else ""
            print(f"{one.get('size') or 0:>14}  {identifier}{one.get('filename') or one.get('name')}")
    return 0


def main(arguments: Any = None) -> int:
    how = parser().parse_args(arguments)
    # kill is no excuse for a Python trace, and no file may end half-written: what came is resumed.
    signal.signal(signal.SIGTERM, lambda number, frame: os._exit(143))
    results: List[Any] = []
    try:
        code = run(how, client_for(how), results)
    except SluiceError as error:
        print(f"sluice_http: {error}", file=sys.stderr)
        code = error.exit_code
    except KeyboardInterrupt:
        print("\nsluice_http: interrupted; the same command goes on", file=sys.stderr)
        sys.stderr.flush()
        os._exit(130)
    if how.json:
        json.dump({"exit_code": code, "results": results}, sys.stdout)
        print()
    return code


if __name__ == "__main__":
    sys.exit(main())
