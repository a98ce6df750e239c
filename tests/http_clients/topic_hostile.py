"""What subscribers and publishers of topics must not get away with, against the real server: words against the rules, other layouts,
readers that do not read, storms; and that each door and policy says the same of what is kept and what is gone."""

import ast
import asyncio
import json
import os
import socket
import struct
import subprocess
import time

import desk
import streams
from streams import close_code, connect, frame, hear, hear_json, make, message, open_raw, publish, read_events, read_frame, run, take_apart, topic

LIMIT = 30


def read_npy(data):
    """The shape and the doubles of a .npy file."""
    length = struct.unpack("<H", data[8:10])[0]
    head = ast.literal_eval(data[10:10 + length].decode())
    assert head["descr"] == "<f8" and not head["fortran_order"], head
    return head["shape"], struct.unpack_from(f"<{(len(data) - 10 - length) // 8}d", data, 10 + length)


def tail(server, *words):
    command = [os.environ["SLUICE_CLIENT_PROGRAM"], "-a", "127.0.0.1", "-p", server.port, "-l", "none", "stream", "tail", *words, "--json"]
    return [json.loads(line) for line in desk.run(command, LIMIT, cwd=server.home).stdout.splitlines()]


def words_against_the_rules_end_who_says_them():
    doors = ("/ws/stream", "/api/v1/topics/t/ws", "/api/v1/topics/t/ws?publish")
    bad = {"a length of a terabyte": (bytes([0x82, 0xFF]) + struct.pack(">Q", 1 << 40) + b"mask" + b"x", {1009, 1003}),
           "a reserved bit": (bytes([0xC1, 0x80]) + b"mask", {1002}),
           "an opcode that is none": (frame(3, b"x"), {1002}),
           "a ping in pieces": (frame(9, b"x", fin=False), {1002}),
           "a ping too long": (frame(9, bytes(126)), {1002}),
           "a piece of nothing": (frame(0, b"x"), {1002}),
           "two messages in one": (frame(2, b"x", fin=False) + frame(2, b"y"), {1002, 1003}),
           "no mask": (frame(2, message(1), masked=False), {1002})}
    with desk.Server() as server:
        make(server, "t")
        for path in doors:
            for what, (words, wanted) in bad.items():
                one, status = open_raw(server, path)
                assert status == 101
                one.sendall(words)
                code = close_code(one)
                assert code in wanted, (path, what, code)
                one.close()
        assert topic(server, "t")["next"] == 0
        desk.wait_for(lambda: topic(server, "t")["subscribers"] == 0, "all to be gone")


def a_subscriber_that_says_nonsense_is_told_and_goes_on():
    async def talk(server):
        async with connect(server, "/api/v1/topics/t/ws") as one:
            await hear_json(one)
            for nonsense in ("not json", "[]", "\x00", '{"action":"start"}'):
                await one.send(nonsense)
                assert (await hear_json(one))["type"] == "error", nonsense
            publish(server, "t", message(7))
            assert take_apart(await hear(one))[2][0] == 7
        for bad, code in (("x" * 5000, 1009), (b"binary", 1003)):
            async with connect(server, "/api/v1/topics/t/ws") as one:
                await one.send(bad)
                assert await streams.code_of(one) == code, one.close_code

    with desk.Server() as server:
        make(server, "t")
        run(talk(server))


def a_publisher_with_another_layout_is_refused_at_every_door():
    with desk.Server() as server:
        make(server, "t")
        status, _, said = server.ask("PUT", "/api/v1/topics/t", {"dtype": "<f4", "shape": [4]})
        assert status == 409 and json.loads(said)["code"] == "target_exists"
        assert server.ask("POST", "/api/v1/topics/t", struct.pack("<3f", 1, 2, 3))[0] == 400
        native = [os.environ["SLUICE_CLIENT_PROGRAM"], "-a", "127.0.0.1", "-p", str(server.port), "-l", "none", "stream", "publish", "t"]
        for layout in (("--dtype", "<f4", "--shape", "4"), ("--dtype", "<f8", "--shape", "5"), ("--dtype", ">f8", "--shape", "4")):
            ended = subprocess.run([*native, *layout], input=bytes(32), capture_output=True, timeout=LIMIT, check=False)
            assert ended.returncode == 11, (layout, ended.returncode, ended.stderr)
        one, _ = open_raw(server, "/api/v1/topics/t/ws?publish")
        one.sendall(frame(2, message(1)) + frame(2, struct.pack("<3f", 1, 2, 3)))
        assert close_code(one) == 1008
        one.close()
        assert topic(server, "t")["next"] == 1, topic(server, "t")


def resident(server):
    with open(f"/proc/{server.program.pid}/statm", encoding="ascii") as figures:
        return int(figures.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def who_stops_reading_takes_no_memory():
    # What a sanitizer keeps back of freed memory is not meant here.
    os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
    paths = ["/api/v1/topics/big/ws", "/api/v1/topics/big/ws?policy=latest", "/api/v1/topics/big/ws?from=0"]
    with desk.Server("--address-connections", "0") as server:
        make(server, "big", "|u1", (65536,))
        payload = os.urandom(65536)
        for _ in range(400):
            publish(server, "big", payload)
        before = resident(server)
        stalled = []
        for number in range(120):
            one, status = open_raw(server, paths[number % 3])
            assert status == 101
            stalled.append(one)
        for _ in range(60):
            publish(server, "big", *([payload] * 16))
        grown = resident(server) - before
        # What waits is shared; of each its own are a coroutine and one message out of the journal.
        assert grown < 64 << 20, grown
        assert topic(server, "big")["next"] == 400 + 960
        for one in stalled:
            one.close()
        desk.wait_for(lambda: topic(server, "big")["subscribers"] == 0, "all to be gone")


def a_place_is_found_by_number_and_by_time_at_every_door():
    with desk.Server() as server:
        make(server, "t")
        times = []
        for number in range(6):
            publish(server, "t", message(number))
            times.append(time.time_ns())
            desk.wait_for(lambda: time.time_ns() > times[-1] + 20_000_000, "the clock to go on")
        between = times[2]
        when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(between // 10**9)) + f".{between % 10**9:09d}Z"

        async def first(place):
            async with connect(server, f"/api/v1/topics/t/ws?from={place}") as one:
                await hear_json(one)
                return take_apart(await hear(one))[0]

        for place, wanted in (("3", 3), (when, 3), ("-1h", 0)):
            assert run(first(place)) == wanted, place
            assert read_events(server, f"/api/v1/topics/t/events?from={place}", 2)[1][2]["seq"] == wanted, place
            assert tail(server, "t", f"--from={place}", "--count", "1")[1]["seq"] == wanted, place
        for bad in ("9999-01-01T00:00:00Z", "yesterday", "-1x"):
            assert server.ask("GET", f"/api/v1/topics/t/events?from={bad}")[0] == 400, bad


def every_policy_is_understood_at_every_door():
    async def numbers(server, policy, wanted):
        async with connect(server, f"/api/v1/topics/t/ws?from=0&policy={policy}") as one:
            await hear_json(one)
            return [take_apart(await hear(one))[0] for _ in wanted]

    with desk.Server() as server:
        make(server, "t")
        publish(server, "t", *(message(n) for n in range(6)))
        for policy in ("latest", "drop-oldest", "decimate:2", "block", "disconnect"):
            wanted = [0, 2, 4] if policy == "decimate:2" else [0, 1, 2, 3, 4, 5]
            assert run(numbers(server, policy, wanted)) == wanted, policy
            events = read_events(server, f"/api/v1/topics/t/events?from=0&policy={policy}", 1 + len(wanted))
            assert [one[2]["seq"] for one in events[1:]] == wanted, (policy, events)
            said = tail(server, "t", "--from", "0", "--policy", policy, "--count", str(len(wanted)))
            assert [one["seq"] for one in said[1:]] == wanted, (policy, said)


def what_is_kept_no_longer_is_told_as_a_gap():
    with desk.Server() as server:
        make(server, "t", "|u1", (1024,), keep_bytes=65536)
        for _ in range(12):
            publish(server, "t", *([bytes(1024)] * 500))
        desk.wait_for(lambda: topic(server, "t")["first"] > 1000, "the oldest to be gone")
        oldest = topic(server, "t")["first"]

        async def listen():
            async with connect(server, "/api/v1/topics/t/ws?from=5", max_queue=None) as one:
                await hear_json(one)
                gap = await hear_json(one)
                return gap, struct.unpack_from("<Q", await hear(one))[0]

        gap, first = run(listen())
        assert gap == {"type": "gap", "from": 5, "to": first - 1, "reason": "expired"}, (gap, first)
        assert first >= oldest, (first, oldest)
        events = read_events(server, "/api/v1/topics/t/events?from=5", 3)
        assert [one[1] for one in events] == ["schema", "gap", "data"] and events[1][2]["reason"] == "expired", events[1]
        said = tail(server, "t", "--from", "5", "--count", "1")
        assert [one["type"] for one in said] == ["schema", "gap", "data"] and said[1]["reason"] == "expired", said


def storms_at_every_door_leave_nobody_behind():
    def open_events(server):
        one = socket.create_connection(("127.0.0.1", server.port), timeout=LIMIT)
        one.sendall(f"GET /api/v1/topics/t/events HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        assert one.recv(15).startswith(b"HTTP/1.1 200")
        return one

    def leave(one, number):
        if number % 2:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        one.close()

    async def storm(server):
        async with connect(server, "/api/v1/topics/t/ws?publish") as source:
            for _ in range(4):
                opened = [open_raw(server, "/ws/stream")[0] for _ in range(20)]
                opened += [open_raw(server, "/api/v1/topics/t/ws?publish")[0] for _ in range(10)]
                opened += [open_events(server) for _ in range(20)]
                for number, one in enumerate(opened):
                    await source.send(message(number))
                    leave(one, number)
        desk.wait_for(lambda: topic(server, "demo")["subscribers"] == 0, "the listeners of the demo to be gone")
        # Who listens to events and left is noticed when the next is sent.
        desk.wait_for(lambda: publish(server, "t", message(1)) and topic(server, "t")["subscribers"] == 0, "all to be gone")
        assert topic(server, "t")["missed"] == 0

    with desk.Server("--address-connections", "0") as server:
        make(server, "t")
        run(storm(server))


def a_recording_ends_whole_with_the_server_however_that_ends():
    def rows(name):
        shape, values = read_npy(server.ask("GET", f"/api/v1/arrays/{name}")[2])
        assert shape == (len(values) // 4, 4) and not json.loads(server.ask("GET", f"/api/v1/arrays/{name}/info")[2])["growing"]
        return list(values[::4])

    with desk.Server() as server:
        make(server, "t")
        for name, end in (("stopped", server.stop), ("killed", server.kill)):
            assert server.ask("POST", "/api/v1/topics/t/record", {"array": name})[0] == 201
            for number in range(50):
                publish(server, "t", message(number))
            end()
            server.start()
            got = rows(name)
            assert got == [float(number) for number in range(len(got))], got
            assert len(got) == 50 or name == "killed", got
            assert server.ask("DELETE", "/api/v1/topics/t/record")[0] == 404


if __name__ == "__main__":
    desk.main([words_against_the_rules_end_who_says_them, a_subscriber_that_says_nonsense_is_told_and_goes_on,
               a_publisher_with_another_layout_is_refused_at_every_door, who_stops_reading_takes_no_memory,
               a_place_is_found_by_number_and_by_time_at_every_door, every_policy_is_understood_at_every_door,
               what_is_kept_no_longer_is_told_as_a_gap, storms_at_every_door_leave_nobody_behind,
               a_recording_ends_whole_with_the_server_however_that_ends])
