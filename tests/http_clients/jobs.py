"""Jobs with curl against a real server: orders are durable, events go on where a reader was, the predecessor's words."""

import json
import subprocess
import time

import desk

ORDER = {"agent": "restaurant-001", "path": "~/sales/today.csv"}


def raw(server, path, *arguments, limit=30):
    """(status, text)."""
    desk.tool("curl")
    said = desk.run(["curl", "-sS", "--max-time", limit, "-w", "\n%{http_code}", *arguments, server.url + path]).stdout.decode()
    text, status = said.rsplit("\n", 1)
    return int(status), text


def curl(server, path, *arguments):
    """(status, document)."""
    status, text = raw(server, path, *arguments)
    return status, json.loads(text)


def post(server, path, body, *arguments):
    return curl(server, path, "-X", "POST", "-H", "Content-Type: application/json", "-d", json.dumps(body), *arguments)


def an_order_outlives_kill_9_of_the_server():
    with desk.Server() as server:
        key = ("-H", "Idempotency-Key: once")
        status, job = post(server, "/api/v1/jobs", ORDER, *key)
        assert status == 202, (status, job)
        server.kill_and_start()
        status, again = curl(server, f"/api/v1/jobs/{job['id']}")
        assert status == 200 and again["phase"] == "queued", again
        assert again["waiting_for"] == "waiting for the agent", again
        assert post(server, "/api/v1/jobs", ORDER, *key)[1]["id"] == job["id"]
        assert curl(server, "/api/v1/jobs")[1]["summary"]["jobs"] == 1


def a_reader_of_events_goes_on_after_a_restart():
    with desk.Server() as server:
        post(server, "/api/v1/jobs", ORDER)
        status, text = raw(server, "/api/v1/events?after=0&follow=no", "-H", "Accept: text/event-stream")
        assert status == 200 and text.startswith("id: 1\nevent: job.queued\ndata: {"), text
        server.kill_and_start()
        post(server, "/api/v1/jobs", {**ORDER, "path": "other"})
        status, text = raw(server, "/api/v1/events?follow=no", "-H", "Last-Event-ID: 1")
        lines = [json.loads(line) for line in text.splitlines()]
        assert status == 200 and [line["path"] for line in lines] == ["other"], lines


def a_stream_tells_of_what_happens_and_ends_with_the_server():
    with desk.Server() as server:
        stream = subprocess.Popen(["curl", "-sS", "-N", server.url + "/api/v1/events?after=0"], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            status, job = post(server, "/api/v1/jobs", ORDER)
            assert json.loads(stream.stdout.readline())["event"] == "job.queued"
            assert curl(server, f"/api/v1/jobs/{job['id']}/cancel", "-X", "POST")[1]["phase"] == "cancelled"
            assert json.loads(stream.stdout.readline())["event"] == "job.cancelled"
            began = time.monotonic()
            assert server.stop() == 143
            assert stream.wait(20) == 0, "the answer did not end well"
            assert time.monotonic() - began < 20, "the stream held the server up"
        finally:
            if stream.poll() is None:
                stream.kill()
            stream.wait(10)


def the_predecessor_s_requests_keep_their_answers():
    with desk.Server() as server:
        health = curl(server, "/health")[1]
        assert (health["status"], health["connected_clients"], health["active_downloads"]) == ("healthy", 0, 0), health
        assert curl(server, "/api/clients") == (200, {"clients": []})
        assert post(server, "/api/download", {"file_path": "x"}) == (400, {"error": "client_id is required"})
        assert post(server, "/api/download", {"client_id": "X", "file_path": "x"}) == (404, {"error": "Client X is not connected"})
        assert curl(server, "/api/downloads/none") == (404, {"error": "Download not found"})
        status, job = post(server, "/api/v1/jobs", ORDER)
        status, old = curl(server, f"/api/downloads/{job['id']}")
        assert status == 200 and sorted(old) == sorted(
            ["download_id", "client_id", "file_path", "remote_path", "status", "started_at", "chunks_received", "completed_at",
             "total_size", "error"]), old
        assert old["status"] == "downloading" and old["remote_path"] == ORDER["path"], old


def ordering_needs_the_right_admin():
    with desk.Server() as server:
        reader = server.add_token("reader", "read")
        boss = server.add_token("boss", "read,admin")
        server.kill_and_start()
        as_reader = ("-H", "Authorization: Bearer " + reader.read_text().strip())
        as_boss = ("-H", "Authorization: Bearer " + boss.read_text().strip())
        assert post(server, "/api/v1/jobs", ORDER)[0] == 401
        assert post(server, "/api/v1/jobs", ORDER, *as_reader)[0] == 403
        status, job = post(server, "/api/v1/jobs", ORDER, *as_boss)
        assert status == 202 and job["owner"] == "boss", job
        assert curl(server, f"/api/v1/jobs/{job['id']}", *as_reader)[0] == 404
        assert curl(server, "/api/v1/jobs", *as_reader)[1]["jobs"] == []


desk.main([
    an_order_outlives_kill_9_of_the_server,
    a_reader_of_events_goes_on_after_a_restart,
    a_stream_tells_of_what_happens_and_ends_with_the_server,
    the_predecessor_s_requests_keep_their_answers,
    ordering_needs_the_right_admin,
])
