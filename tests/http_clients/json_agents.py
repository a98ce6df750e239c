"""Debian's python3-websockets against the real server: frames, the opening, and agents that speak JSON as the predecessor's
clients do."""

import asyncio
import base64
import hashlib
import json
import os
import socket

import desk

try:
    import websockets
except ImportError:
    websockets = None

LIMIT = 30
CHUNK = 1 << 20


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 120))


def connect(server, **how):
    if websockets is None:
        raise desk.Skip("the module websockets is missing (package python3-websockets)")
    return websockets.connect(f"ws://127.0.0.1:{server.port}/ws", **how)


async def closed_with(socket_):
    """The code with which the other side closed."""
    try:
        while True:
            await asyncio.wait_for(socket_.recv(), LIMIT)
    except websockets.ConnectionClosed:
        return socket_.close_code


async def register(socket_, name):
    await socket_.send(json.dumps({"type": "register", "client_id": name}))
    answer = json.loads(await asyncio.wait_for(socket_.recv(), LIMIT))
    assert answer["type"] == "registered", answer


async def give(socket_, folder, extra=lambda data: {}):
    """What such a client does: waits for one request and sends the file in chunks of 1 MiB."""
    while True:
        asked = json.loads(await asyncio.wait_for(socket_.recv(), LIMIT))
        if asked["type"] == "ping":
            await socket_.send(json.dumps({"type": "pong"}))
            continue
        assert asked["type"] == "download_request", asked
        break
    identity = asked["download_id"]
    path = folder / asked["file_path"]
    if not path.is_file():
        await socket_.send(json.dumps({"type": "error", "download_id": identity, "message": "File not found"}))
        return identity
    data = path.read_bytes()
    total = (len(data) + CHUNK - 1) // CHUNK
    for number in range(total):
        part = data[number * CHUNK:(number + 1) * CHUNK]
        await socket_.send(json.dumps({"type": "file_chunk", "download_id": identity, "chunk_num": number + 1,
                                       "total_chunks": total, "data": part.decode("latin-1")}))
    await socket_.send(json.dumps({"type": "file_complete", "download_id": identity, "total_size": len(data),
                                   "total_chunks": total, **extra(data)}))
    return identity


def order(server, agent, path):
    status, _, body = server.ask("POST", "/api/download", {"client_id": agent, "file_path": path})
    assert status == 200, (status, body)
    return json.loads(body)["download_id"]


def ended(server, download):
    """Waits for the end of a download; its description."""
    found = {}

    def over():
        status, _, body = server.ask("GET", f"/api/downloads/{download}")
        assert status == 200, body
        found.update(json.loads(body))
        return found["status"] != "downloading"

    desk.wait_for(over, "the download to end", 60)
    return found


def raw_opening(server, **fields):
    """The status of an opening request with these fields."""
    named = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **fields}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    with socket.create_connection(("127.0.0.1", server.port), timeout=LIMIT) as one:
        one.sendall(f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{lines}\r\n".encode())
        return int(one.recv(4096).split()[1])


def a_page_of_another_site_cannot_open_a_websocket():
    with desk.Server() as server:
        assert raw_opening(server) == 101
        assert raw_opening(server, Origin=f"http://127.0.0.1:{server.port}") == 101
        assert raw_opening(server, Origin="http://evil.example") == 403
        assert raw_opening(server, **{"Sec-Fetch-Site": "cross-site"}) == 403
        assert raw_opening(server, **{"Sec-WebSocket-Version": "8"}) == 426
        assert raw_opening(server, **{"Sec-WebSocket-Key": "short"}) == 400
        status, fields, _ = server.ask("GET", "/ws")
        assert status == 426 and fields["upgrade"] == "websocket" and fields["sec-websocket-version"] == "13", fields


def pings_are_answered_and_closing_is_clean():
    async def talk(server):
        async with connect(server) as one:
            await register(one, "pinger")
            await asyncio.wait_for(await one.ping(b"are you there"), LIMIT)
            await one.close(1000, "enough")
            assert one.close_code == 1000, one.close_code

    with desk.Server() as server:
        run(talk(server))


def text_that_means_nothing_is_closed_with_a_code():
    async def talk(server):
        for first, code in (("{}", 1008), ("not json", 1007), ("x" * 5000, 1009), ('{"type":"register","client_id":"../x"}', 1008)):
            async with connect(server) as one:
                await one.send(first)
                assert await closed_with(one) == code, (first[:20], one.close_code)
        for later, code in (("not json", 1007), (b"binary", 1003), ('{"type":"dance"}', 1008),
                            ('{"type":"file_complete","download_id":"?","total_size":0,"total_chunks":0}', 1008),
                            ("x" * (9 << 20), 1009)):
            async with connect(server) as one:
                await register(one, "odd")
                await one.send(later)
                assert await closed_with(one) == code, (later[:20], one.close_code)

    with desk.Server() as server:
        run(talk(server))


def bytes_that_are_not_the_protocol_end_a_binary_session():
    async def talk(server):
        async with connect(server) as one:
            await one.send(b"no frames of ours at all")
            await closed_with(one)

    with desk.Server() as server:
        run(talk(server))
        assert server.ask("GET", "/health")[0] == 200


def an_agent_registers_and_sends_a_file():
    async def talk(server, folder):
        async with connect(server, max_size=None) as one:
            await register(one, "restaurant-001")
            clients = json.loads(server.ask("GET", "/api/clients")[2])["clients"]
            assert [c["client_id"] for c in clients] == ["restaurant-001"], clients
            loop = asyncio.get_running_loop()
            for name, sums in (("plain.bin", lambda data: {}),
                               ("checked.bin", lambda data: {"sha256": hashlib.sha256(data).hexdigest(),
                                                             "md5": hashlib.md5(data).hexdigest()})):
                download = await loop.run_in_executor(None, order, server, "restaurant-001", name)
                await give(one, folder, sums)
                found = await loop.run_in_executor(None, ended, server, download)
                assert found["status"] == "completed", found
                assert found["total_size"] == (folder / name).stat().st_size, found

    with desk.Server() as server:
        downloads = server.home / "downloads" / "restaurant-001"
        folder = server.home / "agent"
        desk.make_file(folder / "plain.bin", 5 * desk.MIB + 77, 1)
        desk.make_file(folder / "checked.bin", 3 * desk.MIB, 2)
        run(talk(server, folder))
        for name in ("plain.bin", "checked.bin"):
            desk.same(downloads / name, folder / name)


def a_wrong_checksum_and_a_missing_file_fail_by_name():
    async def talk(server, folder):
        async with connect(server, max_size=None) as one:
            await register(one, "r")
            loop = asyncio.get_running_loop()
            for name, sums in (("file.bin", lambda data: {"sha256": "0" * 64}), ("missing.bin", lambda data: {})):
                download = await loop.run_in_executor(None, order, server, "r", name)
                await give(one, folder, sums)
                found = await loop.run_in_executor(None, ended, server, download)
                assert found["status"] == "failed" and found["error"], found

    with desk.Server() as server:
        folder = server.home / "agent"
        desk.make_file(folder / "file.bin", desk.MIB, 1)
        run(talk(server, folder))
        left = [path for path in (server.home / "downloads").rglob("*") if path.is_file()]
        assert not left, left


def with_tokens_an_agent_shows_one():
    async def talk(server, token):
        async with connect(server) as one:
            await one.send('{"type":"register","client_id":"r-1"}')
            said = json.loads(await asyncio.wait_for(one.recv(), LIMIT))
            assert said["type"] == "error" and said["code"] == "unauthenticated", said
        bearer = {"Authorization": f"Bearer {token}"}
        async with connect(server, extra_headers=bearer) as one:
            await register(one, "r-1")
        async with connect(server, extra_headers=bearer) as one:
            await one.send('{"type":"register","client_id":"other"}')
            assert await closed_with(one) == 1008

    with desk.Server() as server:
        token = server.add_token("r-1", "agent").read_text().strip()
        server.kill_and_start()
        run(talk(server, token))


if __name__ == "__main__":
    desk.main([a_page_of_another_site_cannot_open_a_websocket, pings_are_answered_and_closing_is_clean,
               text_that_means_nothing_is_closed_with_a_code, bytes_that_are_not_the_protocol_end_a_binary_session,
               with_tokens_an_agent_shows_one, an_agent_registers_and_sends_a_file,
               a_wrong_checksum_and_a_missing_file_fail_by_name])
