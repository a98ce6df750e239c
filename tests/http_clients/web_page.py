"""The page at / in a real browser, as people use it: upload with a reload in the middle, download, pulls, arrays, a live
plot, tokens. Every visit judges that nothing of another host was asked for and that the browser complained of nothing;
screenshots stay in build/screenshots."""

import array
import json
import os
import signal
import struct
import subprocess
import sys
import tempfile

import desk
from schedules import Schedule

SCREENSHOTS = desk.SOURCE / "build" / "screenshots"


def visit(case, server, *arguments, allowed=(), limit=200):
    """Runs a case of web_page.mjs; what it found out."""
    chromium = desk.tool("chromium")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    ended = desk.node("web_page.mjs", case, server.url, SCREENSHOTS, *arguments, limit=limit, CHROMIUM=chromium, HOME=str(server.home))
    seen = json.loads(ended.stdout.decode().splitlines()[-1])
    outside = [one for one in seen["asked"] if not one.startswith((server.url + "/", server.url.replace("http", "ws", 1) + "/", "data:", "blob:"))]
    assert outside == [], outside
    complaints = [one for one in seen["complaints"] if not any(word in one for word in allowed)]
    assert complaints == [], complaints
    return seen


class Shown:
    """A server that somebody else started, for visit()."""

    def __init__(self, url, home):
        self.url = url
        self.home = home


def need_page(server):
    desk.node_packages()
    status, _, body = server.ask("GET", "/", Accept="text/html")
    if status == 302:
        raise desk.Skip("the server was built without its page ('./dev build' gets the packages by npm)")
    assert status == 200 and b"home.js" in body, status


def has_route(server, path):
    return path in json.loads(server.ask("GET", "/openapi.json")[2])["paths"]


def browsers_get_the_page_and_others_are_led_to_the_files():
    with desk.Server() as server:
        need_page(server)
        for accept, wanted in (("text/html,application/xhtml+xml,*/*;q=0.8", 200), ("*/*", 302), ("application/json", 302), (None, 302)):
            status, fields, _ = server.ask("GET", "/", **({"Accept": accept} if accept else {}))
            assert status == wanted, (accept, status)
            assert fields["vary"] == "accept", fields
            assert status == 200 or fields["location"] == "/files/", fields
        for part in ("home.js", "home.css", "icon.svg", "licenses.txt"):
            status, fields, body = server.ask("GET", f"/web/{part}")
            assert status == 200 and body, (part, status)
            policy = fields["content-security-policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy, policy
            assert server.ask("GET", f"/web/{part}", If_None_Match=fields["etag"])[0] == 304
        assert server.ask("GET", "/web/index.html")[0] == 404
        assert server.ask("GET", "/web/..%2Fetc")[0] in (400, 404)


def an_upload_goes_on_after_a_reload_and_the_file_comes_back_by_download():
    with desk.Server() as server:
        need_page(server)
        (server.served / "films" / "old").mkdir(parents=True)
        big = desk.make_file(server.home / "big file (1).bin", 24 * desk.MIB, seed=5)
        back = server.home / "back.bin"
        seen = visit("upload", server, big, back)
        desk.same(server.served / "films" / big.name, big)
        desk.same(back, big)
        assert (server.served / "films" / "dropped.txt").read_text() == "let go of"
        assert 0 < seen["resumed_at"] < 24 * desk.MIB, seen["resumed_at"]
        assert seen["after_reload"].startswith("interrupted"), seen["after_reload"]
        assert seen["wrong_file"].find("not the same file") >= 0, seen["wrong_file"]
        # The last request carried the rest, not the whole.
        assert seen["offsets"][-1] >= seen["resumed_at"] > 0, seen["offsets"]


def a_token_is_asked_for_kept_for_the_tab_and_sent_with_downloads():
    with desk.Server() as server:
        need_page(server)
        token = server.add_token("ann", "read,write,admin").read_text().strip()
        server.kill_and_start()
        data = desk.make_file(server.served / "secret.bin", 3 * desk.MIB, seed=6)
        back = server.home / "back.bin"
        seen = visit("token", server, token, back, allowed=("401",))
        desk.same(back, data)
        assert seen["asked_first"] and seen["wrong_refused"], seen
        assert seen["rows"] >= 1 and seen["after_reload"] >= 1, seen
        assert seen["in_local_storage"] is False, "the token must not outlive the tab"
        assert not any(token in one for one in seen["asked"]), "the token is in an address"
        assert seen["after_sign_out"] == "asked", seen


def an_agent_is_asked_for_a_file_and_the_job_is_seen_to_its_end():
    with desk.Server("--downloads", "downloads") as server:
        need_page(server)
        export = server.home / "menus"
        data = desk.make_file(export / "today.bin", 5 * desk.MIB, seed=7)
        agent = subprocess.Popen([os.environ["SLUICE_CLIENT_PROGRAM"], "-a", "127.0.0.1", "-p", str(server.port), "--id", "restaurant-001",
                                  "--export", str(export), "agent"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(server.home)}, cwd=server.home)
        try:
            desk.wait_for(lambda: json.loads(server.ask("GET", "/health")[2])["connected_clients"] == 1, "the agent to register")
            seen = visit("agent", server, "restaurant-001", "today.bin", "none.bin")
        finally:
            agent.kill()
            agent.wait(10)
        desk.same(server.home / "downloads" / "restaurant-001" / "menus" / "today.bin", data)
        assert seen["completed"] and seen["failed"] and seen["cancelled"], seen
        assert seen["left"] == 2, seen


def keyboards_and_readers_of_screens_find_their_way():
    with desk.Server() as server:
        need_page(server)
        desk.make_file(server.served / "a.bin", 1000)
        (server.served / "<img src=x onerror=alert(1)><b>b.txt").write_text("a name is text")
        seen = visit("access", server)
        assert seen["marked"] == 0, "a name became markup"
        assert seen["unnamed"] == [], seen["unnamed"]
        assert seen["first_focus"] == "Skip to the content", seen
        assert seen["after_skip"] == "main", seen
        assert set(seen["roles"]) >= {"banner", "navigation", "main", "status"}, seen["roles"]
        assert seen["wide"] == [], f"wider than the screen: {seen['wide']}"
        assert seen["themes"] == ["dark", "light", "dark"], seen["themes"]
        assert seen["contrast"] == [], seen["contrast"]


def npy(shape, values):
    """A .npy file of float64, without numpy."""
    head = repr({"descr": "<f8", "fortran_order": False, "shape": tuple(shape)}).encode()
    head += b" " * (63 - (10 + len(head)) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + struct.pack(f"<{len(values)}d", *values)


def arrays_are_stored_drawn_and_removed():
    with desk.Server() as server:
        need_page(server)
        if not has_route(server, "/api/v1/arrays/{name}"):
            seen = visit("arrays_missing", server, allowed=("404",))
            assert "no arrays" in seen["told"], seen
            return
        (server.home / "line.npy").write_bytes(npy([5000], [float(i % 250) for i in range(5000)]))
        (server.home / "image.npy").write_bytes(npy([300, 200], [float((i // 200) * (i % 200)) for i in range(60000)]))
        seen = visit("arrays", server, server.home / "line.npy", server.home / "image.npy")
        assert seen["names"] == ["image", "line"], seen["names"]
        assert seen["line"].startswith("Line of 1667 values from 0 to 249"), seen["line"]
        assert seen["heat"].startswith("Heat map of 150 rows and 200 columns, values from 0 to"), seen["heat"]
        assert seen["colours"] > 20, seen["colours"]
        assert seen["values"][:3] == ["0", "1", "2"], seen["values"]
        assert seen["left"] == ["line"], seen["left"]


def an_array_is_uploaded_with_a_reload_in_the_middle():
    with desk.Server() as server:
        need_page(server)
        count = 3 << 20
        values = array.array("d", range(count))
        whole = npy([count], [])[:128] + (values if sys.byteorder == "little" else values.byteswap()).tobytes()
        (server.home / "long run.npy").write_bytes(whole)
        (server.home / "wrong.npy").write_bytes(b"PK\x03\x04 and so on")
        (server.home / "broken.npy").write_bytes(npy([10], [1.0] * 9))
        seen = visit("array_upload", server, server.home / "long run.npy", server.home / "wrong.npy", server.home / "broken.npy", allowed=("400",))
        assert 0 < seen["resumed_at"] < len(whole), seen["resumed_at"]
        assert seen["after_reload"].startswith("interrupted"), seen["after_reload"]
        assert seen["offsets"][-1] >= seen["resumed_at"] > 0, seen["offsets"]
        assert seen["cancelled"] == 204, seen["cancelled"]
        assert seen["in_files"] == 0, "an array is no file of the folder"
        assert server.ask("GET", "/api/v1/arrays/" + seen["name"])[2] == whole
        assert [one["name"] for one in json.loads(server.ask("GET", "/api/v1/arrays")[2])["arrays"]] == [seen["name"]] == ["long-run"]


def schedules_of_clients_are_listed():
    with desk.Server() as server:
        need_page(server)
        desk.make_file(server.served / "films" / "one.bin", 1000)
        plan = Schedule(server, "source = films/*")
        assert plan.run() == 0
        plan.start()
        try:
            desk.wait_for(lambda: json.loads(server.ask("GET", "/api/v1/schedules")[2])["schedules"][0]["next"], "the schedule to ask")
            server.ask("GET", "/api/v1/schedules", Sluice_Schedule='%"<b>bold</b>";source=%"https://example.org/x";plan=%"30 3 * * mon-fri local";outcome=%"failed";last=@1763760000')
            seen = visit("schedules", server)
        finally:
            plan.end(signal.SIGINT)
        assert seen["names"] == ["<b>bold</b>", "one"], seen["names"]
        assert "films/*" in seen["row"] and "every 1h" in seen["row"] and "done" in seen["row"] and "in " in seen["row"], seen["row"]
        assert seen["marked"] == 0 and seen["contrast"] == [], seen


def a_live_plot_moves():
    with desk.Server() as server:
        need_page(server)
        if not has_route(server, "/api/v1/topics"):
            seen = visit("live_missing", server, allowed=("404",))
            assert "no live topics" in seen["told"], seen
            return
        seen = visit("live", server)
        assert seen["moved"], "the plot stood still"
        assert seen["received"] >= 20 and seen["gaps"] == 0, seen
        assert 0.2 < seen["deviation"] < 1.2, seen
        assert seen["still_when_paused"], seen


def the_one_command_start_has_something_in_every_part():
    command = [desk.SOURCE / "scripts" / "show.sh", "--for", "120", os.environ["SLUICE_SERVER_PROGRAM"], os.environ["SLUICE_CLIENT_PROGRAM"]]
    with desk.Server() as server:
        need_page(server)
    with tempfile.TemporaryDirectory(prefix="sluice-shown.") as folder, \
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                             env={**os.environ, "TMPDIR": folder}) as shown:
        try:
            url = shown.stdout.readline().strip().rstrip("/")
            assert url.startswith("http://127.0.0.1:"), url
            seen = visit("show", Shown(url, folder))
            assert seen["moved"], "the plot stood still"
        finally:
            shown.terminate()
            shown.wait(30)
        assert shown.returncode == 143, shown.returncode
        left = [one for one in os.listdir(folder) if one.startswith("sluice-show.")]
        assert left == [], left


if __name__ == "__main__":
    os.environ.pop("DISPLAY", None)
    desk.main([browsers_get_the_page_and_others_are_led_to_the_files,
               an_upload_goes_on_after_a_reload_and_the_file_comes_back_by_download,
               a_token_is_asked_for_kept_for_the_tab_and_sent_with_downloads,
               an_agent_is_asked_for_a_file_and_the_job_is_seen_to_its_end,
               keyboards_and_readers_of_screens_find_their_way,
               arrays_are_stored_drawn_and_removed,
               an_array_is_uploaded_with_a_reload_in_the_middle,
               schedules_of_clients_are_listed,
               a_live_plot_moves,
               the_one_command_start_has_something_in_every_part])
