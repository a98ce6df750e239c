"""Writes the first corpus of the WebSocket parser from RFC 6455, without the code under test. Inputs that once crashed are
added by hand.

usage: make_websocket_corpus.py CORPUS_FOLDER"""

import struct
import sys
from pathlib import Path

KEY = b"\x37\xfa\x21\x3d"


def frame(first, payload=b"", masked=True, length=None):
    size = len(payload) if length is None else length
    mark = 0x80 if masked else 0
    if size < 126:
        head = bytes([first, mark | size])
    elif size < 65536:
        head = bytes([first, mark | 126]) + struct.pack(">H", size)
    else:
        head = bytes([first, mark | 127]) + struct.pack(">Q", size)
    if not masked:
        return head + payload
    return head + KEY + bytes(b ^ KEY[i % 4] for i, b in enumerate(payload))


def close(code, reason=b"", masked=True):
    return frame(0x88, struct.pack(">H", code) + reason, masked)


INPUTS = {
    "text": frame(0x81, b"Hello") + close(1000),
    "text-to-client": (frame(0x81, b"Hello", False) + close(1000, b"", False), 1),
    "fragments": frame(0x01, b"Hel") + frame(0x89, b"ping") + frame(0x00) + frame(0x80, b"lo") + close(1001, b"bye"),
    "character-cut": frame(0x01, b"\xe2\x82") + frame(0x80, b"\xac") + close(3000, "€".encode()),
    "binary": frame(0x82, bytes(range(256))) + frame(0x8A, b"pong"),
    "limit": frame(0x81, b"t" * 200) + frame(0x81, b"t" * 201),
    "huge": frame(0x82, b"x", length=2**63 - 1),
    "negative": frame(0x82, b"x", length=2**63),
    "reserved-bits": frame(0xC1, b"x"),
    "reserved-opcode": frame(0x83, b"x"),
    "unmasked": frame(0x81, b"x", False),
    "control-fragment": frame(0x09, b"x"),
    "control-long": frame(0x89, b"x" * 126),
    "close-half": frame(0x88, b"\x03"),
    "close-empty": frame(0x88),
    "close-code": close(1005),
    "close-bad-reason": close(1000, b"\xff"),
    "bad-text": frame(0x81, b"\xed\xa0\x80"),
    "order": frame(0x80, b"x"),
    "nested": frame(0x01, b"x") + frame(0x82, b"y"),
    "long-form": bytes([0x82, 0xFE, 0, 5]) + KEY + b"abcde",
}


def main():
    folder = Path(sys.argv[1]) / "websocket"
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in INPUTS.items():
        body, side = made if isinstance(made, tuple) else (made, 0)
        (folder / name).write_bytes(bytes([side]) + body)


if __name__ == "__main__":
    main()
