"""Agents of which only HTTP gets through: pulls over ws:// and wss://, kill -9 in the middle, tokens, and put the same way."""

import desk
from agents_desk import SIZE, SLOW, Agent, Topology


def fill(folder):
    """A folder with a large file, a small one and an empty one."""
    return [desk.make_file(folder / "tree" / name, size, seed=size) for name, size in
            (("large.bin", 9 * desk.MIB + 7), ("deep/small.csv", 1000), ("deep/empty", 0))]


def a_file_and_a_folder_come_through(door):
    with Topology("r1", door=door) as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", 5 * desk.MIB + 3)
        tree = fill(t.agents[0].folder)
        desk.same(t.result(t.until(t.order("r1", "home/x.bin"), "completed")), file)
        folder = t.until(t.order("r1", "home/tree"), "completed")
        assert folder["files"]["done"] == len(tree), folder
        for one in tree:
            desk.same(t.result(folder) / one.relative_to(t.agents[0].folder / "tree"), one)
        assert [one["door"] for one in t.get("/api/v1/agents")["agents"]] == ["websocket"]


def a_file_and_a_folder_come_through_a_websocket():
    a_file_and_a_folder_come_through("ws")


def a_file_and_a_folder_come_through_a_websocket_with_tls_and_a_token():
    a_file_and_a_folder_come_through("wss")


def kill_9_in_the_middle(door):
    with Topology("r1", door=door) as t:
        file = desk.make_file(t.agents[0].folder / "x.bin", SIZE)
        number = t.order("r1", "home/x.bin", bandwidth=SLOW)
        t.until_under_way(number)
        t.agents[0].kill()
        desk.wait_for(lambda: t.job(number)["phase"] == "queued", "the job to wait", 60)
        verified = t.job(number)["bytes"]["verified"]
        t.agents[0].start()
        desk.wait_for(lambda: t.job(number)["bytes"]["verified"] > verified, "the pull to go on", 60)
        t.server.kill_and_start()
        ended = t.until(number, "completed")
        assert ended["attempts"] >= 3, ended
        desk.same(t.result(ended), file)
        assert len(list(t.result(ended).parent.iterdir())) == 1, "something was left behind"


def a_pull_through_a_websocket_survives_kill_9_of_the_agent_and_of_the_server():
    kill_9_in_the_middle("ws")


def a_pull_through_tls_survives_kill_9_of_the_agent_and_of_the_server():
    kill_9_in_the_middle("wss")


def only_the_right_token_and_certificate_open_the_door():
    with Topology("r1", door="wss") as t:
        stranger = Agent(t.server, "r2", t.door)
        mine = t.door.tokens["r1"]
        # Wrong, missing, of another id, without the right to be an agent.
        reader = t.server.add_token("reader", "read").read_text().strip()
        for wrong in ({"SLUICE_TOKEN": "slu_wrong"}, {}, {"SLUICE_TOKEN": mine}, {"SLUICE_TOKEN": reader}):
            assert stranger.refused(**wrong) == 10, list(wrong.values())
        pin = t.door.pin
        t.door.pin = pin[:-1] + ("0" if pin[-1] != "0" else "1")
        code = t.agents[0].refused(SLUICE_TOKEN=mine)
        t.door.pin = pin
        assert code == 10, code
        # An agent's token opens nothing else.
        assert t.client("ls", who="r1")[0] == 10
        assert [one["client_id"] for one in t.get("/api/clients")["clients"]] == ["r1"]
        for secret in t.door.tokens.values():
            assert secret not in t.server.log()


def files_are_put_through_tls():
    with Topology("r1", door="wss") as t:
        tree = fill(t.server.home / "mine")
        assert t.client("put", "--into", "in", str(t.server.home / "mine" / "tree"))[0] == 0
        for one in tree:
            desk.same(t.server.served / "in" / one.relative_to(t.server.home / "mine"), one)
        assert t.client("put", "--into", "not", str(tree[0]), who="r1")[0] == 10
        assert not (t.server.served / "not").exists()


desk.main([
    a_file_and_a_folder_come_through_a_websocket,
    a_file_and_a_folder_come_through_a_websocket_with_tls_and_a_token,
    a_pull_through_a_websocket_survives_kill_9_of_the_agent_and_of_the_server,
    a_pull_through_tls_survives_kill_9_of_the_agent_and_of_the_server,
    only_the_right_token_and_certificate_open_the_door,
    files_are_put_through_tls,
])
