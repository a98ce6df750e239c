"""The array store by curl, http.client and Debian's numpy: its predecessor's routes, and /api/v1/arrays."""

import base64
import datetime
import hashlib
import io
import json
import pickle
import random
import struct
import sys

import desk

try:
    import numpy as np
except ImportError:
    np = None

DTYPES = ["|b1", "|i1", "|u1", "<i2", ">i2", "<u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8", "<f2", ">f2", "<f4", ">f4", "<f8",
          ">f8", "<c8", ">c8", "<c16", ">c16", "<M8[ns]", ">M8[D]", "<M8[25s]", "<m8[ms]", "|S7", "<U4", ">U4"]
SHAPES = [(), (1,), (5,), (0,), (3, 4), (2, 0, 3), (2, 3, 4), (1, 7, 1, 2)]


class Arrays:
    """A server for arrays."""

    def __init__(self, *arguments):
        if np is None:
            raise desk.Skip("numpy is missing (package python3-numpy)")
        self.server = desk.Server(*arguments)

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *why):
        self.server.__exit__(*why)

    def ask(self, method, path, body=None, **fields):
        status, head, text = self.server.ask(method, path, body, **fields)
        if "json" in head.get("content-type", "") and text:
            text = json.loads(text)
        return status, head, text

    def put(self, name, array, query="", **how):
        status, _, made = self.ask("PUT", f"/api/v1/arrays/{name}{query}", npy_of(array, **how))
        assert status == 201, (status, made)
        return made

    def get(self, path, **fields):
        status, head, text = self.ask("GET", "/api/v1/arrays/" + path, **fields)
        assert status in (200, 206), (status, text)
        return head, text

    def load(self, path, **fields):
        return np.load(io.BytesIO(self.get(path, **fields)[1]), allow_pickle=False)

    def refuse(self, body, status):
        got, _, said = self.ask("PUT", "/api/v1/arrays/bad", body)
        assert got == status, (got, said)
        assert self.ask("GET", "/api/v1/arrays")[2]["arrays"] == []
        return said["detail"]


def npy_of(array, version=None):
    made = io.BytesIO()
    np.lib.format.write_array(made, np.asanyarray(array), version=version, allow_pickle=True)
    return made.getvalue()


def header(dictionary, major=1):
    text = dictionary.encode()
    return b"\x93NUMPY" + bytes([major, 0]) + struct.pack("<H" if major == 1 else "<I", len(text)) + text


def any_array(dtype, shape, source):
    dtype = np.dtype(dtype)
    count = int(np.prod(shape, dtype=np.int64))
    if dtype.kind == "U":
        flat = np.array(["".join(source.choices("aé漢😀 \"\\,", k=source.randrange(5))) for _ in range(count)], dtype=dtype)
    elif dtype.kind == "b":
        flat = np.array([source.random() < 0.5 for _ in range(count)], dtype=dtype)
    else:
        flat = np.frombuffer(source.randbytes(count * dtype.itemsize), dtype=dtype)
    return flat.reshape(shape)


def same(got, array):
    assert got.dtype == array.dtype and got.shape == array.shape, (got.dtype, got.shape, array.dtype, array.shape)
    assert np.ascontiguousarray(got).tobytes() == np.ascontiguousarray(array).tobytes()


def two_hundred_kinds_of_arrays_come_back_as_they_were():
    seed = random.randrange(1 << 30)
    print("seed", seed, file=sys.stderr)
    source = random.Random(seed)
    with Arrays() as arrays:
        done = 0
        for dtype in DTYPES:
            for shape in SHAPES:
                array = any_array(dtype, shape, source)
                fortran = len(shape) > 1 and done % 3 == 0
                if fortran:
                    array = np.asfortranarray(array)
                sent = npy_of(array, version=[None, (1, 0), (2, 0), (3, 0)][done % 4])
                status, _, made = arrays.ask("PUT", f"/api/v1/arrays/a{done}", sent)
                assert status == 201, (dtype, shape, made)
                assert made["index"] == done and made["shape"] == list(shape) and made["dtype"] == array.dtype.str, made
                assert made["size"] == len(sent) and made["growing"] is False, made
                assert arrays.get(f"a{done}")[1] == sent
                if done % 5 == 0:
                    raw = arrays.get(f"a{done}", Accept="application/octet-stream")[1]
                    little = array.astype(array.dtype.newbyteorder("<"))
                    assert raw == np.ascontiguousarray(little).tobytes(), (dtype, shape)
                    everything = arrays.load(f"a{done}?slice=...")
                    same(everything, np.asarray(array, order="C"))
                done += 1
        assert done >= 200, done


def a_tus_upload_becomes_an_array_where_it_is_wanted():
    def word(text):
        return base64.b64encode(text.encode()).decode()

    with Arrays() as arrays:
        def upload(body, **metadata):
            field = ",".join(f"{key} {word(value)}" for key, value in metadata.items())
            tus = {"Tus-Resumable": "1.0.0"}
            status, head, _ = arrays.ask("POST", "/tus/", b"", **tus, Upload_Length=str(len(body)), Upload_Metadata=field)
            if status != 201:
                return status
            for at, piece in ((0, body[:99]), (99, body[99:])):
                status, _, _ = arrays.ask("PATCH", head["location"], piece, **tus, Upload_Offset=str(at), Content_Type="application/offset+octet-stream")
                if status != 204:
                    assert arrays.ask("HEAD", head["location"], **tus)[0] == 410
                    return status
            told = arrays.ask("HEAD", head["location"], **tus)[1]
            assert told["upload-offset"] == str(len(body)) and told["upload-metadata"] == field, told
            return status

        good = npy_of(np.arange(100))
        assert upload(good, path="waves", target="array", tags="cold,night") == 204
        assert upload(good, path="waves", target="array") == 204
        info = [arrays.ask("GET", f"/api/v1/arrays/{name}/info")[2] for name in ("waves", "waves(1)")]
        assert [one["tags"] for one in info] == [["cold", "night"], []], info
        assert arrays.get("waves(1)")[1] == good
        assert upload(good[:-3], path="bad", target="array") == 400
        assert upload(b"no array" * 20, path="bad", target="array") == 415
        for wrong in ({"path": "../x"}, {}, {"path": "x", "tags": "a,,b"}, {"path": "x", "tags": "t" * 65}):
            assert upload(good, target="array", **wrong) == 400, wrong
        assert arrays.ask("POST", "/tus/", b"", **{"Tus-Resumable": "1.0.0"}, Upload_Concat="final;/tus/5f0c2a9d1e7b4c38a6d2f19b0e83c475",
                          Upload_Metadata=f"path {word('x')},target {word('array')}")[0] in (400, 501)
        assert len(arrays.ask("GET", "/api/v1/arrays")[2]["arrays"]) == 2
        # A word of other clients' metadata that happens to be called so changes nothing.
        assert upload(good, path="plain.bin", target="somewhere") == 204
        assert arrays.server.published("plain.bin").read_bytes() == good


def slices_are_numpys():
    source = random.Random(7)
    with Arrays() as arrays:
        for name, order in (("c", "C"), ("f", "F")):
            array = np.arange(7 * 11 * 13, dtype=">f4").reshape(7, 11, 13)
            array = np.asarray(array, order=order)
            arrays.put(name, array)
            for text in ("0:3", ":,::2", "-1", "...,0", "::-1,3:9:4,1", "2:1", "0:99999999999999999999", "-99999999999999999999:2", "::-3,::5,::2"):
                same(arrays.load(f"{name}?slice={text}"), np.ascontiguousarray(eval(f"array[{text}]")))
            for _ in range(25):
                parts = []
                for length in array.shape:
                    start, stop = source.randint(-length - 2, length + 2), source.randint(-length - 2, length + 2)
                    parts.append(f"{start}:{stop}:{source.choice([-3, -1, 1, 2])}")
                text = ",".join(parts)
                same(arrays.load(f"{name}?slice={text}"), np.ascontiguousarray(eval(f"array[{text}]")))
            same(arrays.load(f"{name}?every=3"), np.ascontiguousarray(array[::3]))
            same(arrays.load(f"{name}?slice=1,::2&every=2"), np.ascontiguousarray(array[1, ::2][::2]))
            raw = arrays.get(f"{name}?slice=2,3:5&format=raw")[1]
            assert raw == np.ascontiguousarray(array[2, 3:5]).astype("<f4").tobytes()
            assert arrays.get(f"{name}?slice=0,0,0:2&format=json")[1]["data"] == array[0, 0, 0:2].tolist()
            for wrong in ("7", "-8", "0,0,0,0", "a", "::0", "", "99999999999999999999"):
                status, _, said = arrays.ask("GET", f"/api/v1/arrays/{name}?slice={wrong}")
                assert status == 400 and said["code"] == "bad_usage", (wrong, status, said)


def decimation_keeps_what_a_plot_needs():
    with Arrays() as arrays:
        array = np.sin(np.linspace(0, 60, 10_000)).astype("<f4")
        array[5000], array[777] = 9, np.nan
        arrays.put("signal", array)

        got = arrays.load("signal?decimate=minmax:100")

        assert got.shape == (100, 2) and got.dtype == np.float64
        parts = array.reshape(100, 100)
        assert np.array_equal(got[:, 0], np.nanmin(parts, axis=1).astype("f8"))
        assert np.array_equal(got[:, 1], np.nanmax(parts, axis=1).astype("f8"))
        assert arrays.get("signal?decimate=minmax:2&format=json")[1]["shape"] == [2, 2]
        for wrong in ("decimate=minmax:0", "decimate=mean:3", "every=0", "every=-1", "every=x", "format=xml", "slice=%zz"):
            assert arrays.ask("GET", "/api/v1/arrays/signal?" + wrong)[0] == 400, wrong


def json_and_csv_have_the_documented_forms():
    with Arrays() as arrays:
        special = np.array([[np.nan, np.inf], [-np.inf, 1.5]])
        arrays.put("special", special)
        arrays.put("complex", np.array([1 + 2j, complex(np.nan, -np.inf)]))
        arrays.put("dates", np.array(["2024-02-29T12:30:15.123", "NaT"], dtype="M8[ms]"))
        arrays.put("spans", np.array([5, "NaT"], dtype="m8[s]"))
        arrays.put("words", np.array(["a,b", "é\"漢"]))
        arrays.put("single", np.float32(0.1))
        arrays.put("flags", np.array([True, False]))
        data = lambda name: arrays.get(name, Accept="application/json")[1]

        assert data("special") == {"name": "special", "dtype": "<f8", "shape": [2, 2], "data": [["NaN", "Infinity"], ["-Infinity", 1.5]]}
        assert data("complex")["data"] == [[1.0, 2.0], ["NaN", "-Infinity"]]
        assert data("dates")["data"] == ["2024-02-29T12:30:15.123", None]
        assert data("spans")["data"] == [5, None]
        assert data("words")["data"] == ["a,b", "é\"漢"]
        assert data("single")["data"] == 0.1 and data("single")["shape"] == []
        assert data("flags")["data"] == [True, False]
        csv = lambda name: arrays.get(name, Accept="text/csv")[1].decode()
        assert csv("special") == "nan,inf\n-inf,1.5\n"
        assert csv("words") == "\"a,b\"\n\"é\"\"漢\"\n"
        table = np.random.default_rng(1).normal(size=(50, 7))
        arrays.put("table", table)
        assert np.array_equal(np.loadtxt(io.StringIO(csv("table")), delimiter=","), table)
        dates = np.arange("0001-01-01", "2400-01-01", 997, dtype="M8[D]")
        for unit in ("Y", "M", "W", "D", "h", "m", "s", "ms", "us"):
            arrays.put("at-" + unit, dates.astype(f"M8[{unit}]"))
            assert data("at-" + unit)["data"] == [str(one) for one in dates.astype(f"M8[{unit}]")], unit
        precise = np.array([-1, 0, 1, 1 << 60], dtype="M8[ns]")
        arrays.put("ns", precise)
        assert data("ns")["data"] == [str(one) for one in precise]


def long_json_is_refused_with_the_address_of_the_bytes():
    with Arrays("--array-json", "10K") as arrays:
        arrays.put("long%20one", np.zeros(10_000))
        arrays.put("lists", np.zeros((1000, 1000, 0)))

        for path, message in (("/api/v1/arrays/long%20one?format=json", "detail"), ("/array/0", "message"), ("/array/1", "message")):
            status, _, said = arrays.ask("GET", path)
            assert status == 413 and said["binary"].startswith("/api/v1/arrays/"), (status, said)
            assert said[message], said
        status, _, text = arrays.ask("GET", said["binary"])
        assert status == 200 and np.load(io.BytesIO(text)).shape == (1000, 1000, 0)
        assert arrays.get("long%20one?slice=0:3&format=json")[1]["data"] == [0, 0, 0]


def bad_files_are_refused_by_name_and_leave_nothing():
    with Arrays("--max-upload", "100K") as arrays:
        archive = io.BytesIO()
        np.savez(archive, a=np.zeros(3))
        good = npy_of(np.zeros((2, 3)))

        assert ".npz" in arrays.refuse(archive.getvalue(), 415)
        assert "pickle" in arrays.refuse(pickle.dumps({"a": 1}), 415)
        assert "objects" in arrays.refuse(npy_of(np.array([{}, None], dtype=object)), 415)
        assert "structured" in arrays.refuse(npy_of(np.zeros(2, dtype=[("a", "<f4")])), 415)
        assert "no .npy" in arrays.refuse(b"hello", 415)
        assert "no .npy" in arrays.refuse(b"", 415)
        arrays.refuse(b"\x93NUMPY\x02\x00\xff\xff\xff\xff", 400)  # 12 bytes that claim a header of 4 GiB
        arrays.refuse(header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }\n"), 400)
        arrays.refuse(header("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }\n"), 400)
        arrays.refuse(header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }\n"), 400)
        arrays.refuse(header("{'descr': '<f8', 'fortran_order': False, 'shape': (__import__('os'),), }\n"), 400)
        arrays.refuse(good + b"x", 400)
        arrays.refuse(good[:-1], 400)
        arrays.refuse(good[:20], 400)
        arrays.refuse(npy_of(np.zeros(20_000)), 413)
        for name in ("..", "a%2Fb", "%00", "x" * 201, ".x.01234567.part"):
            status, _, said = arrays.ask("PUT", "/api/v1/arrays/" + name, good)
            assert status in (400, 404), (name, status, said)
        folder = arrays.server.home / "state" / "arrays"
        assert list(folder.iterdir()) == [], list(folder.iterdir())
        assert not list((arrays.server.home / "state" / "incoming").iterdir())


def a_wrong_header_is_judged_before_the_body_comes():
    import socket
    with Arrays() as arrays:
        said = header("{'descr': '<f8', 'fortran_order': False, 'shape': (10,), }\n")
        with socket.create_connection(("127.0.0.1", arrays.server.port), timeout=20) as link:
            link.sendall(b"PUT /api/v1/arrays/a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4000000000\r\n\r\n" + said + bytes(desk.MIB - len(said)))
            answer = link.recv(1000)
        assert answer.startswith(b"HTTP/1.1 400"), answer


def the_file_has_ranges_tags_and_digests():
    with Arrays() as arrays:
        array = np.random.default_rng(3).normal(size=(400, 500)).astype("<f4")
        made = arrays.put("big", array)
        sent = npy_of(array)

        head, body = arrays.get("big", Range="bytes=1000-1999")
        assert body == sent[1000:2000] and head["content-range"] == f"bytes 1000-1999/{len(sent)}"
        head, _ = arrays.get("big", Want_Repr_Digest="sha-256=1")
        import base64
        assert head["repr-digest"] == "sha-256=:" + base64.b64encode(hashlib.sha256(sent).digest()).decode() + ":", head
        assert head["content-type"] == "application/x-npy" and 'filename="big.npy"' in head["content-disposition"], head
        assert arrays.ask("GET", "/api/v1/arrays/big", If_None_Match=head["etag"])[0] == 304
        status, head, body = arrays.ask("HEAD", "/api/v1/arrays/big?slice=0:10")
        assert status == 200 and body == b"" and int(head["content-length"]) == 128 + 10 * 500 * 4, head
        assert head["x-array-shape"] == "(10, 500)" and head["x-array-dtype"] == "<f4", head
        assert made["digest"].startswith("xxh3:") and len(made["digest"]) == 37


def names_tags_and_indices_are_kept():
    with Arrays() as arrays:
        good = npy_of(np.arange(3))
        for name in ("a", "b", "c"):
            arrays.put(name, np.arange(3), "?tags=run-1," + name)
        assert arrays.ask("PUT", "/api/v1/arrays/a", good)[0] == 409
        assert arrays.put("a", np.arange(5), "?on_exists=overwrite")["index"] == 0
        assert arrays.put("a", np.arange(5), "?on_exists=rename")["name"] == "a(1)"
        assert arrays.ask("PUT", "/api/v1/arrays/a?on_exists=maybe", good)[0] == 400
        assert arrays.ask("DELETE", "/api/v1/arrays/b")[0] == 204
        assert arrays.ask("DELETE", "/api/v1/arrays/b")[0] == 404
        assert arrays.ask("GET", "/array/1")[0] == 404
        assert arrays.put("d", np.arange(3))["index"] == 4

        status, _, now = arrays.ask("PATCH", "/api/v1/arrays/c", {"name": "z", "tags": ["new"]})
        assert status == 200 and now["name"] == "z" and now["tags"] == ["new"] and now["index"] == 2, now
        assert arrays.ask("PATCH", "/api/v1/arrays/z", {"name": "a"})[0] == 409
        assert arrays.ask("PATCH", "/api/v1/arrays/z", {"name": "../z"})[0] == 400
        assert arrays.ask("PATCH", "/api/v1/arrays/z", {"dtype": "<f4"})[0] == 400
        assert arrays.ask("PATCH", "/api/v1/arrays/none", {"name": "y"})[0] == 404
        listed = arrays.ask("GET", "/api/v1/arrays?limit=2")[2]
        assert [one["name"] for one in listed["arrays"]] == ["a", "z"], listed
        rest = arrays.ask("GET", f"/api/v1/arrays?limit=2&cursor={listed['next']}")[2]
        assert [one["name"] for one in rest["arrays"]] == ["a(1)", "d"] and rest["next"] is None, rest
        assert [one["name"] for one in arrays.ask("GET", "/api/v1/arrays?tag=new")[2]["arrays"]] == ["z"]
        shown = arrays.ask("GET", "/api/v1/arrays/z/info")[2]
        datetime.datetime.fromisoformat(shown["created"].replace("Z", "+00:00"))

        assert arrays.server.stop() == 143
        arrays.server.start()

        again = arrays.ask("GET", "/api/v1/arrays")[2]["arrays"]
        assert [(one["name"], one["index"]) for one in again] == [("a", 0), ("z", 2), ("a(1)", 3), ("d", 4)], again
        same(arrays.load("a"), np.arange(5))
        assert len(list((arrays.server.home / "state" / "arrays").iterdir())) == 4


def the_quota_is_of_all_arrays():
    with Arrays("--array-quota", "3000") as arrays:
        arrays.put("a", np.zeros(100))
        status, _, said = arrays.ask("PUT", "/api/v1/arrays/b", npy_of(np.zeros(300)))
        assert status == 413 and said["code"] == "over_quota", (status, said)
        arrays.put("b", np.zeros(200))
        assert arrays.ask("DELETE", "/api/v1/arrays/b")[0] == 204
        arrays.put("c", np.zeros(200))


def the_predecessors_flow_works_by_curl():
    with Arrays() as arrays:
        curl = desk.tool("curl")
        server, home = arrays.server, arrays.server.home
        array = np.random.default_rng(5).normal(size=(10, 4))
        np.save(home / "demo.npy", array)
        np.save(home / "odd.npy", np.array([np.nan, 1 + 1j]))
        np.savez(home / "pair.npz", a=array, b=array)

        def ask(path, *words):
            said = desk.run([curl, "-sS", "--max-time", "30", "-w", "\n%{http_code}", *words, server.url + path]).stdout
            text, status = said.rsplit(b"\n", 1)
            return int(status), json.loads(text)

        status, made = ask("/upload", "-F", f"file=@{home}/demo.npy")
        assert status == 200, made
        assert {key: made[key] for key in ("status", "shape", "dtype", "index")} == {
            "status": "success", "shape": [10, 4], "dtype": "float64", "index": 0}, made
        status, said = ask("/upload", "-F", f"file=@{home}/pair.npz")
        assert status == 400 and said["status"] == "error" and ".npz" in said["message"], (status, said)
        status, said = ask("/upload", "-F", "other=1")
        assert status == 422, (status, said)
        assert ask("/upload", "-F", f"file=@{home}/odd.npy")[0] == 200
        status, again = ask("/upload", "-F", f"file=@{home}/demo.npy;filename=../../demo.npy")
        assert status == 200 and again["index"] == 2 and again["name"] == "demo(1)", again

        status, listed = ask("/arrays")
        assert status == 200 and listed["count"] == 3, listed
        assert [(one["index"], one["shape"], one["dtype"]) for one in listed["arrays"]] == [
            (0, [10, 4], "float64"), (1, [2], "complex128"), (2, [10, 4], "float64")], listed
        status, got = ask("/array/0")
        assert status == 200 and got["shape"] == [10, 4] and got["dtype"] == "float64", got
        assert np.array_equal(np.array(got["data"]), array)
        assert ask("/array/1")[1]["data"] == [["NaN", 0.0], [1.0, 1.0]]
        for missing in ("9", "-1", "x", "99999999999999999999"):
            assert ask("/array/" + missing) == (404, {"status": "error", "message": "Array not found"}), missing


def a_large_array_is_resumed_after_kill_9():
    with Arrays() as arrays:
        array = np.random.default_rng(9).normal(size=600_000)
        sent = npy_of(array)
        order = {"name": "large", "target": "array", "size": len(sent), "chunk_size": desk.MIB, "tags": ["by-parts"]}
        status, _, made = arrays.ask("POST", "/api/v1/uploads", order, Idempotency_Key="k1")
        assert status == 201 and made["target"] == "array", made
        chunk = lambda n: sent[n * desk.MIB:(n + 1) * desk.MIB]
        for n in (0, 2):
            assert arrays.ask("PUT", f"/api/v1/uploads/{made['id']}/chunks/{n}", chunk(n))[0] == 201

        arrays.server.kill_and_start()

        status, _, again = arrays.ask("POST", "/api/v1/uploads", order, Idempotency_Key="k1")
        assert again["id"] == made["id"] and again["missing_chunks"] == [1, 3, 4], again
        assert arrays.ask("GET", "/api/v1/arrays")[2]["arrays"] == []
        for n in again["missing_chunks"]:
            assert arrays.ask("PUT", f"/api/v1/uploads/{made['id']}/chunks/{n}", chunk(n))[0] == 201
        status, _, done = arrays.ask("POST", f"/api/v1/uploads/{made['id']}/complete")
        assert status == 200 and done["path"] == "large" and done["sha256"] == hashlib.sha256(sent).hexdigest(), done
        same(arrays.load("large"), array)
        assert arrays.ask("GET", "/api/v1/arrays/large/info")[2]["tags"] == ["by-parts"]
        assert not list(arrays.server.served.iterdir())


def an_upload_that_is_no_array_ends_and_a_taken_name_waits():
    with Arrays() as arrays:
        def upload(name, sent):
            order = {"name": name, "target": "array", "size": len(sent)}
            status, _, made = arrays.ask("POST", "/api/v1/uploads", order)
            assert status == 201, made
            assert arrays.ask("PUT", f"/api/v1/uploads/{made['id']}/chunks/0", sent)[0] == 201
            return made["id"]

        complete = lambda id: arrays.ask("POST", f"/api/v1/uploads/{id}/complete")[0]
        assert complete(upload("bad", b"no array at all")) == 415
        assert complete(upload("bad", npy_of(np.zeros(3))[:-1])) == 400
        good = npy_of(np.arange(4))
        id = upload("a", good)
        arrays.put("a", np.arange(9))
        assert complete(id) == 409
        assert arrays.ask("DELETE", "/api/v1/arrays/a")[0] == 204
        assert complete(id) == 200
        same(arrays.load("a"), np.arange(4))
        assert arrays.ask("POST", "/api/v1/uploads", {"name": "a", "target": "array", "size": 9})[0] == 409
        assert arrays.ask("POST", "/api/v1/uploads", {"name": "../x", "target": "array", "size": 9})[0] == 400


def rights_are_asked_for():
    with Arrays() as arrays:
        arrays.server.kill()
        reader = arrays.server.add_token("reader", "read").read_text().strip()
        writer = arrays.server.add_token("writer", "read,write").read_text().strip()
        other = arrays.server.add_token("other", "read,write").read_text().strip()
        arrays.server.start()
        as_who = lambda token: {"Authorization": "Bearer " + token}
        good = npy_of(np.arange(4))

        assert arrays.ask("PUT", "/api/v1/arrays/a", good)[0] == 401
        assert arrays.ask("PUT", "/api/v1/arrays/a", good, **as_who(reader))[0] == 403
        assert arrays.ask("PUT", "/api/v1/arrays/a", good, **as_who(writer))[0] == 201
        assert arrays.ask("GET", "/api/v1/arrays/a")[0] == 401
        assert arrays.ask("GET", "/arrays")[0] == 401
        assert arrays.ask("GET", "/api/v1/arrays/a", **as_who(reader))[0] == 200
        assert arrays.ask("DELETE", "/api/v1/arrays/a", **as_who(reader))[0] == 403
        assert arrays.ask("DELETE", "/api/v1/arrays/a", **as_who(other))[0] == 403
        assert arrays.ask("PUT", "/api/v1/arrays/a?on_exists=overwrite", good, **as_who(other))[0] == 409
        assert arrays.ask("DELETE", "/api/v1/arrays/a", **as_who(writer))[0] == 204


if __name__ == "__main__":
    desk.main([two_hundred_kinds_of_arrays_come_back_as_they_were, a_tus_upload_becomes_an_array_where_it_is_wanted, slices_are_numpys, decimation_keeps_what_a_plot_needs,
               json_and_csv_have_the_documented_forms, long_json_is_refused_with_the_address_of_the_bytes,
               bad_files_are_refused_by_name_and_leave_nothing, a_wrong_header_is_judged_before_the_body_comes,
               the_file_has_ranges_tags_and_digests, names_tags_and_indices_are_kept, the_quota_is_of_all_arrays,
               the_predecessors_flow_works_by_curl, a_large_array_is_resumed_after_kill_9,
               an_upload_that_is_no_array_ends_and_a_taken_name_waits, rights_are_asked_for])
