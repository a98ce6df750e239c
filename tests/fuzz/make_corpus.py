"""Writes the first corpora of the frame parser, the message decoder and the journal from docs/protocol.md and
docs/journal.md, without the code under test. Inputs that once crashed are added by hand.

usage: make_corpus.py CORPUS_FOLDER"""

import struct
import sys
from pathlib import Path

MAGIC = b"SLUICE\r\n"
DATA = 10
VERSION = bytes(range(16))


def crc32c(data):
    state = 0xFFFFFFFF
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0x82F63B78 if state & 1 else 0)
    return state ^ 0xFFFFFFFF


def text(value):
    value = value.encode() if isinstance(value, str) else value
    return struct.pack(">H", len(value)) + value


def blob(value):
    return struct.pack(">I", len(value)) + value


def frame(kind, body, request_id=7):
    head = struct.pack(">IBBHI", len(body), kind, 0, 0, request_id)
    return head + struct.pack(">I", crc32c(head if kind == DATA else head + body)) + body


def entry(path, kind=1, size=7, modified=-1, chunk_size=1 << 20):
    return text(path) + struct.pack(">BQq", kind, size, modified) + VERSION + struct.pack(">I", chunk_size)


HELLO = MAGIC + struct.pack(">HHQB", 1, 1, 0, 1) + text("client") + text("secret")
WELCOME = struct.pack(">HQIIHQ", 1, 0, 65536, 1 << 20, 128, 42) + text("server")
READ = text("a/b") + VERSION + struct.pack(">QQB", 0, 1 << 20, 1)

MESSAGES = {
    "hello": (1, HELLO),
    "hello-role-3": (1, MAGIC + struct.pack(">HHQB", 1, 1, 0, 3) + text("") + text("")),
    "welcome": (2, WELCOME),
    "list": (3, text("a") + text("**/*.csv") + text("a/b") + struct.pack(">BH", 1, 4096)),
    "listing": (4, struct.pack(">I", 2) + entry("a", 2, 0, 0, 0) + entry("a/b") + text("a/b") + struct.pack(">I", 3)),
    "listing-count-alone": (4, struct.pack(">I", 4096)),
    "stat": (5, text("a/b")),
    "stat-control-bytes": (5, text(b"\x1b[2J\xff\xc2\x85")),
    "file_info": (6, entry("a/b")),
    "manifest_request": (7, text("a/b") + VERSION + struct.pack(">BQI", 2, 5, 1024)),
    "manifest": (8, VERSION + struct.pack(">QIBQ", 3 << 20, 1 << 20, 1, 0) + blob(bytes(48)) + blob(bytes(16))),
    "read": (9, READ),
    "read-cut": (9, READ[:-1]),
    "read-longer": (9, READ + b"\0"),
    "data": (DATA, b"file bytes"),
    "range_end": (11, VERSION + struct.pack(">Q", 0) + blob(bytes(16))),
    "error": (12, struct.pack(">HBI", 19, 1, 500) + text("later")),
    "error-unknown-status": (12, struct.pack(">HBI", 65535, 0, 0) + text("?")),
    "ping": (13, struct.pack(">Q", 99)),
    "pong": (14, struct.pack(">Q", 99)),
    "cancel": (15, b""),
    "going_away": (16, struct.pack(">I", 5000) + text("restart")),
    "no-such-type": (17, b""),
    "agent_register": (23, text("shop-1") + VERSION + struct.pack(">I", 2) + text("films") + text("books") + text("sluice")),
    "agent_register-count-alone": (23, text("shop-1") + VERSION + struct.pack(">I", 128)),
    "agent_register-too-many": (23, text("a") + VERSION + struct.pack(">I", 129) + 129 * text("x") + text("")),
    "agent_accepted": (24, struct.pack(">II", 15000, 45000)),
    "agent_resolve": (25, text("$HOME/film.mkv")),
    "agent_resolved": (26, text("films/film.mkv") + b"\1"),
    "agent_resolved-kind-4": (26, text("films") + b"\4"),
    "agent_dial": (27, VERSION + struct.pack(">H", 3)),
    "agent_hang_up": (28, VERSION),
    "topic_open": (29, text("lab") + struct.pack(">BBQ", 1, 2, 1200) + text("decimate:10") + 3 * text("")),
    "topic_open-publisher": (29, text("lab") + struct.pack(">BBQ", 2, 1, 0) + text("") + text("<f8") + text("2,100") + text("mV")),
    "topic_open-start-4": (29, text("lab") + struct.pack(">BBQ", 1, 4, 0) + 4 * text("")),
    "topic_open-name-too-long": (29, text("x" * 65) + struct.pack(">BBQ", 1, 1, 0) + 4 * text("")),
    "topic_schema": (30, text("<f8") + text("100") + text("mV") + struct.pack(">IQQ", 800, 3, 9)),
    "topic_data": (31, struct.pack(">QqB", 7, -1, 0) + blob(bytes(16))),
    "topic_data-piece": (31, struct.pack(">QqB", 7, 5, 1) + blob(bytes(60))),
    "topic_data-length-alone": (31, struct.pack(">QqBI", 7, 5, 1, 60 << 10)),
    "topic_data-too-long": (31, struct.pack(">QqB", 7, 5, 1) + blob(bytes((60 << 10) + 1))[:40]),
    "topic_gap": (32, struct.pack(">QQ", 8, 11) + text("slow")),
    "topic_gap-backwards": (32, struct.pack(">QQ", 11, 8) + text("\x1b[2J")),
    "topic_accepted": (33, struct.pack(">QQ", 52, 52)),
}

SESSION = frame(1, HELLO, 0) + frame(2, WELCOME, 0) + frame(9, READ, 1) + frame(DATA, b"file bytes", 1)
FLIPPED = bytearray(frame(13, struct.pack(">Q", 99)))
FLIPPED[20] ^= 1
RESERVED = bytearray(frame(15, b""))
RESERVED[5] = 1

# First byte: 1 puts checksums right, 2 takes data frames, the rest is how it is cut.
STREAMS = {
    "session": b"\x02" + SESSION,
    "session-cut": b"\x0e" + SESSION[:-3],
    "session-put-right": b"\x03" + SESSION.replace(b"file", b"FILE"),
    "data-before-login": b"\x00" + frame(DATA, b"x"),
    "data-empty": b"\x02" + frame(DATA, b""),
    "data-too-long": b"\x02" + frame(DATA, b"x" * ((1 << 20) + 1))[:16],
    "control-largest-at-login": b"\x10" + frame(5, bytes(4096)),
    "control-too-long-at-login": b"\x10" + frame(5, bytes(4097))[:16],
    "many-small": b"\x06" + b"".join(frame(13, struct.pack(">Q", n), n) for n in range(20)),
    "flipped-bit": b"\x02" + bytes(FLIPPED),
    "reserved-bit": b"\x02" + bytes(RESERVED),
    "no-such-type": b"\x02" + frame(17, b""),
    "tls-hello": b"\x00\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(8),
    "http": b"\x00GET / HTTP/1.1\r\n\r\n",
    "nothing": b"\x00",
}


def record(kind, payload):
    covered = struct.pack(">IB", len(payload), kind) + payload
    return covered + struct.pack(">I", crc32c(covered))


def journal_head(size=5 << 20, chunk_size=1 << 20, kind=1, path="a/b.bin", name="b.bin"):
    return record(1, b"SLJ1" + VERSION + struct.pack(">QIB", size, chunk_size, kind) + text(path) + text(name))


def chunk(number, width=16):
    return record(2, struct.pack(">Q", number) + bytes([number % 256]) * width)


FULL = journal_head() + b"".join(chunk(n) for n in range(5))
DAMAGED = bytearray(FULL)
DAMAGED[-60] ^= 0x10

# First byte: 1 puts checksums right.
JOURNALS = {
    "head-alone": b"\0" + journal_head(),
    "all-chunks": b"\0" + FULL,
    "out-of-order": b"\0" + journal_head() + chunk(4) + chunk(0) + chunk(4),
    "sha256": b"\0" + journal_head(kind=2) + chunk(1, 32),
    "torn-record": b"\0" + FULL[:-7],
    "flipped-bit": b"\0" + bytes(DAMAGED),
    "put-right": b"\1" + bytes(DAMAGED),
    "chunk-past-the-end": b"\0" + journal_head() + chunk(5),
    "wrong-digest-width": b"\0" + journal_head() + chunk(1, 32),
    "second-head": b"\0" + FULL + FULL,
    "chunk-size-0": b"\0" + journal_head(chunk_size=0),
    "kind-3": b"\0" + journal_head(kind=3),
    "chunk-first": b"\0" + chunk(0) + journal_head(),
    "huge-length": b"\0" + struct.pack(">IB", 0xFFFFFFFF, 1) + bytes(20),
    "nothing": b"\0",
}


PLACES = {
    "named": b"data/x",
    "inner": b"films/x/*.mkv",
    "absolute": b"/srv/data/films/x",
    "through-link": b"/srv/link/x",
    "home": b"~/data/x",
    "variable": b"${HOME}/data/x",
    "not-allowed": b"$SECRET/x",
    "up": b"data/../../etc/passwd",
    "pattern": b"*/x",
    "nothing": b"",
}


def main(folder):
    decoder = {name: bytes([kind]) + body for name, (kind, body) in MESSAGES.items()}
    for target, inputs in {"frame_parser": STREAMS, "message_decoder": decoder, "journal": JOURNALS, "export_place": PLACES}.items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for name, content in inputs.items():
            (folder / target / name).write_bytes(content)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
