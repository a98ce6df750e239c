"""Jobs end to end: a real server, real agents, kill -9 of either in the middle of a pull, and the predecessor's requests."""

import desk
from agents_desk import SIZE, SLOW, Topology


def the_predecessor_s_client_fetches_a_file():
    with Topology("restaurant-001") as t:
        file = desk.make_file(t.agents[0].folder / "file_to_download.txt", SIZE)
        assert t.get("/api/clients")["clients"][0]["client_id"] == "restaurant-001"
        status, made = t.ask("POST", "/api/download", {"client_id": "restaurant-001"})
        assert status == 200 and made["success"] is True, made
        at = f"/api/downloads/{made['download_id']}"
        desk.wait_for(lambda: t.get(at)["status"] != "downloading", "the download", 60)
        ended = t.get(at)
        assert ended["status"] == "completed" and ended["error"] is None, ended
        assert ended["total_size"] == SIZE and ended["chunks_received"] == SIZE // desk.MIB, ended
        desk.same(ended["file_path"], file)
        assert t.get("/health")["active_downloads"] == 0


def three_agents_are_pulled_at_once_and_nothing_is_merged():
    with Topology("r1", "r2", "r3") as t:
        files = [desk.make_file(agent.folder / "data" / "x.bin", 3 * desk.MIB + n, n) for n, agent in enumerate(t.agents)]
        for agent in t.agents:
            desk.make_file(agent.folder / "data" / "deep" / "y.csv", 1000)
        status, batch = t.ask("POST", "/api/v1/jobs", {"agent": "all", "path": "home/data/x.bin"})
        assert status == 202 and len(batch["jobs"]) == 3, batch
        desk.wait_for(lambda: t.get(f"/api/v1/batches/{batch['id']}")["summary"]["ended"], "the batch", 60)
        done = t.get(f"/api/v1/batches/{batch['id']}")
        assert done["summary"]["succeeded"], done
        for job, file in zip(done["jobs"], files):
            assert job["target"] == f"{job['agent']}/home/data/x.bin", job
            desk.same(t.result(job), file)
        again = t.until(t.order("r1", "home/data/x.bin"), "completed")
        assert again["target"] == "r1/home/data/x(1).bin", again
        desk.same(t.result(again), files[0])
        folder = t.until(t.order("r1", "home/data"), "completed")
        assert folder["target"] == "r1/home/data(1)" and folder["files"]["done"] == 2, folder
        assert sorted(p.name for p in t.result(folder).rglob("*") if p.is_file()) == ["x.bin", "y.csv"]


def a_pull_survives_kill_9_of_the_agent():
    with Topology("r1") as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", SIZE)
        number = t.order("r1", "home/x.bin", bandwidth=SLOW)
        t.until_under_way(number)
        t.agents[0].kill()
        desk.wait_for(lambda: t.job(number)["phase"] == "queued", "the job to wait", 60)
        assert t.job(number)["waiting_for"] == "waiting for the agent", t.job(number)
        t.agents[0].start()
        ended = t.until(number, "completed")
        assert ended["attempts"] >= 2, ended
        desk.same(t.result(ended), file)


def a_pull_survives_kill_9_of_the_server_and_of_both():
    with Topology("r1") as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", SIZE)
        number = t.order("r1", "home/x.bin", bandwidth=SLOW)
        t.until_under_way(number)
        t.server.kill_and_start()
        t.until_under_way(number)
        t.agents[0].kill()
        t.server.kill_and_start()
        t.agents[0].start()
        ended = t.until(number, "completed")
        assert ended["attempts"] >= 3, ended
        desk.same(t.result(ended), file)
        assert len(list(t.result(ended).parent.iterdir())) == 1, "something was left behind"


def a_pull_that_is_under_way_may_finish_while_the_server_stops():
    with Topology("r1") as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", SIZE)
        number = t.order("r1", "home/x.bin", bandwidth=SLOW)
        t.until_under_way(number)
        assert t.server.stop() == 143
        desk.same(t.downloads / "r1" / "home" / "x.bin", file)
        t.server.start()
        ended = t.job(number)
        assert ended["phase"] == "completed" and ended["attempts"] == 1, ended


def what_does_not_finish_while_the_server_stops_goes_on_afterwards():
    with Topology("r1", options=("--drain", "500ms")) as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", SIZE)
        number = t.order("r1", "home/x.bin", bandwidth=SLOW)
        t.until_under_way(number)
        assert t.server.stop() == 143
        assert not (t.downloads / "r1" / "home" / "x.bin").exists()
        t.server.start()
        before = t.job(number)["bytes"]["verified"]
        assert before > 2 * desk.MIB, before
        ended = t.until(number, "completed")
        assert ended["attempts"] == 2, ended
        # What was verified before came once.
        assert ended["bytes"]["received"] <= SIZE + 8 * desk.MIB, ended
        desk.same(t.result(ended), file)


def a_running_pull_is_cancelled_and_queued_again():
    with Topology("r1") as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", SIZE)
        number = t.order("r1", "home/x.bin", bandwidth=SLOW)
        t.until_under_way(number)
        assert t.ask("POST", f"/api/v1/jobs/{number}/cancel")[1]["phase"] == "cancelled"
        desk.wait_for(lambda: t.get("/health")["active_downloads"] == 0, "the pull to end")
        assert t.job(number)["phase"] == "cancelled" and not t.result(t.job(number)).exists()
        assert t.ask("POST", f"/api/v1/jobs/{number}/retry")[1]["phase"] == "queued"
        desk.same(t.result(t.until(number, "completed")), file)


def what_an_agent_does_not_show_fails_by_name():
    with Topology("r1") as t:
        for path, code in (("home/none", "not_found"), ("/etc/passwd", "outside_root"), ("../../etc/passwd", "outside_root")):
            number = t.order("r1", path)
            failed = t.until(number, "failed")
            assert failed["error"]["code"] == code, failed
        assert not (t.server.home / "pulled").exists() or not any((t.server.home / "pulled").rglob("passwd"))


desk.main([
    the_predecessor_s_client_fetches_a_file,
    three_agents_are_pulled_at_once_and_nothing_is_merged,
    a_pull_survives_kill_9_of_the_agent,
    a_pull_survives_kill_9_of_the_server_and_of_both,
    a_pull_that_is_under_way_may_finish_while_the_server_stops,
    what_does_not_finish_while_the_server_stops_goes_on_afterwards,
    a_running_pull_is_cancelled_and_queued_again,
    what_an_agent_does_not_show_fails_by_name,
])
