"""The trial with three agents behind a router that translates addresses, in network namespaces. Needs root."""

import os
import signal
import time

import shared
from shared import AGENTS, desk

SIZE_MIB = int(os.environ.get("TOPOLOGY_SIZE_MIB", "100"))
BEAT = {"SLUICE_AGENT_HEARTBEAT": "500ms", "SLUICE_AGENT_DEAD": "6s"}
# Slow enough that there is a middle.
SLOW = {"SLUICE_RATE": "40M"}


def can_lay_networks():
    if os.geteuid() != 0:
        raise desk.Skip("network namespaces need root")
    for name, package in (("ip", "iproute2"), ("iptables", "iptables"), ("conntrack", "conntrack"), ("sysctl", "procps")):
        desk.tool(name, package)
    name = f"sluice-try-{os.getpid()}"
    made = desk.run(["ip", "netns", "add", name], expect=None)
    if made.returncode != 0:
        raise desk.Skip("this machine makes no network namespaces: " + made.stderr.decode().strip())
    try:
        rule = ["iptables", "-t", "nat", "-A", "POSTROUTING", "-o", "x", "-j", "MASQUERADE"]
        if desk.run(["ip", "netns", "exec", name, *rule], expect=None).returncode != 0:
            raise desk.Skip("this kernel translates no addresses")
    finally:
        desk.run(["ip", "netns", "del", name])


class Routed(shared.Topology):
    """The trial with --netns. `environment` goes to all programs."""

    def __init__(self, size_mib, **environment):
        can_lay_networks()
        super().__init__(size_mib, "--netns")
        self.environment.update(environment)

    @property
    def mark(self):
        return (self.state / "run" / "network").read_text().strip()

    def space(self, name):
        return f"sluice-{self.mark}-{name}"

    def within(self, name, *command, expect=(0,), limit=30):
        """Runs a command in the namespace of the server, the router or an agent; what it printed."""
        ended = desk.run(["ip", "netns", "exec", self.space(name), *command], expect=expect, limit=limit)
        return (ended.stdout + ended.stderr).decode(errors="replace")

    def clients(self):
        said = self.script("topology.sh", "run", "curl", "-sS", "-K", self.state / "tokens" / "operator.curl",
                           f"http://{(self.state / 'run' / 'api').read_text().strip()}/api/clients")
        return {one["client_id"] for one in shared.document(said)["clients"] if one["connected"]}

    def forget_mappings(self):
        """What a router does that was switched off and on: packets of connections that it does not know are dropped."""
        self.within("router", "sysctl", "-q", "-w", "net.netfilter.nf_conntrack_tcp_loose=0")
        self.within("router", "iptables", "-I", "FORWARD", "-m", "conntrack", "--ctstate", "INVALID", "-j", "DROP")
        self.within("router", "conntrack", "-F")

    def map_to(self, low, high):
        """Another rule, and no memory of the old one: what is connected comes to the server from other ports than before."""
        self.within("router", "iptables", "-t", "nat", "-R", "POSTROUTING", "1", "-o", "outside", "-p", "tcp", "-j", "MASQUERADE",
                    "--to-ports", f"{low}-{high}")
        self.within("router", "conntrack", "-F")

    def ports_of_the_router(self):
        """Those from which connections come to the server now."""
        lines = [line.split() for line in self.within("server", "cat", "/proc/net/tcp").splitlines()]
        there = [words[2].split(":") for words in lines if len(words) > 3 and words[3] == "01"]
        return {int(port, 16) for address, port in there if address == "02004D0A"}


def agents_behind_the_router_are_pulled_at_once():
    with Routed(SIZE_MIB) as trial:
        said = trial.guide("6", "8")
        assert said.count("OK ") == 3, said
        # Nobody reaches the agents: the server sees the router, and has no way to what is behind it.
        reached = trial.within("server", "python3", "-c", "import socket; socket.create_connection(('192.168.77.11', 22), 2)", expect=None)
        assert "unreachable" in reached.lower(), reached
        peers = trial.within("server", "cat", "/proc/net/tcp")
        assert "0B4DA8C0" not in peers and "02004D0A" in peers, peers


def a_mapping_that_is_lost_in_the_middle_ends_completed_by_itself():
    chance = shared.seed()
    with Routed(SIZE_MIB, **BEAT, **SLOW) as trial:
        guide = trial.begin_guide("6", "8")
        trial.wait_for_bytes(AGENTS[0], chance.randrange(1, max(2, SIZE_MIB // 4)) * desk.MIB)
        trial.forget_mappings()
        code, said = shared.ended(guide)
        assert code == 0 and said.count("OK ") == 3, said


def a_mapping_whose_ports_change_in_the_middle_ends_completed_by_itself():
    chance = shared.seed()
    low, high = 20000, 20999  # below those that the agents' own kernel takes
    with Routed(SIZE_MIB, **BEAT, **SLOW) as trial:
        guide = trial.begin_guide("6", "8")
        trial.wait_for_bytes(AGENTS[2], chance.randrange(1, max(2, SIZE_MIB // 4)) * desk.MIB)
        before = trial.ports_of_the_router()
        assert before and not any(low <= port <= high for port in before), before
        trial.map_to(low, high)
        code, said = shared.ended(guide)
        assert code == 0 and said.count("OK ") == 3, said
        desk.wait_for(lambda: trial.clients() == set(AGENTS), "all agents", 90)
        after = trial.ports_of_the_router()
        assert after and all(low <= port <= high for port in after), after


def a_connection_of_which_only_one_half_is_left_is_found_out():
    with Routed(1, **BEAT) as trial:
        desk.wait_for(lambda: trial.clients() == set(AGENTS), "all agents")
        # Nothing gets through, and nobody is told.
        drop = ["-s", "192.168.77.12", "-j", "DROP"]
        trial.within("router", "iptables", "-I", "FORWARD", *drop)
        desk.wait_for(lambda: trial.clients() == {AGENTS[0], AGENTS[2]}, "the silent agent to be counted out", 30)
        trial.within("router", "iptables", "-D", "FORWARD", *drop)
        desk.wait_for(lambda: trial.clients() == set(AGENTS), "it to come back", 90)
        assert trial.guide("4").count("completed") == 1


def a_router_that_stands_still_in_the_middle_loses_nothing():
    with Routed(SIZE_MIB, **BEAT, **SLOW) as trial:
        guide = trial.begin_guide("6", "8")
        trial.wait_for_bytes(AGENTS[1], 2 * desk.MIB)
        trial.within("router", "iptables", "-I", "FORWARD", "-j", "DROP")
        time.sleep(8)  # longer than agents may be silent
        trial.within("router", "iptables", "-D", "FORWARD", "-j", "DROP")
        code, said = shared.ended(guide)
        assert code == 0 and said.count("OK ") == 3, said


def an_agent_that_is_stopped_and_goes_on_is_the_same_agent():
    with Routed(4, **BEAT) as trial:
        os.kill(trial.pid(AGENTS[2]), signal.SIGSTOP)
        try:
            desk.wait_for(lambda: AGENTS[2] not in trial.clients(), "the stopped agent to be counted out", 30)
        finally:
            os.kill(trial.pid(AGENTS[2]), signal.SIGCONT)
        desk.wait_for(lambda: trial.clients() == set(AGENTS), "it to come back", 90)
        said = trial.guide("5", "8", expect=(1,))
        assert said.count("OK ") == 1, said


def down_takes_the_network_away():
    with Routed(1) as trial:
        mark = trial.mark
        assert f"sluice-{mark}-router" in desk.run(["ip", "netns", "list"]).stdout.decode()
        trial.script("topology.sh", "down", limit=90)
        assert mark not in desk.run(["ip", "netns", "list"]).stdout.decode()


desk.main([agents_behind_the_router_are_pulled_at_once, a_mapping_that_is_lost_in_the_middle_ends_completed_by_itself,
           a_mapping_whose_ports_change_in_the_middle_ends_completed_by_itself,
           a_connection_of_which_only_one_half_is_left_is_found_out, a_router_that_stands_still_in_the_middle_loses_nothing,
           an_agent_that_is_stopped_and_goes_on_is_the_same_agent, down_takes_the_network_away])
