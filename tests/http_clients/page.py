"""The API page in a real browser: nothing from outside, no complaint, and a route can be tried out."""

import json
import os

import desk

SCREENSHOTS = desk.SOURCE / "build" / "screenshots"


def visit(server, file, *token):
    chromium = desk.tool("chromium")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    ended = desk.node("page_visit.mjs", server.url, file, SCREENSHOTS, *token, limit=170, CHROMIUM=chromium, HOME=str(server.home))
    return json.loads(ended.stdout.decode().splitlines()[-1])


def the_page_loads_from_here_alone_and_tries_a_route_out():
    desk.node_packages()
    with desk.Server() as server:
        (server.served / "hello.txt").write_text("hello from the page\n")

        seen = visit(server, "hello.txt")

        outside = [one for one in seen["asked"] if not one.startswith((server.url + "/", "data:", "blob:"))]
        assert outside == [], outside
        assert seen["failed"] == [] and seen["complaints"] == [], (seen["failed"], seen["complaints"])
        assert seen["operations"] >= 10, seen["operations"]
        assert seen["status"] == "200" and "hello from the page" in seen["shown"], (seen["status"], seen["shown"])


def a_token_is_given_by_authorize():
    desk.node_packages()
    with desk.Server() as server:
        token = server.add_token("lab", "read").read_text().strip()
        server.kill_and_start()
        (server.served / "hello.txt").write_text("hello from the page\n")

        without = visit(server, "hello.txt")
        seen = visit(server, "hello.txt", token)

        assert without["status"] == "401", without["status"]
        assert seen["status"] == "200" and "hello from the page" in seen["shown"], (seen["status"], seen["shown"])
        assert seen["complaints"] == [], seen["complaints"]


def the_parts_of_the_page_are_not_asked_for_twice():
    with desk.Server() as server:
        for path in ("/api/docs", "/api/docs/swagger-ui-bundle.js", "/api/docs/page.js"):
            status, fields, body = server.ask("GET", path, Accept_Encoding="gzip")
            assert status == 200 and body, (path, status)
            assert "default-src 'none'" in fields["content-security-policy"], fields

            again, _, nothing = server.ask("GET", path, If_None_Match=fields["etag"])

            assert again == 304 and nothing == b"", (path, again)
        assert server.ask("GET", "/api/docs/none.js")[0] == 404
        assert server.ask("GET", "/api/docs/..%2Fetc")[0] in (400, 404)


if __name__ == "__main__":
    os.environ.pop("DISPLAY", None)
    desk.main([the_page_loads_from_here_alone_and_tries_a_route_out, a_token_is_given_by_authorize,
               the_parts_of_the_page_are_not_asked_for_twice])
