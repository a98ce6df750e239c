"""The trial with three agents, as processes on loopback."""

import os

import shared
from shared import AGENTS, desk

SIZE_MIB = int(os.environ.get("TOPOLOGY_SIZE_MIB", "100"))


def all_three_are_pulled_at_once_and_the_checksums_hold():
    with shared.Topology(SIZE_MIB) as trial:
        said = trial.script("topology.sh", "status")
        assert all(agent in said for agent in AGENTS), said
        said = trial.guide("1", "2", "6", "7", "8", "9", "10")
        assert said.count("completed") >= 3 and said.count("OK ") == 3, said
        assert '"status": "healthy"' in said and all(agent in said for agent in AGENTS), said


def the_menu_takes_its_entries_from_a_pipe():
    with shared.Topology(2) as trial:
        entries = trial.home / "entries"
        entries.write_text("1\n3\n4\n5\n8\nnonsense\n11\n8\n12\n6\n")
        with open(entries) as lines:
            told = shared.subprocess.run([shared.SCRIPTS / "test-guide.sh"], stdin=lines, capture_output=True, timeout=120, check=False,
                                         env=trial.environment)
        said = (told.stdout + told.stderr).decode()
        assert said.count("12. Exit") == 9, said  # nothing behind the exit was read
        assert said.count("OK ") == 3 and said.count("MISSING ") == 3, said
        assert "'nonsense' is not an entry" in said, said
        assert told.returncode == 1, "verifying what was removed fails"


def a_wrong_byte_is_seen():
    with shared.Topology(2) as trial:
        trial.guide("6", "8")
        result = next((trial.state / "downloads" / AGENTS[1]).rglob("*.txt"))
        with open(result, "r+b") as file:
            file.seek(desk.MIB)
            byte = file.read(1)
            file.seek(desk.MIB)
            file.write(bytes([byte[0] ^ 1]))
        said = trial.guide("8", expect=(1,))
        assert said.count("WRONG ") == 1 and said.count("OK ") == 2, said


def an_agent_killed_in_the_middle_ends_completed_by_itself():
    chance = shared.seed()
    with shared.Topology(SIZE_MIB) as trial:
        guide = trial.begin_guide("6", "8")
        trial.wait_for_bytes(AGENTS[0], chance.randrange(1, max(2, SIZE_MIB // 2)) * desk.MIB)
        trial.kill(AGENTS[0])
        code, said = shared.ended(guide)
        assert code == 0 and said.count("OK ") == 3, said


def a_server_killed_in_the_middle_ends_completed_by_itself():
    chance = shared.seed()
    with shared.Topology(SIZE_MIB) as trial:
        guide = trial.begin_guide("6", "8")
        trial.wait_for_bytes(AGENTS[2], chance.randrange(1, max(2, SIZE_MIB // 2)) * desk.MIB)
        trial.kill("server")
        code, said = shared.ended(guide)
        assert code == 0 and said.count("OK ") == 3, said


def both_killed_in_the_middle_end_completed_by_themselves():
    chance = shared.seed()
    with shared.Topology(SIZE_MIB) as trial:
        guide = trial.begin_guide("6", "8")
        trial.wait_for_bytes(AGENTS[1], chance.randrange(1, max(2, SIZE_MIB // 2)) * desk.MIB)
        for name in ("server", *AGENTS):
            trial.kill(name)
        code, said = shared.ended(guide)
        assert code == 0 and said.count("OK ") == 3, said


def down_leaves_no_program_behind():
    with shared.Topology(1) as trial:
        pids = [trial.pid(name) for name in ("server", *AGENTS)]
        keepers = [int((trial.state / "run" / f"{name}.keeper").read_text()) for name in ("server", *AGENTS)]
        trial.script("topology.sh", "up", expect=(1,))  # it is up already, and stays
        os.kill(pids[0], 0)
        trial.script("topology.sh", "down", limit=90)
        for pid in pids + keepers:
            assert not shared.runs(pid), f"{pid} still runs"


desk.main([all_three_are_pulled_at_once_and_the_checksums_hold, the_menu_takes_its_entries_from_a_pipe, a_wrong_byte_is_seen,
           an_agent_killed_in_the_middle_ends_completed_by_itself, a_server_killed_in_the_middle_ends_completed_by_itself,
           both_killed_in_the_middle_end_completed_by_themselves, down_leaves_no_program_behind])
