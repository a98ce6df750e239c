"""Writes the first corpora of topics from docs/streams.md, without the code under test. Inputs that once crashed are added by hand.

usage: make_topic_corpus.py CORPUS_FOLDER"""

import struct
import sys
from pathlib import Path

from make_corpus import crc32c


def topic_file(*lines):
    text = "".join(line + "\n" for line in lines).encode()
    return text + b"sum=%08x\n" % crc32c(text)


PLAIN = ("dtype=<f8", "shape=2,100", "units=mV", "keep_bytes=67108864", "keep_ns=3600000000000", "reserved=65536", "clean=0")

# First byte: which reader.
TEXTS = {
    "from-nothing": b"\0",
    "from-sequence": b"\x001200",
    "from-time": b"\x002026-11-21T12:00:00.25Z",
    "from-ago": b"\0-30s",
    "from-long-ago": b"\0-99999999d",
    "from-far": b"\x009999-12-31T23:59:59Z",
    "from-largest": b"\x009223372036854775807",
    "policy-decimate": b"\x01decimate:10",
    "policy-decimate-0": b"\x01decimate:0",
    "policy-block": b"\x01block",
    "dtype": b"\x02<f8",
    "dtype-long": b"\x02complex128",
    "dtype-object": b"\x02|O8",
    "shape": b"\x03(2, 100,)",
    "shape-huge": b"\x031099511627776,1099511627776",
    "name": b"\x04lab.run_7-a",
    "name-up": b"\x04../x",
    "file": b"\x05" + topic_file(*PLAIN),
    "file-damaged": b"\x05" + topic_file(*PLAIN).replace(b"mV", b"mA"),
    "file-put-right": b"\x06" + topic_file(*PLAIN).replace(b"mV", b"mA"),
    "file-no-dtype": b"\x06" + topic_file(*PLAIN[1:]),
    "file-keep-most": b"\x06" + topic_file(*PLAIN[:4], "keep_ns=9223372036854775807", *PLAIN[5:]),
}


def segment(first, *records, payload=8):
    head = b"SLTOPIC\n" + struct.pack(">IIQ", 1, payload, first)
    return head + struct.pack(">II", crc32c(head), 0) + b"".join(records)


def record(sequence, time=0, numbers=bytes(8)):
    body = struct.pack("<Qq", sequence, time) + numbers
    covered = struct.pack(">I", len(body)) + body
    return struct.pack(">I", crc32c(covered)) + covered


THREE = segment(5, record(5), record(6, 1000), record(7, 2000))

# First byte: 1 puts checksums right, 2 and 4 share the rest out.
JOURNALS = {
    "three": b"\0" + THREE,
    "torn": b"\0" + THREE[:-9],
    "two-segments": b"\2" + THREE + segment(8, record(8, 3000), record(9), record(10)),
    "number-behind": b"\0" + segment(5, record(5), record(4), record(7)),
    "number-far-ahead": b"\2" + segment(5, record(5), record(1 << 62)) + segment(7, record(7), record(8)),
    "times-of-the-ends": b"\0" + segment(5, record(5, -(1 << 63)), record(6, (1 << 63) - 1)),
    "last-numbers": b"\0" + segment((1 << 63) - 2, record((1 << 63) - 2), record((1 << 63) - 1)),
    "other-payload": b"\0" + segment(0, record(0), payload=16),
    "overlapping": b"\3" + segment(0, *(record(n) for n in range(4))) + segment(2, *(record(n) for n in range(2, 6))),
    "head-alone": b"\0" + segment(0),
    "nothing": b"\0",
}

ORDERS = {
    "order": b'\0{"dtype":"<f8","shape":[2,100],"units":"mV","keep_seconds":600,"keep_bytes":67108864}',
    "order-scalar": b'\0{"dtype":"|u1"}',
    "order-empty-axis": b'\0{"dtype":"<f8","shape":[0]}',
    "order-huge": b'\0{"dtype":"<f8","shape":[1099511627776,1099511627776]}',
    "order-keep-nan": b'\0{"dtype":"<f8","keep_seconds":1e999}',
    "order-list": b"\0[]",
    "order-deep": b"\0" + b"[" * 500,
    "order-units": b'\0{"dtype":"<f8","units":"\\u0000\\ud800"}',
    "wish": b"\1from=1200&policy=decimate:10",
    "wish-again": b"\1from=0\n41",
    "wish-last": b"\1\n9223372036854775807",
    "wish-escaped": b"\1from=%2D30s&policy=%64rop-oldest",
    "action": b'\2{"action":"start"}',
    "action-number": b'\2{"action":7}',
}


def main(folder):
    for target, inputs in {"topic_text": TEXTS, "topic_journal": JOURNALS, "topic_order": ORDERS}.items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for name, content in inputs.items():
            (folder / target / name).write_bytes(content)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
