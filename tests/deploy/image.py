"""The image: built by buildah out of a Debian that debootstrap made, and run by podman. Only with SLUICE_TEST_IMAGE=1, since it
downloads a distribution and compiles everything; SLUICE_BASE_IMAGE names a base image that is there already."""

import os
import re
import shutil
import tempfile
import time
from pathlib import Path

import shared
from shared import desk

LIMIT = int(os.environ.get("SLUICE_IMAGE_SECONDS", "3000"))
RUN = ["--runtime", "runc", "--cgroup-manager", "cgroupfs"]
LIMITS = ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"]


def tools():
    if os.environ.get("SLUICE_TEST_IMAGE") != "1":
        raise desk.Skip("SLUICE_TEST_IMAGE=1 asks for it: it takes long")
    if os.geteuid() != 0:
        raise desk.Skip("building in a chroot needs root")
    for name in ("buildah", "podman", "runc"):
        desk.tool(name)
    if "SLUICE_BASE_IMAGE" not in os.environ:
        desk.tool("debootstrap")


class Store:
    """Images and containers of this test alone."""

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="sluice-image."))
        self.where = ["--root", str(self.home / "store"), "--runroot", str(self.home / "run"), "--storage-driver", "vfs"]
        if "SLUICE_IMAGE_STORE" in os.environ:
            self.where[1] = os.environ["SLUICE_IMAGE_STORE"]

    def __enter__(self):
        return self

    def __exit__(self, *why):
        shutil.rmtree(self.home, ignore_errors=True)

    def buildah(self, *words, limit=LIMIT):
        return desk.run(["buildah", *self.where, *words], limit=limit).stdout.decode().strip()

    def podman(self, *words, limit=120, expect=(0,), tell=True):
        """What it printed; with `tell` also what it complained of."""
        ended = desk.run(["podman", *self.where, *RUN, *words], limit=limit, expect=expect)
        return (ended.stdout + (ended.stderr if tell else b"")).decode(errors="replace").strip()

    def base(self):
        if "SLUICE_BASE_IMAGE" in os.environ:
            return os.environ["SLUICE_BASE_IMAGE"]
        folder = self.home / "base"
        desk.run(["debootstrap", "--variant=minbase", "bookworm", folder, "http://deb.debian.org/debian"], limit=LIMIT)
        sources = "".join(f"deb http://deb.debian.org/{name} main\n" for name in
                          ("debian bookworm", "debian bookworm-updates", "debian-security bookworm-security"))
        (folder / "etc/apt/sources.list").write_text(sources)
        container = self.buildah("from", "--pull-never", "scratch")
        self.buildah("add", container, folder, "/")
        self.buildah("commit", "--rm", container, "localhost/sluice-base")
        return "localhost/sluice-base"


def the_image_is_built_runs_and_tells_its_health():
    tools()
    with Store() as store:
        store.buildah("bud", "--isolation", "chroot", "--pull-never", "--format", "docker", "--build-arg", f"BASE={store.base()}",
                      "--build-arg", "JOBS=2", "-t", "localhost/sluice", desk.SOURCE)
        told = shared.document(store.buildah("inspect", "--type", "image", "localhost/sluice"))["Docker"]["config"]
        assert told["User"] == "sluice" and told["StopSignal"] == "SIGTERM" and told["Healthcheck"]["Test"], told

        # The root is read-only: what is written has a volume, as in compose.yaml.
        volumes = ["-v", "one:/secrets/restaurant-001", "-v", "two:/secrets/operator"]
        runs = store.podman("run", "-d", "--pull", "never", *LIMITS, *volumes, "--network", "host", "--read-only", "--cap-drop", "all",
                            "--env", "SERVER_PORT=0", "--env", "TOKENS=restaurant-001=agent operator=read,write,agent,admin",
                            "localhost/sluice", tell=False)
        try:
            check_container(store, runs)
        finally:
            store.podman("rm", "-f", "-t", "5", runs)


def check_container(store, runs):
    said = ""
    until = time.monotonic() + 30
    while "listening on" not in said:
        assert time.monotonic() < until, said
        said = store.podman("logs", runs)
        time.sleep(0.2)
    port = re.search(r"listening on \S+:(\d+)", said)[1]
    inside = ["exec", "--env", f"SERVER_PORT={port}", runs]
    store.podman(*inside, "container-start", "health")
    assert store.podman("exec", runs, "id", "-u") == "10001"
    asked = store.podman("exec", runs, "curl", "-sS", "-K", "/secrets/operator/curl", f"http://127.0.0.1:{port}/health")
    assert '"healthy"' in asked, asked
    store.podman("exec", runs, "test", "-s", "/secrets/restaurant-001/token")
    for tool in ("clang-19", "cmake", "gcc"):
        store.podman("exec", runs, "sh", "-c", f"! command -v {tool}")
    began = time.monotonic()
    store.podman("stop", "-t", "30", runs)
    assert time.monotonic() - began < 20, "SIGTERM does not reach the server"


desk.main([the_image_is_built_runs_and_tells_its_health])
