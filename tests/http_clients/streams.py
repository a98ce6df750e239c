"""Live topics against the real server: Debian's python3-websockets as the predecessor's clients and as subscribers, raw frames
that no client sends, server-sent events, the journal after kill -9."""

import asyncio
import base64
import http.client
import json
import os
import socket
import struct
import threading
import time

import desk

try:
    import websockets
except ImportError:
    websockets = None

LIMIT = 30


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 120))


def connect(server, path, **how):
    if websockets is None:
        raise desk.Skip("the module websockets is missing (package python3-websockets)")
    return websockets.connect(f"ws://127.0.0.1:{server.port}{path}", max_size=None, **how)


async def hear(one):
    return await asyncio.wait_for(one.recv(), LIMIT)


async def hear_json(one):
    return json.loads(await hear(one))


async def hear_until(one, kind):
    """The next JSON of this type; what comes before it."""
    before = []
    while True:
        said = await hear_json(one)
        if said["type"] == kind:
            return said, before
        before.append(said)


async def code_of(one):
    try:
        while True:
            await hear(one)
    except websockets.ConnectionClosed:
        return one.close_code


def make(server, name, dtype="<f8", shape=(4,), **more):
    status, _, body = server.ask("PUT", f"/api/v1/topics/{name}", {"dtype": dtype, "shape": list(shape), **more})
    assert status in (200, 201), (status, body)
    return json.loads(body)


def publish(server, name, *messages, query=""):
    status, _, body = server.ask("POST", f"/api/v1/topics/{name}{query}", b"".join(messages))
    assert status == 200, (status, body)
    return json.loads(body)


def topic(server, name):
    return json.loads(server.ask("GET", f"/api/v1/topics/{name}")[2])


def message(number):
    return struct.pack("<4d", number, number + 0.25, number + 0.5, number + 0.75)


def take_apart(frame):
    sequence, when = struct.unpack_from("<Qq", frame)
    return sequence, when, struct.unpack_from("<4d", frame, 16)


def the_predecessors_messages_have_their_fields():
    async def talk(server):
        async with connect(server, "/ws/stream") as one:
            await one.send('{"action":"ping"}')
            assert await hear_json(one) == {"type": "pong"}
            await one.send('{"action":"start"}')
            status, _ = await hear_until(one, "status")
            assert status == {"type": "status", "streaming": True}, status
            stamps = []
            for _ in range(12):
                data, _ = await hear_until(one, "data")
                assert set(data) == {"type", "timestamp", "shape", "dtype", "x", "y"}, data.keys()
                assert data["shape"] == [100] and data["dtype"] == "float64"
                assert len(data["x"]) == len(data["y"]) == 100
                assert abs(data["x"][-1] - data["x"][0] - 6.283185307179586) < 1e-9
                assert max(abs(y) for y in data["y"]) < 2
                stamps.append((data["timestamp"], data["x"][0]))
            steps = [b[1] - a[1] for a, b in zip(stamps, stamps[1:])]
            assert all(abs(step - 0.1) < 1e-6 for step in steps), steps
            assert 0.3 < stamps[-1][0] - stamps[0][0] < 15, stamps
            assert json.loads(server.ask("GET", "/health")[2])["streaming"] is True
            await one.send('{"action":"stop"}')
            status, _ = await hear_until(one, "status")
            assert status == {"type": "status", "streaming": False}, status
            await one.send('{"action":"ping"}')
            _, before = await hear_until(one, "pong")
            assert not before, before
        desk.wait_for(lambda: json.loads(server.ask("GET", "/health")[2])["streaming"] is False, "the signal to end")

    with desk.Server() as server:
        run(talk(server))


def start_and_stop_are_of_each_client_and_the_switch_is_for_all():
    async def talk(server):
        loop = asyncio.get_running_loop()

        def switch(word):
            return json.loads(server.ask("POST", f"/control/{word}")[2])

        async with connect(server, "/ws/stream") as first, connect(server, "/ws/stream") as second:
            await first.send('{"action":"start"}')
            await hear_until(first, "data")
            await second.send('{"action":"ping"}')
            _, before = await hear_until(second, "pong")
            assert not before, before
            assert await loop.run_in_executor(None, switch, "start") == {"status": "streaming started"}
            await hear_until(second, "data")
            assert await loop.run_in_executor(None, switch, "stop") == {"status": "streaming stopped"}
            for one in (first, second):
                said, _ = await hear_until(one, "status")
                while said["streaming"]:
                    said, _ = await hear_until(one, "status")

    with desk.Server() as server:
        run(talk(server))


def bad_messages_are_answered_and_leave_no_ghost():
    async def talk(server):
        async with connect(server, "/ws/stream") as one:
            for bad in ("not json", "[]", '{"action":"dance"}', '{"action":7}', "{}", '"start"'):
                await one.send(bad)
                assert (await hear_json(one))["type"] == "error", bad
            await one.send('{"action":"start"}')
            await hear_until(one, "data")
        for bad, code in (("x" * 5000, 1009), (b"binary", 1003)):
            async with connect(server, "/ws/stream") as one:
                await one.send('{"action":"start"}')
                await one.send(bad)
                assert await code_of(one) == code, one.close_code
        desk.wait_for(lambda: topic(server, "demo")["subscribers"] == 0, "all to be gone")

    with desk.Server() as server:
        run(talk(server))


def open_raw(server, path, **fields):
    """A socket behind the opening of a WebSocket, and the status."""
    named = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **fields}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    one = socket.create_connection(("127.0.0.1", server.port), timeout=LIMIT)
    one.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{lines}\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        part = one.recv(1)
        if not part:
            break
        head += part
    return one, int(head.split()[1])


def read_frame(one):
    def exactly(count):
        got = b""
        while len(got) < count:
            part = one.recv(count - len(got))
            if not part:
                raise EOFError
            got += part
        return got

    first, second = exactly(2)
    length = second & 0x7F
    if length == 126:
        length = struct.unpack(">H", exactly(2))[0]
    elif length == 127:
        length = struct.unpack(">Q", exactly(8))[0]
    return first & 0x0F, exactly(length)


def frame(opcode, payload, fin=True, masked=True):
    head = bytes([(0x80 if fin else 0) | opcode])
    bit = 0x80 if masked else 0
    if len(payload) < 126:
        head += bytes([bit | len(payload)])
    else:
        head += bytes([bit | 126]) + struct.pack(">H", len(payload))
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(b ^ key[i % 4] for i, b in enumerate(payload))


def close_code(one):
    """Reads frames until the other side closes."""
    try:
        while True:
            opcode, payload = read_frame(one)
            if opcode == 8:
                return struct.unpack(">H", payload[:2])[0]
    except EOFError:
        return None


def frames_against_the_rules_are_closed_and_fragments_are_joined():
    with desk.Server() as server:
        make(server, "t")
        for path in ("/ws/stream", "/api/v1/topics/t/ws", "/api/v1/topics/t/ws?publish"):
            one, status = open_raw(server, path)
            assert status == 101, (path, status)
            one.sendall(frame(1, b'{"action":"ping"}', masked=False))
            assert close_code(one) == 1002, path
            one.close()
        one, _ = open_raw(server, "/ws/stream")
        one.sendall(frame(1, b'{"act', fin=False) + frame(9, b"here?") + frame(0, b'ion":"ping"}'))
        kinds = {read_frame(one) for _ in range(2)}
        assert kinds == {(10, b"here?"), (1, b'{"type":"pong"}')}, kinds
        one.close()
        one, _ = open_raw(server, "/api/v1/topics/t/ws?publish")
        whole = message(1)
        one.sendall(frame(2, whole[:5], fin=False) + frame(0, whole[5:20], fin=False) + frame(0, whole[20:]))
        while True:
            _, said = read_frame(one)
            if json.loads(said)["type"] == "accepted":
                break
        assert json.loads(said) == {"type": "accepted", "messages": 1, "next": 1}, said
        one.sendall(frame(2, whole[:31]))
        assert close_code(one) == 1008
        one.close()
        one, _ = open_raw(server, "/api/v1/topics/t/ws?publish")
        one.sendall(frame(1, b"text"))
        assert close_code(one) == 1003
        one.close()
        one, _ = open_raw(server, "/api/v1/topics/t/ws?publish")
        # The head alone says nothing yet: a frame is looked at when its first byte is there.
        one.sendall(bytes([0x82, 0xFF]) + struct.pack(">Q", 1 << 40) + b"mask" + b"x")
        assert close_code(one) == 1009
        one.close()


def a_page_of_another_site_opens_nothing():
    with desk.Server() as server:
        make(server, "t")
        for fields in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            one, status = open_raw(server, "/ws", **fields)
            assert status == 403, (fields, status)
            one.close()
        for path in ("/ws/stream", "/api/v1/topics/t/ws", "/api/v1/topics/t/ws?publish"):
            for fields, wanted in (({"Origin": "http://evil.example"}, 403), ({"Sec-Fetch-Site": "cross-site"}, 403),
                                   ({"Origin": f"http://127.0.0.1:{server.port}"}, 101), ({}, 101)):
                one, status = open_raw(server, path, **fields)
                assert status == wanted, (path, fields, status)
                one.close()
        assert server.ask("POST", "/control/start", Origin="http://evil.example")[0] == 403


def messages_go_from_publishers_to_subscribers_with_numbers():
    async def talk(server):
        async with connect(server, "/api/v1/topics/lab/ws") as one:
            schema = await hear_json(one)
            assert schema["type"] == "schema" and schema["dtype"] == "<f8" and schema["shape"] == [4], schema
            assert schema["units"] == "mV" and schema["next"] == 0 and schema["message_bytes"] == 32
            async with connect(server, "/api/v1/topics/lab/ws?publish") as other:
                assert (await hear_json(other))["type"] == "schema"
                for number in range(50):
                    await other.send(message(number))
                await other.send(message(50) + message(51))
                said = {"messages": 0}
                while said["messages"] < 52:
                    said, _ = await hear_until(other, "accepted")
                assert said["next"] == 52, said
            for number in range(52):
                sequence, when, values = take_apart(await hear(one))
                assert sequence == number and values[0] == number, (sequence, values)
                assert abs(when / 1e9 - time.time()) < 120
        async with connect(server, "/api/v1/topics/lab/ws?from=50") as one:
            await hear_json(one)
            assert [take_apart(await hear(one))[0] for _ in range(2)] == [50, 51]
        async with connect(server, "/api/v1/topics/lab/ws?from=0&policy=decimate:10") as one:
            await hear_json(one)
            assert [take_apart(await hear(one))[0] for _ in range(6)] == [0, 10, 20, 30, 40, 50]
            listening = json.loads(server.ask("GET", "/api/v1/topics/lab/subscribers")[2])["subscribers"]
            mine = [who for who in listening if who["policy"] == "decimate:10"]
            assert mine == [{"policy": "decimate:10", "next": 52, "behind": 0, "sent": 6, "missed": 0, "gaps": 0, "thinned": 46}], listening
        async with connect(server, "/api/v1/topics/lab/ws?from=-1h") as one:
            await hear_json(one)
            assert take_apart(await hear(one))[0] == 0

    with desk.Server() as server:
        make(server, "lab", units="mV")
        run(talk(server))
        assert publish(server, "lab", message(52), message(53)) == {"first": 52, "count": 2}
        assert publish(server, "lab", message(54), query="?durable") == {"first": 54, "count": 1}
        found = topic(server, "lab")
        assert found["next"] == 55 and found["first"] == 0 and found["journal"] == "ok", found


def wrong_orders_are_refused_by_name():
    with desk.Server() as server:
        make(server, "t")

        def code(method, path, body=None):
            status, _, said = server.ask(method, path, body)
            return status, json.loads(said)["code"]

        assert code("PUT", "/api/v1/topics/t", {"dtype": "<f4", "shape": [4]}) == (409, "target_exists")
        assert code("PUT", "/api/v1/topics/t", {"dtype": "<f8", "shape": [5]}) == (409, "target_exists")
        assert server.ask("PUT", "/api/v1/topics/t", {"dtype": "float64", "shape": [4]})[0] == 200
        for bad in ({"dtype": "object"}, {"dtype": "<f8", "shape": [0]}, {"dtype": "<f8", "shape": "4"}, {"shape": [1]}, [],
                    {"dtype": "<f8", "keep_bytes": 1}, {"dtype": "<f8", "keep_seconds": -1}):
            assert code("PUT", "/api/v1/topics/u", bad)[0] == 400, bad
        assert code("PUT", "/api/v1/topics/u", {"dtype": "<f8", "shape": [1 << 40, 1 << 40]})[1] == "too_large"
        assert code("GET", "/api/v1/topics/none/subscribers") == (404, "not_found")
        assert code("PUT", "/api/v1/topics/.hidden", {"dtype": "<f8"})[1] == "bad_name"
        assert code("PUT", "/api/v1/topics/u", {"dtype": "<f8", "keep_bytes": 1 << 60})[1] == "over_quota"
        for body in (b"", b"x", message(1) + b"y"):
            assert code("POST", "/api/v1/topics/t", body)[0] == 400, body
        assert code("POST", "/api/v1/topics/none", message(1)) == (404, "not_found")
        assert code("GET", "/api/v1/topics/t/events?from=yesterday")[0] == 400
        assert code("GET", "/api/v1/topics/t/events?policy=fast")[0] == 400
        assert code("DELETE", "/api/v1/topics/none") == (404, "not_found")
        assert server.ask("DELETE", "/api/v1/topics/t")[0] == 204
        assert code("GET", "/api/v1/topics/t") == (404, "not_found")
        make(server, "t", "<i2", (1,))


def read_events(server, path, count, **fields):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LIMIT)
    connection.request("GET", path, headers=fields)
    answer = connection.getresponse()
    assert answer.status == 200 and answer.getheader("content-type") == "text/event-stream"
    events, one = [], {}
    while len(events) < count:
        line = answer.readline().decode().rstrip("\n")
        if line:
            name, _, value = line.partition(": ")
            one[name] = value
        elif "event" in one:
            events.append((one.get("id"), one["event"], json.loads(one["data"])))
            one = {}
    connection.close()
    return events


def server_sent_events_have_schema_data_and_an_id_to_go_on_from():
    with desk.Server() as server:
        make(server, "lab")
        publish(server, "lab", *(message(n) for n in range(5)))
        events = read_events(server, "/api/v1/topics/lab/events?from=1", 5)
        assert [one[1] for one in events] == ["schema"] + ["data"] * 4, events
        assert events[1][0] == "1" and events[1][2]["seq"] == 1 and events[1][2]["data"] == [1.0, 1.25, 1.5, 1.75], events
        assert abs(events[1][2]["time"] - time.time()) < 120
        again = read_events(server, "/api/v1/topics/lab/events", 2, **{"Last-Event-ID": "3"})
        assert again[1][0] == "4", again
        publish(server, "lab", struct.pack("<4d", float("nan"), float("inf"), -float("inf"), 0.1))
        odd = read_events(server, "/api/v1/topics/lab/events?from=5", 2)
        assert odd[1][2]["data"] == ["NaN", "Infinity", "-Infinity", 0.1], odd


def topics_survive_restarts_and_numbers_never_come_twice():
    async def replay(server, wanted):
        got, gaps = [], []
        async with connect(server, "/api/v1/topics/lab/ws?from=0") as one:
            await hear_json(one)
            while not got or got[-1] != wanted:
                said = await hear(one)
                if isinstance(said, bytes):
                    got.append(take_apart(said)[0])
                else:
                    gaps.append(json.loads(said))
        return got, gaps

    with desk.Server() as server:
        make(server, "lab", units="V", keep_seconds=600)
        publish(server, "lab", *(message(n) for n in range(100)))
        publish(server, "lab", message(100), query="?durable")
        server.kill_and_start()
        found = topic(server, "lab")
        assert found["units"] == "V" and found["keep_seconds"] == 600, found
        first = publish(server, "lab", message(1))["first"]
        assert first > 100, first
        got, gaps = run(replay(server, first))
        assert got == list(range(101)) + [first], got
        assert gaps == [{"type": "gap", "from": 101, "to": first - 1, "reason": "lost"}], gaps
        assert server.stop() in (143, -15)
        server.start()
        assert publish(server, "lab", message(2))["first"] == first + 1
        got, gaps = run(replay(server, first + 1))
        assert got == list(range(101)) + [first, first + 1] and len(gaps) == 1, (got, gaps)


def who_stops_reading_misses_messages_and_slows_nobody():
    async def talk(server):
        big = os.urandom(65536)
        stalled = []
        for policy in ("drop-oldest", "latest", "disconnect"):
            one, status = open_raw(server, f"/api/v1/topics/big/ws?policy={policy}")
            assert status == 101
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            stalled.append(one)
        async with connect(server, "/api/v1/topics/big/ws") as live, connect(server, "/api/v1/topics/big/ws?publish") as source:
            await hear_json(live)
            for number in range(600):
                await source.send(big)
                got = await hear(live)
                assert struct.unpack_from("<Q", got)[0] == number and len(got) == 65552, number
        loop = asyncio.get_running_loop()
        reasons = []
        for one in stalled:
            reasons.append(await loop.run_in_executor(None, drain, one))
            one.close()
        (gaps, last, code), (latest_gaps, latest_last, _), (_, _, cut) = reasons
        assert gaps and gaps[0]["reason"] == "slow" and last == 599, (gaps, last)
        assert latest_gaps and latest_last == 599, (latest_gaps, latest_last)
        assert cut == 1008, cut

    def drain(one):
        """Gaps, the last sequence, and the close code if it was closed."""
        gaps, last, missing = [], -1, 0
        one.settimeout(3)
        try:
            while last < 599:
                opcode, payload = read_frame(one)
                if opcode == 2:
                    sequence = struct.unpack_from("<Q", payload)[0]
                    assert sequence == last + 1 + missing, (sequence, last, missing)
                    last, missing = sequence, 0
                elif opcode == 1 and json.loads(payload)["type"] == "gap":
                    gap = json.loads(payload)
                    assert gap["from"] == last + 1, (gap, last)
                    missing = gap["to"] - gap["from"] + 1
                    gaps.append(gap)
                elif opcode == 8:
                    return gaps, last, struct.unpack(">H", payload[:2])[0]
        except (EOFError, socket.timeout, ConnectionResetError):
            pass
        return gaps, last, None

    with desk.Server() as server:
        make(server, "big", "|u1", (65536,))
        run(talk(server))


def a_subscriber_that_blocks_loses_nothing_and_holds_the_publisher():
    with desk.Server() as server:
        make(server, "slow", "|u1", (65536,))
        one, status = open_raw(server, "/api/v1/topics/slow/ws?policy=block")
        assert status == 101
        assert read_frame(one)[0] == 1
        payload = os.urandom(65536)
        sent = []

        def feed():
            for _ in range(200):
                publish(server, "slow", payload)
                sent.append(1)

        feeder = threading.Thread(target=feed)
        feeder.start()
        time.sleep(0.5)
        for number in range(200):
            opcode, got = read_frame(one)
            assert opcode == 2 and struct.unpack_from("<Q", got)[0] == number, (opcode, number)
        feeder.join(LIMIT)
        assert len(sent) == 200
        one.close()


def storms_of_connections_during_a_broadcast_leave_nothing_behind():
    async def storm(server):
        async with connect(server, "/api/v1/topics/t/ws") as witness:
            await hear_json(witness)
            stop = asyncio.Event()

            async def source():
                async with connect(server, "/api/v1/topics/t/ws?publish") as one:
                    number = 0
                    while not stop.is_set():
                        await one.send(message(number))
                        number += 1
                        await asyncio.sleep(0.002)

            feeding = asyncio.create_task(source())
            loop = asyncio.get_running_loop()
            for _ in range(5):
                opened = await asyncio.gather(*(loop.run_in_executor(None, open_raw, server, "/api/v1/topics/t/ws") for _ in range(40)))
                for index, (one, status) in enumerate(opened):
                    assert status == 101
                    if index % 2:
                        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    one.close()
            stop.set()
            await feeding
            expected = 0
            wanted = topic(server, "t")["next"]
            while expected < wanted:
                said = await hear(witness)
                if isinstance(said, bytes):
                    assert take_apart(said)[0] == expected
                    expected += 1
                else:
                    expected = json.loads(said)["to"] + 1
            desk.wait_for(lambda: topic(server, "t")["subscribers"] == 1, "all but one to be gone")

    with desk.Server("--address-connections", "0") as server:
        make(server, "t")
        run(storm(server))


def rights_hold_for_topics():
    with desk.Server() as server:
        make(server, "t")
        reader = server.add_token("reader", "read").read_text().strip()
        writer = server.add_token("writer", "read,write").read_text().strip()
        server.kill_and_start()

        def status(method, path, token, body=None):
            return server.ask(method, path, body, Authorization=f"Bearer {token}")[0]

        assert server.ask("GET", "/api/v1/topics")[0] == 401
        assert status("GET", "/api/v1/topics", reader) == 200
        assert status("POST", "/api/v1/topics/t", reader, message(1)) == 403
        assert status("POST", "/api/v1/topics/t", writer, message(1)) == 200
        assert status("POST", "/control/start", reader) == 403
        for path, wanted in (("/api/v1/topics/t/ws", 101), ("/api/v1/topics/t/ws?publish", 403),
                             ("/api/v1/topics/t/ws?policy=block", 403), ("/ws/stream", 101)):
            one, got = open_raw(server, path, Authorization=f"Bearer {reader}")
            assert got == wanted, (path, got)
            one.close()


if __name__ == "__main__":
    desk.main([the_predecessors_messages_have_their_fields, start_and_stop_are_of_each_client_and_the_switch_is_for_all,
               bad_messages_are_answered_and_leave_no_ghost, frames_against_the_rules_are_closed_and_fragments_are_joined,
               a_page_of_another_site_opens_nothing, messages_go_from_publishers_to_subscribers_with_numbers,
               wrong_orders_are_refused_by_name, server_sent_events_have_schema_data_and_an_id_to_go_on_from,
               topics_survive_restarts_and_numbers_never_come_twice, who_stops_reading_misses_messages_and_slows_nobody,
               a_subscriber_that_blocks_loses_nothing_and_holds_the_publisher,
               storms_of_connections_during_a_broadcast_leave_nothing_behind, rights_hold_for_topics])
