#!/usr/bin/env python3
"""The design that scripts/array_bench.py compares with: arrays in memory, a form up, nested lists of JSON down. Not a copy of
anything: the shortest asyncio server that works so, without the cost of a web framework. Listens on a free loopback port and
prints it. For measurements only."""

import asyncio
import io
import json

import numpy as np

ARRAYS = []


def upload(fields, body):
    boundary = b"--" + fields["content-type"].rsplit("boundary=", 1)[1].encode()
    part = body.split(boundary, 1)[1]
    content = part[part.index(b"\r\n\r\n") + 4:part.rindex(b"\r\n" + boundary)]
    array = np.load(io.BytesIO(content))
    ARRAYS.append(array)
    return {"status": "success", "shape": list(array.shape), "dtype": str(array.dtype), "index": len(ARRAYS) - 1}


def answer(method, path, fields, body):
    if (method, path) == ("POST", "/upload"):
        return upload(fields, body)
    array = ARRAYS[int(path.rsplit("/", 1)[1])]
    return {"shape": list(array.shape), "dtype": str(array.dtype), "data": array.tolist()}


async def serve(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.split("\r\n")
    fields = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines if line)}
    body = await reader.readexactly(int(fields.get("content-length", 0)))
    method, path, _ = first.split()
    said = json.dumps(answer(method, path, fields, body)).encode()
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(said))
    writer.write(said)
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
