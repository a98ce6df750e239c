"""Writes the first corpus of unpacking with Python's zipfile, without the code under test. Inputs that once crashed are added by
hand.

usage: make_zip_corpus.py CORPUS_FOLDER"""

import io
import struct
import sys
import warnings
import zipfile
from pathlib import Path

STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


def archive(entries, method=STORED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as into:
        for name, content in entries:
            entry = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            into.writestr(entry, content, method)
    return made.getvalue()


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = 0o120777 << 16
    return entry


def main():
    warnings.simplefilter("ignore")  # names that stand twice
    size = lambda count: struct.pack("<I", count)
    inputs = {
        "stored": archive([("a", "hello"), ("d/b", "there"), ("d/", "")]),
        "deflated": archive([("a", "x" * 500)], DEFLATED),
        "slip": archive([("../a", "x")]),
        "absolute": archive([("/a", "x")]),
        "twice": archive([("a", "x"), ("a", "y")]),
        "link": archive([(link("l"), "/etc/passwd")]),
        "empty": archive([]),
        "sum": archive([("a", "hello")]).replace(b"hello", b"hullo"),
        "bomb": archive([("a", bytes(3_000_000))], DEFLATED),
        "name": archive([("\u00e4\u20ac", "x"), (".x.12345678.part", "y")]),
        "cut": archive([("a", "hello")])[:-10],
        "liar": archive([("a", bytes(300_000))], DEFLATED).replace(size(300_000), size(5)),
    }
    for name, content in inputs.items():
        (Path(sys.argv[1]) / name).write_bytes(content)


main()
