"""The shell scripts: what shellcheck says of them, and what setup.sh makes."""

import hashlib
import tempfile
from pathlib import Path

import shared
from shared import desk


def scripts_are_clean():
    desk.tool("shellcheck")
    scripts = [desk.SOURCE / "scripts" / f"{name}.sh" for name in ("setup", "topology", "topology_network", "test-guide")]
    desk.run(["shellcheck", "-x", "-P", desk.SOURCE, *scripts, desk.SOURCE / "deploy" / "container-start.sh"])


def setup_makes_a_file_for_each_agent_and_their_checksums():
    with tempfile.TemporaryDirectory(prefix="sluice-setup.") as home:
        data = Path(home) / "data with blanks"
        environment = {"PATH": "/usr/bin:/bin", "SIZE_MIB": "2"}
        desk.run([shared.SCRIPTS / "setup.sh", data], env=environment)

        lines = (data / "checksums.txt").read_text().splitlines()
        assert [line.split("  ")[1] for line in lines] == [f"{agent}/{shared.FILE}" for agent in shared.AGENTS], lines
        for line in lines:
            sum_, name = line.split("  ")
            content = (data / name).read_bytes()
            assert len(content) == 2 * desk.MIB
            assert hashlib.md5(content).hexdigest() == sum_
        assert len({line.split()[0] for line in lines}) == 3, "the files are alike"

        before = {path: path.stat().st_mtime_ns for path in data.rglob("*.txt") if path.name == shared.FILE}
        desk.run([shared.SCRIPTS / "setup.sh", data], env=environment)
        assert before == {path: path.stat().st_mtime_ns for path in before}, "what fits is kept"


def setup_makes_a_file_anew_that_has_another_size():
    with tempfile.TemporaryDirectory(prefix="sluice-setup.") as home:
        environment = {"PATH": "/usr/bin:/bin", "SIZE_MIB": "1"}
        (Path(home) / shared.AGENTS[1]).mkdir()
        (Path(home) / shared.AGENTS[1] / shared.FILE).write_text("cut short")
        desk.run([shared.SCRIPTS / "setup.sh", home], env=environment)
        assert (Path(home) / shared.AGENTS[1] / shared.FILE).stat().st_size == desk.MIB
        desk.run(["md5sum", "-c", "checksums.txt"], cwd=home)


def wrong_use_is_told():
    environment = {"PATH": "/usr/bin:/bin"}
    for words in (["setup.sh", "a", "b"], ["topology.sh", "fly"], ["topology.sh", "up", "--nonsense"], ["topology.sh", "up", "--port"]):
        desk.run([shared.SCRIPTS / words[0], *words[1:]], expect=(2,), env=environment)
    desk.run([shared.SCRIPTS / "setup.sh"], expect=(2,), env={**environment, "SIZE_MIB": "many"})
    desk.run([shared.SCRIPTS / "test-guide.sh"], expect=(2,), env={**environment, "GUIDE_ON": "paper"})


def nothing_is_up_is_no_trouble():
    with tempfile.TemporaryDirectory(prefix="sluice-topology.") as home:
        environment = {"PATH": "/usr/bin:/bin", "TOPOLOGY_STATE": f"{home}/state"}
        desk.run([shared.SCRIPTS / "topology.sh", "down"], env=environment)
        desk.run([shared.SCRIPTS / "topology.sh", "status"], env=environment, expect=(1,))
        environment["TOPOLOGY_DATA"] = f"{home}/missing"
        said = desk.run([shared.SCRIPTS / "topology.sh", "up"], env=environment, expect=(1,))
        assert b"scripts/setup.sh makes them" in said.stderr, said.stderr


desk.main([scripts_are_clean, setup_makes_a_file_for_each_agent_and_their_checksums, setup_makes_a_file_anew_that_has_another_size,
           wrong_use_is_told, nothing_is_up_is_no_trouble])
