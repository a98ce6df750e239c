"""Writes the first corpora of the request parser, the form parser and the Range field from their RFCs, without the code
under test. Inputs that once crashed are added by hand.

usage: make_http_corpus.py CORPUS_FOLDER"""

import sys
from pathlib import Path

HOST = b"Host: h\r\n"


def get(target=b"/", fields=b"", version=b"HTTP/1.1"):
    return b"GET " + target + b" " + version + b"\r\n" + HOST + fields + b"\r\n"


def post(fields, body):
    return b"POST /p HTTP/1.1\r\n" + HOST + fields + b"\r\n" + body


CHUNKED = post(b"Transfer-Encoding: chunked\r\n", b"5;a=b\r\nhello\r\n00A\r\n0123456789\r\n0\r\nT: u\r\n\r\n")
LENGTH = post(b"Content-Length: 5\r\n", b"hello")

# First byte: how it is cut.
REQUESTS = {
    "get": b"\0" + get(),
    "pipelined": b"\x08" + LENGTH + get(b"/a%20b?c=d") + CHUNKED + get(),
    "absolute": b"\0" + get(b"http://other:81/p?q"),
    "options": b"\0OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
    "version-1.0": b"\0" + get(fields=b"Connection: keep-alive\r\n", version=b"HTTP/1.0"),
    "upgrade": b"\0" + get(fields=b"Connection: Upgrade\r\nUpgrade: websocket\r\n") + get(),
    "expect": b"\0" + post(b"Expect: 100-continue\r\nContent-Length: 1\r\n", b"a"),
    "length-and-chunked": b"\0" + post(b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
    "length-twice": b"\0" + post(b"Content-Length: 1\r\nContent-Length: 1\r\n", b"a"),
    "length-huge": b"\0" + post(b"Content-Length: 9223372036854775807\r\n", b"a"),
    "folded": b"\0" + get(fields=b"A: b\r\n c\r\n"),
    "bare-lf": b"\0" + get().replace(b"\r\n", b"\n"),
    "blank-before-colon": b"\0" + get(fields=b"A : b\r\n"),
    "escapes": b"\0" + get(b"/%2F%00%zz"),
    "http2": b"\0PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "connect": b"\0CONNECT h:80 HTTP/1.1\r\n" + HOST + b"\r\n",
    "empty-line-first": b"\0\r\n" + get(),
    "chunk-bad-end": b"\0" + post(b"Transfer-Encoding: chunked\r\n", b"1\r\nab\r\n"),
    "chunk-huge": b"\0" + post(b"Transfer-Encoding: chunked\r\n", b"FFFFFFFFFFFFFFF\r\na"),
    "tls": b"\0\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}

FIELD = b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nv\r\n'
FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: text/plain\r\n\r\ndata\r\n'
FORMS = {
    "two-parts": b"\x04" + FIELD + FILE + b"--b--\r\n",
    "preamble": b"\0text\r\n" + FIELD + b"--b--",
    "near-boundary": b"\0" + FILE.replace(b"data", b"\r\n--\r\n--c\r\r\n-") + b"--b--",
    "empty-part": b"\0" + FILE.replace(b"data", b"") + b"--b--",
    "cut": b"\0" + FILE,
    "no-name": b"\0--b\r\nContent-Disposition: form-data\r\n\r\n",
    "too-many": b"\0" + FIELD * 5 + b"--b--",
    "field-too-long": b"\0" + FIELD.replace(b"\r\nv", b"\r\n" + b"v" * 30) + b"--b--",
    "quoted": b'\0--b\r\nContent-Disposition: form-data; name="a\\"b"; filename="c;d"\r\n\r\n\r\n--b--',
}

# First two bytes: size of the file.
RANGES = {
    "first": b"\1\0bytes=0-9",
    "open": b"\1\0bytes=9-",
    "suffix": b"\1\0bytes=-9",
    "several": b"\1\0bytes=0-0, 2-2,4-9,5-20,-1",
    "nine": b"\1\0bytes=" + b",".join(b"%d-%d" % (n, n) for n in range(0, 18, 2)),
    "beyond": b"\0\1bytes=1-",
    "huge": b"\xff\0bytes=18446744073709551614-,-18446744073709551616",
    "empty-file": b"\0\0bytes=0-,-1",
    "malformed": b"\1\0bytes=5-4,a",
}


def main(folder):
    for target, inputs in {"request_parser": REQUESTS, "multipart": FORMS, "byte_ranges": RANGES}.items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for name, content in inputs.items():
            (folder / target / name).write_bytes(content)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
