"""Commands share a project while whoever has its engine is killed, again and again.

`PITWALL_KILLS` says how many projects are tried; a failure names the seed of its project, and
`PITWALL_KILLS_FROM` begins with that one.
"""

import os
import random
import signal
import subprocess
import time

from support import processes
from support.case import case

PROJECTS = int(os.environ.get("PITWALL_KILLS", "8"))
FIRST = int(os.environ.get("PITWALL_KILLS_FROM", "1"))
STAGES = 6
# A killed engine, one that is told to end, and one whose terminal is closed.
ENDS = [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP]


def definition(dice):
    """A chain of stages, each of which takes a moment and says outside that it ran."""
    lines = ["stages:"]
    for number in range(STAGES):
        lines += [
            f"  s{number}:",
            f"    cmd: echo s{number} >> ../ran; sleep 0.{dice.randint(0, 3)};"
            f" date +%N > o{number}",
            f"    outs: [o{number}]",
        ]
        if number > 0:
            lines.append(f"    deps: [o{number - 1}]")
    return "\n".join(lines) + "\n"


class Crowd:
    """Commands that all want the same."""

    def __init__(self, t, root):
        self.t = t
        self.root = root
        self.all = []
        self.ended = []

    def add(self):
        self.all.append(subprocess.Popen(
            [str(self.t.program), "run"], cwd=self.root, env=self.t.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        ))

    def end_engine(self, how):
        """Ends the one that has the engine, unless it is the last."""
        alive = [one for one in self.all if one.poll() is None]
        for one in alive:
            if one.pid == self.holder() and len(alive) > 1:
                one.send_signal(how)
                self.ended.append(one)

    def holder(self):
        try:
            return int((self.root / ".pitwall" / "engine.lock").read_text())
        except (OSError, ValueError):
            return None


def one_project(t, seed):
    dice = random.Random(seed)
    root = t.project({f"{seed}/project/dvc.yaml": definition(dice)}, "kills") / f"{seed}/project"
    crowd = Crowd(t, root)
    for _ in range(3):
        crowd.add()
    for _ in range(3):
        time.sleep(dice.uniform(0.02, 0.6))
        crowd.end_engine(dice.choice(ENDS))
        if dice.random() < 0.5:
            crowd.add()
    outs = {one.pid: one.communicate(timeout=60)[0] for one in crowd.all}
    log = root.parent / "ran"
    wanted = "".join(f"s{number}\n" for number in range(STAGES))
    # Where the last ones were told to end, an engine without a screen does the rest.
    t.wait(lambda: log.exists() and len(log.read_text()) >= len(wanted),
           lambda: f"Seed {seed}: all stages run, not {log.read_text()!r}: {outs}", 30)
    t.expect(log.read_text() == wanted, f"Seed {seed}: each ran once: {log.read_text()!r} {outs}")
    bad = [one for one in crowd.all if one not in crowd.ended and one.returncode != 0]
    t.expect(not bad, f"Seed {seed}: the others end well: {[outs[one.pid] for one in bad]}")
    t.wait(lambda: t.status(root)["run"]["stages"][-1]["state"] == "done",
           lambda: f"Seed {seed}: {t.status(root)}")
    stray = [pid for pid in processes.all_pids()
             if processes.folder(pid) == root and "stage-shim" not in processes.command(pid)
             and "engine --detached" not in processes.command(pid)]
    t.expect(not stray, f"Seed {seed}: {[processes.command(pid) for pid in stray]} is left over.")
    return len(crowd.ended)


@case("engines of a crowd are killed at random: nothing is lost, nothing runs twice", length=9)
def kills(t):
    count = sum(one_project(t, seed) for seed in range(FIRST, FIRST + PROJECTS))
    t.notes.append(f"{count} engines were ended in {PROJECTS} projects")
