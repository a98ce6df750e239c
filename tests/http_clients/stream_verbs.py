"""sluice-client stream against the real server: publishing from files, standard input and datagrams, tailing, recording, watching,
and recordings that the server makes of a topic."""

import ast
import fcntl
import json
import os
import pty
import signal
import socket
import struct
import subprocess
import termios
import time

import desk

LIMIT = 60


def client(server, *words, expect=(0,), **how):
    command = [os.environ["SLUICE_CLIENT_PROGRAM"], "-a", "127.0.0.1", "-p", server.port, "-l", "none", "stream", *words]
    if "input" in how:
        ended = subprocess.run([str(word) for word in command], capture_output=True, timeout=LIMIT, check=False, cwd=server.home, **how)
        assert ended.returncode in expect, (ended.returncode, ended.stdout[-2000:], ended.stderr[-2000:])
        return ended
    return desk.run(command, LIMIT, expect, cwd=server.home, **how)


def start(server, *words, **how):
    command = [os.environ["SLUICE_CLIENT_PROGRAM"], "-a", "127.0.0.1", "-p", server.port, "-l", "none", "stream", *words]
    return subprocess.Popen([str(word) for word in command], cwd=server.home, **how)


def end(program, by=signal.SIGINT):
    program.send_signal(by)
    return program.wait(20)


def lines_of(text):
    return [json.loads(line) for line in text.splitlines()]


def read_npy(data):
    """The shape and the doubles of a .npy file; NumPy itself is in the way of nobody here."""
    assert data[:8] == b"\x93NUMPY\x01\x00", data[:8]
    length = struct.unpack("<H", data[8:10])[0]
    head = ast.literal_eval(data[10:10 + length].decode())
    assert head["descr"] == "<f8" and not head["fortran_order"], head
    count = 1
    for axis in head["shape"]:
        count *= axis
    return head["shape"], struct.unpack_from(f"<{count}d", data, 10 + length)


def next_of(server, topic):
    status, _, body = server.ask("GET", f"/api/v1/topics/{topic}")
    return json.loads(body)["next"] if status == 200 else -1


def numbers_are_published_as_text_and_tailed_as_json():
    with desk.Server() as server:
        said = client(server, "publish", "t", "--text", "--units", "V", input=b"1 2.5\n# a word\n-3,nan\n4")
        assert b"5 messages published" in said.stderr, said.stderr
        tailed = lines_of(client(server, "tail", "t", "--json", "--from", "0", "--count", "5").stdout)
        assert tailed[0] == {"type": "schema", "dtype": "<f8", "shape": [], "units": "V", "first": 0, "next": 5}, tailed[0]
        assert [one["data"] for one in tailed[1:]] == [1, 2.5, -3, "NaN", 4], tailed
        assert [one["seq"] for one in tailed[1:]] == [0, 1, 2, 3, 4]
        shown = client(server, "tail", "t", "--from", "1", "--count", "1").stdout.decode().split()
        assert shown[0] == "1" and shown[2] == "2.5", shown
        assert b"t " in client(server, "ls").stdout
        assert lines_of(client(server, "ls", "--json").stdout)[0]["topics"][0]["name"] == "t"


def what_cannot_be_is_refused_with_its_exit_code():
    with desk.Server() as server:
        client(server, "tail", "none", expect=(4,))
        client(server, "tail", "../x", expect=(2,))
        client(server, "publish", "t", "--dtype", "object", input=b"", expect=(2,))
        client(server, "publish", "t", "--text", input=b"1 x", expect=(2,))
        client(server, "publish", "t", "--dtype", "<f4", input=b"", expect=(11,))
        client(server, "publish", "t", input=b"123", expect=(7,))
        client(server, "tail", "t", "--policy", "fast", expect=(2,))
        client(server, "publish", "t", "missing.bin", expect=(4,))


def long_messages_go_in_pieces_and_come_back_whole():
    with desk.Server() as server:
        path = desk.make_file(server.home / "big.bin", 3 * 1_000_000, 5)
        client(server, "publish", "big", path, "--dtype", "|u1", "--shape", "1000,1000")
        target = server.home / "big.npy"
        client(server, "record", "big", target, "--from", "0", "--count", "3")
        assert target.read_bytes()[-3_000_000:] == path.read_bytes()
        client(server, "record", "big", target, expect=(11,))


def a_file_that_grows_is_followed_and_datagrams_are_taken():
    with desk.Server() as server:
        grows = server.home / "grows.bin"
        grows.write_bytes(b"")
        following = start(server, "publish", "file", grows, "--follow", "--shape", "2")
        with open(grows, "ab", buffering=0) as file:
            for number in range(20):
                file.write(struct.pack("<d", number))
                time.sleep(0.005)
        desk.wait_for(lambda: next_of(server, "file") == 10, "ten messages")
        assert end(following) == 130
        port = desk.free_port()
        listening = start(server, "publish", "udp", f"udp:127.0.0.1:{port}", "--count", "3")
        desk.wait_for(lambda: next_of(server, "udp") == 0, "the topic")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.connect(("127.0.0.1", port))
            for bytes_ in (b"odd", b"", struct.pack("<d", 1), struct.pack("<2d", 2, 3)):
                one.send(bytes_)
        assert listening.wait(LIMIT) == 0
        tailed = lines_of(client(server, "tail", "udp", "--json", "--from", "0", "--count", "3").stdout)
        assert [one["data"] for one in tailed[1:]] == [1, 2, 3], tailed


def a_recording_is_whole_whenever_the_client_ends():
    with desk.Server() as server:
        target = server.home / "run.npy"
        source = start(server, "publish", "lab", "demo")
        desk.wait_for(lambda: next_of(server, "lab") > 0, "the demo signal")
        recording = start(server, "record", "lab", target)
        desk.wait_for(lambda: next_of(server, "lab") > 30, "some messages")
        assert end(recording) == 130
        shape, values = read_npy(target.read_bytes())
        assert shape[0] > 5 and shape[1] == 100 and max(map(abs, values)) < 2, shape
        end(source)


def a_topic_is_drawn_in_a_pipe_and_on_a_terminal():
    with desk.Server() as server:
        source = start(server, "publish", "lab", "demo", stderr=subprocess.DEVNULL)
        desk.wait_for(lambda: next_of(server, "lab") > 0, "the demo signal")
        drawn = client(server, "watch", "lab", "--count", "5", "--plot", "ascii").stdout.decode()
        assert "lab" in drawn.splitlines()[0] and drawn.count("*") > 50 and "\x1b" not in drawn, drawn
        main, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 12, 40, 0, 0))
        watching = start(server, "watch", "lab", stdout=other, stderr=subprocess.DEVNULL)
        os.close(other)
        seen = bytearray()
        os.set_blocking(main, False)

        def painted(columns):
            try:
                seen.extend(os.read(main, 65536))
            except BlockingIOError:
                pass
            return b"\x1b[?25l" in seen and any(len(line.decode(errors="replace")) > columns for line in bytes(seen).split(b"\n"))

        desk.wait_for(lambda: painted(20), "a picture")
        fcntl.ioctl(main, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 90, 0, 0))
        seen.clear()
        desk.wait_for(lambda: painted(60), "a larger picture")
        assert end(watching) == 130
        os.close(main)
        end(source)


def the_server_records_a_topic_as_an_array_that_grows():
    with desk.Server() as server:
        server.ask("PUT", "/api/v1/topics/lab", {"dtype": "<f8", "shape": [2]})
        status, _, body = server.ask("POST", "/api/v1/topics/lab/record", {"array": "run-7"})
        assert status == 201 and json.loads(body)["recording"] == "run-7", (status, body)
        assert server.ask("POST", "/api/v1/topics/lab/record", {"array": "run-8"})[0] == 409
        assert server.ask("POST", "/api/v1/topics/lab/record", {"name": "run-8"})[0] == 400
        for number in range(40):
            server.ask("POST", "/api/v1/topics/lab", struct.pack("<2d", number, -number))
        desk.wait_for(lambda: json.loads(server.ask("GET", "/api/v1/topics/lab")[2])["recorded"] == 40, "all to be taken down")
        shape, values = read_npy(server.ask("GET", "/api/v1/arrays/run-7")[2])
        assert shape == (40, 2) and values[:4] == (0, 0, 1, -1), (shape, values[:4])
        part = read_npy(server.ask("GET", "/api/v1/arrays/run-7?slice=10:12")[2])
        assert part == ((2, 2), (10, -10, 11, -11)), part
        status, _, said = server.ask("POST", "/api/v1/topics/lab/record", {"array": "run-8"})
        assert status == 409 and json.loads(said)["code"] == "target_busy", (status, said)
        assert server.ask("GET", "/api/v1/arrays/run-8/info")[0] == 404
        assert server.ask("DELETE", "/api/v1/topics/lab/record")[0] == 204
        assert server.ask("DELETE", "/api/v1/topics/lab/record")[0] == 404
        server.ask("POST", "/api/v1/topics/lab", struct.pack("<2d", 99, 99))
        shape, _ = read_npy(server.ask("GET", "/api/v1/arrays/run-7")[2])
        assert shape == (40, 2), shape


if __name__ == "__main__":
    desk.main([numbers_are_published_as_text_and_tailed_as_json, what_cannot_be_is_refused_with_its_exit_code,
               long_messages_go_in_pieces_and_come_back_whole, a_file_that_grows_is_followed_and_datagrams_are_taken,
               a_recording_is_whole_whenever_the_client_ends, a_topic_is_drawn_in_a_pipe_and_on_a_terminal,
               the_server_records_a_topic_as_an_array_that_grows])
