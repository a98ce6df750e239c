"""NumpyClient and its command line against the real server: the flow of the predecessor's README, types and shapes there and
back, streams, and the picture of the live plot. Where the server has no arrays or topics, what stays is tested."""

import json
import os
import subprocess
import sys
import threading
import time

import desk

PACKAGE = desk.SOURCE / "clients" / "python"
PICTURES = desk.SOURCE / "build" / "screenshots"
sys.path.insert(0, str(PACKAGE))

try:
    import numpy as np
    from sluice_numpy import NumpyClient, SluiceError
    from sluice_numpy.plot import LivePlot, Tail, rolling
except ImportError as missing:
    print(f"every case: SKIPPED: {missing} (packages python3-numpy python3-websockets)")
    sys.exit(desk.SKIPPED)


def environment():
    return {**os.environ, "PYTHONPATH": str(PACKAGE), "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "Agg"}


def run(server, *words, expect=(0,), text=None):
    how = {"input": text} if text is not None else {"stdin": subprocess.DEVNULL}
    command = [sys.executable, "-B", "-m", "sluice_numpy", *map(str, words), "--server", server.url]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False, env=environment(), cwd=server.home, **how)
    assert ended.returncode in expect, (words, ended.returncode, ended.stderr.decode()[-2000:])
    return ended.stdout.decode()


def paths_of(server):
    return json.loads(server.ask("GET", "/openapi.json")[2])["paths"]


def need(server, path):
    if path not in paths_of(server):
        raise desk.Skip(f"this server has no {path}")


def raised(work):
    try:
        work()
    except SluiceError as error:
        return error
    raise AssertionError("nothing was raised")


def rolling_statistics_are_those_of_the_last_values():
    values = np.random.default_rng(3).normal(5, 2, 700)
    values[[10, 11, 400]] = [np.nan, np.inf, -np.inf]
    mean, deviation = rolling(values, 50)
    for i in (0, 1, 9, 12, 49, 50, 430, 699):
        window = values[max(0, i - 49):i + 1]
        window = window[np.isfinite(window)]
        assert np.isclose(mean[i], window.mean()) and np.isclose(deviation[i], window.std()), i
    assert np.isnan(rolling([np.nan])[0][0]) and rolling([])[0].size == 0


def a_tail_keeps_the_last_points_and_the_window_in_front_of_them():
    tail = Tail(500, 50)
    whole = np.arange(1300.0)
    for part in np.split(whole, 13):
        tail.push(part)
    number, signal, mean, deviation = tail.columns()
    assert (number[0], number[-1], number.size) == (800, 1299, 500)
    assert np.array_equal(signal, whole[800:])
    assert mean[0] == whole[751:801].mean() and np.isclose(deviation[0], whole[751:801].std())
    tail.push(np.array([[1 + 2j, 3j]]))
    assert tail.columns()[1][-1] == 3.0


def failures_are_told_by_exit_codes():
    with desk.Server() as server:
        client = NumpyClient(server.url, token="", retries=0)
        assert client.health()["status"] == "healthy"
        assert json.loads(run(server, "health"))["status"] == "healthy"
        assert raised(lambda: client.upload(server.home / "none.npy")).exit_code == 4
        assert raised(lambda: client.put("x", np.array([object()]))).exit_code == 2
        run(server, "upload", server.home / "none.npy", expect=(4,))
        gone = NumpyClient(f"http://127.0.0.1:{desk.free_port()}", token="", retries=0)
        assert raised(gone.health).exit_code == 5
        assert raised(lambda: gone.stream(print, 1)).exit_code == 5
        wanted = 4 if "/ws/stream" not in paths_of(server) else None
        if wanted:
            assert raised(lambda: client.stream(print, 1)).exit_code == wanted


def the_flow_of_the_predecessor_works():
    with desk.Server() as server:
        need(server, "/upload")
        assert run(server, "list") == ""
        np.save(server.home / "mine.npy", np.arange(12.0).reshape(3, 4))
        said = json.loads(run(server, "upload", "mine.npy"))
        assert said == {"status": "success", "shape": [3, 4], "dtype": "float64", "index": 0, "name": "mine"}, said
        assert len(run(server, "upload-demo").splitlines()) == 3
        listed = run(server, "list").splitlines()
        assert len(listed) == 4 and "(3, 4)" in listed[0] and "float64" in listed[0], listed
        assert "[ 8.  9. 10. 11.]" in run(server, "get", 0)
        run(server, "get", "0", "-o", "back.npy")
        assert (server.home / "back.npy").read_bytes() == (server.home / "mine.npy").read_bytes()
        run(server, "get", 99, expect=(4,))
        assert json.loads(run(server, "health"))["arrays_stored"] == 4


def arrays_of_many_types_and_shapes_come_back_as_they_were():
    types = ["?", "<i1", ">i2", "<u4", ">u8", "<f2", ">f4", "<f8", "<c8", ">c16", "<M8[ns]", "<m8[s]", "S5", "<U3"]
    with desk.Server() as server:
        need(server, "/api/v1/arrays/{name}")
        client = NumpyClient(server.url, token="", retries=0)
        draw = np.random.default_rng(11)
        for number, (kind, shape) in enumerate((kind, shape) for kind in types for shape in ((), (0,), (7,), (3, 4), (2, 3, 5))):
            count = int(np.prod(shape)) * np.dtype(kind).itemsize
            raw = draw.integers(65, 91, count, dtype=np.uint8).tobytes() if np.dtype(kind).kind not in "SUb" else None
            array = np.frombuffer(raw, dtype=kind).reshape(shape) if raw is not None else \
                np.full(shape, 1, dtype="i4").astype(kind)
            if number % 2:
                array = np.asfortranarray(array)
            client.put(f"a{number}", array)
            back = client.get(f"a{number}")
            assert back.dtype == array.dtype and back.shape == array.shape and back.tobytes() == array.tobytes(), (kind, shape)
        whole = np.arange(60000.0).reshape(300, 200)
        client.put("whole", whole)
        assert np.array_equal(client.get("whole", slice="10:20,::50"), whole[10:20, ::50])
        client.remove("whole")
        assert raised(lambda: client.get("whole")).exit_code == 4


def the_demo_signal_calls_back():
    with desk.Server() as server:
        need(server, "/ws/stream")
        client = NumpyClient(server.url, token="")
        seen = []
        count = client.stream(seen.append, 1.5)
        assert count == len(seen) >= 10, count
        first = seen[0]
        assert first["shape"] == [100] and first["dtype"] == "float64" and first["x"].shape == first["y"].shape == (100,), first
        assert np.abs(first["y"] - np.sin(first["x"])).max() < 1.0
        assert client.stream(lambda data: False, 30) == 1
        assert "mean" in run(server, "stream", "--duration", 1)


def own_numbers_are_published_watched_and_drawn():
    with desk.Server() as server:
        need(server, "/api/v1/topics/{name}")
        client = NumpyClient(server.url, token="")
        client.create_topic("mine", "f8", (), "V")
        NumpyClient(server.url, token="").create_topic("big", ">i2", (2,))
        wrong = raised(lambda: client.create_topic("mine", "f4", ()))
        assert wrong.status == 409, wrong
        seen = []
        watching = threading.Thread(target=lambda: client.watch("mine", lambda *one: seen.append(one) or len(seen) < 1000, 20, "drop-oldest"))
        watching.start()
        desk.wait_for(lambda: next(one for one in client.topics() if one["name"] == "mine")["subscribers"] == 1, "the subscriber")
        wave = np.sin(np.linspace(0, 25, 1000))
        for part in np.split(wave, 10):
            assert client.publish("mine", part)["count"] == 100
        watching.join(20)
        assert [one[0] for one in seen] == list(range(seen[0][0], seen[0][0] + 1000)), "sequence"
        assert np.allclose([float(one[2]) for one in seen], wave) and abs(seen[0][1] - time.time()) < 60
        run(server, "publish", "other", "--units", "mV", text=b"1\n2.5\n\n-3e2\n")
        assert next(one for one in client.topics() if one["name"] == "other")["next"] == 3
        run(server, "publish", "other", text=b"one\n", expect=(2,))
        assert client.publish("big", [[1, -2], [300, 4]])["count"] == 2
        assert raised(lambda: client.publish("big", [0.5, 1.5])).exit_code == 2


def the_plot_is_a_picture_with_two_panels():
    try:
        import matplotlib
    except ImportError:
        raise desk.Skip("matplotlib is missing (package python3-matplotlib)") from None
    PICTURES.mkdir(parents=True, exist_ok=True)
    matplotlib.use("Agg")
    target = PICTURES / "plot-client.png"
    target.unlink(missing_ok=True)
    draw = np.random.default_rng(5)
    plot = LivePlot("a signal", str(target))
    count = plot.run(lambda push: [push(np.sin(t + np.linspace(0, 2 * np.pi, 100)) + draw.normal(0, 0.1, 100)) for t in np.arange(0, 2, 0.1)])
    assert count == 2000 and target.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    above, below = plot._axes
    assert len(above.lines) == 1 and len(below.lines) == 2
    assert above.lines[0].get_xdata().size == 500 and below.lines[1].get_ydata().min() > 0.1
    pixels = matplotlib.image.imread(target)
    assert np.unique(pixels.reshape(-1, pixels.shape[-1]), axis=0).shape[0] > 50, "the picture is empty"


def the_plot_draws_the_demo_signal():
    with desk.Server() as server:
        need(server, "/ws/stream")
        try:
            import matplotlib  # noqa: F401
        except ImportError:
            raise desk.Skip("matplotlib is missing (package python3-matplotlib)") from None
        PICTURES.mkdir(parents=True, exist_ok=True)
        target = PICTURES / "plot-demo.png"
        target.unlink(missing_ok=True)
        run(server, "plot", "--duration", 2, "--save", target)
        assert target.read_bytes()[:4] == b"\x89PNG"
        run(server, "plot", "--topic", "none", "--save", target, expect=(4,))


if __name__ == "__main__":
    desk.main([rolling_statistics_are_those_of_the_last_values, a_tail_keeps_the_last_points_and_the_window_in_front_of_them,
               failures_are_told_by_exit_codes, the_flow_of_the_predecessor_works,
               arrays_of_many_types_and_shapes_come_back_as_they_were, the_demo_signal_calls_back,
               own_numbers_are_published_watched_and_drawn, the_plot_is_a_picture_with_two_panels, the_plot_draws_the_demo_signal])
