"""python3 -m sluice_numpy: arrays and live streams from a shell."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

import numpy as np

from sluice_http.errors import CONFIGURATION, OTHER, USAGE, SluiceError

from .client import NumpyClient, npy_bytes


def common(otherwise: Any) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(add_help=False)
    made.add_argument("-s", "--server", metavar="URL", default=otherwise and os.environ.get("SLUICE_SERVER", "http://127.0.0.1:8888")
                      or argparse.SUPPRESS, help="default: SLUICE_SERVER, else http://127.0.0.1:8888")
    made.add_argument("-t", "--token-file", metavar="FILE", default=None if otherwise else argparse.SUPPRESS,
                      help="file with the token; default: the variable SLUICE_TOKEN")
    made.add_argument("--ca", metavar="FILE", default=None if otherwise else argparse.SUPPRESS, help="certificates (PEM) to trust for https")
    return made


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="sluice_numpy", description="Arrays and live streams of a Sluice server.", parents=[common(True)])
    verbs = made.add_subparsers(dest="verb", required=True)

    def verb(name: str, text: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=text, parents=[common(False)])

    verb("upload", "store .npy files").add_argument("files", nargs="+", metavar="FILE")
    verb("upload-demo", "store a few small arrays")
    verb("list", "show what is stored")
    get = verb("get", "fetch an array by its index or name")
    get.add_argument("which", metavar="INDEX")
    get.add_argument("--slice", metavar="TEXT", help="a part of it, such as 0:100,:,::2")
    get.add_argument("-o", "--output", metavar="FILE", help="write a .npy file in place of showing it")
    stream = verb("stream", "show the demo signal as it comes")
    stream.add_argument("--duration", type=float, default=5.0, metavar="SECONDS")
    stream.add_argument("--topic", metavar="NAME", help="a topic in place of the demo signal")
    plot = verb("plot", "a live plot (matplotlib)")
    plot.add_argument("--duration", type=float, default=3600.0, metavar="SECONDS")
    plot.add_argument("--topic", metavar="NAME", help="a topic in place of the demo signal")
    plot.add_argument("--save", metavar="FILE", help="write a picture at the end in place of showing a window")
    publish = verb("publish", "send numbers, one a line, from standard input to a topic")
    publish.add_argument("topic", metavar="NAME")
    publish.add_argument("--units", default="", metavar="TEXT")
    verb("health", "show how the server is")
    return made


def client_for(how: argparse.Namespace) -> NumpyClient:
    token = None
    if how.token_file:
        try:
            with open(how.token_file, encoding="ascii") as file:
                token = file.read().strip()
        except (OSError, ValueError) as broken:
            raise SluiceError(f"{how.token_file}: {broken}", CONFIGURATION) from broken
    return NumpyClient(how.server, token, ca=how.ca)


def show(document: Any) -> None:
    print(json.dumps(document))


def get(how: argparse.Namespace, client: NumpyClient) -> None:
    array = client.get(int(how.which) if how.which.lstrip("-").isdigit() else how.which, how.slice)
    if how.output:
        try:
            with open(how.output, "wb") as file:
                file.write(npy_bytes(array))
        except OSError as broken:
            raise SluiceError(f"{how.output}: {broken.strerror}", OTHER) from broken
        return
    print(f"shape {array.shape}, dtype {array.dtype}")
    print(array)


def feed_of(how: argparse.Namespace, client: NumpyClient, take: Any) -> int:
    if how.topic:
        return client.watch(how.topic, lambda sequence, at, values: take(values), how.duration, "drop-oldest")
    return client.stream(lambda data: take(data["y"]), how.duration)


def stream(how: argparse.Namespace, client: NumpyClient) -> None:
    def line(values: np.ndarray) -> None:
        print(f"{values.size} values, mean {np.mean(values):.4f}, from {np.min(values):.4f} to {np.max(values):.4f}", flush=True)

    count = feed_of(how, client, line)
    print(f"{count} messages", file=sys.stderr)


def plot(how: argparse.Namespace, client: NumpyClient) -> None:
    try:
        from .plot import LivePlot
        picture = LivePlot(how.topic or "demo signal", how.save)
    except ImportError as missing:
        raise SluiceError(f"a plot needs matplotlib (package python3-matplotlib): {missing}", CONFIGURATION) from missing
    count = picture.run(lambda push: feed_of(how, client, push))
    print(f"{count} samples", file=sys.stderr)


def publish(how: argparse.Namespace, client: NumpyClient) -> None:
    client.create_topic(how.topic, np.float64, (), how.units)
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            value = np.float64(line)
        except ValueError as wrong:
            raise SluiceError(f"line {number}: {line.strip()[:40]!r} is no number", USAGE) from wrong
        client.publish(how.topic, value)


def run(how: argparse.Namespace, client: NumpyClient) -> None:
    if how.verb == "upload":
        for file in how.files:
            show(client.upload(file))
    elif how.verb == "upload-demo":
        for said in client.upload_demo():
            show(said)
    elif how.verb == "list":
        for one in client.list():
            print(f"{one['index']:>5}  {str(tuple(one['shape'])):<20} {one['dtype']}")
    elif how.verb == "health":
        show(client.health())
    else:
        {"get": get, "stream": stream, "plot": plot, "publish": publish}[how.verb](how, client)


def main(arguments: Any = None) -> int:
    how = parser().parse_args(arguments)
    try:
        run(how, client_for(how))
    except SluiceError as error:
        print(f"sluice_numpy: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
