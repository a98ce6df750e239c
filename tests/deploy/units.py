"""The units of systemd, as systemd-analyze judges them. No service is started."""

import re
import tempfile
from pathlib import Path

import shared
from shared import desk

UNITS = ("sluice-server.service", "sluice-agent@.service", "sluice-schedule.service")
MOST_EXPOSED = 2.0  # of 10


def in_place(home):
    """The units with programs that are there, since no package is installed; instances instead of templates."""
    made = []
    for name in UNITS:
        text = (desk.SOURCE / "deploy" / name).read_text()
        text = re.sub(r"/usr/bin/sluice-(server|client)", "/bin/true", text)
        # Pages of the manual belong to an installed package too.
        text = re.sub(r"^Documentation=.*\n", "", text, flags=re.MULTILINE)
        path = Path(home) / name.replace("@.", "@restaurant-001.")
        path.write_text(text)
        made.append(path)
    return made


def the_units_are_right():
    desk.tool("systemd-analyze", "systemd")
    with tempfile.TemporaryDirectory(prefix="sluice-units.") as home:
        for path in in_place(home):
            said = desk.run(["systemd-analyze", "verify", "--recursive-errors=no", path], expect=None)
            text = (said.stdout + said.stderr).decode()
            ours = [line for line in text.splitlines() if "sluice" in line]
            assert said.returncode == 0 and not ours, text


def the_units_are_locked_up():
    desk.tool("systemd-analyze", "systemd")
    with tempfile.TemporaryDirectory(prefix="sluice-units.") as home:
        for path in in_place(home):
            said = desk.run(["systemd-analyze", "security", "--offline=true", "--no-pager", path], expect=None)
            text = (said.stdout + said.stderr).decode()
            found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", text)
            assert found, text[-600:]
            print(f"  {path.name}: exposure {found[1]}")
            assert float(found[1]) <= MOST_EXPOSED, text


def every_unit_allows_what_the_programs_need():
    for name in UNITS:
        text = (desk.SOURCE / "deploy" / name).read_text()
        assert "SystemCallFilter=openat2" in text, name
        assert "NoNewPrivileges=yes" in text and "ProtectSystem=strict" in text and "DynamicUser=yes" in text, name
        assert "--token " not in text, f"{name}: a token is never an argument"


desk.main([the_units_are_right, the_units_are_locked_up, every_unit_allows_what_the_programs_need])
