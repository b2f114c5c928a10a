"""Engines are killed, again and again: alone with their stages, and in a crowd that shares them.

`PITWALL_KILLS` says how many engines are killed while stages run, `PITWALL_CROWDS` how many
projects a crowd is tried in. A failure names the seed of its project, and `PITWALL_KILLS_FROM`
begins with that one.
"""

import os
import random
import signal
import socket
import subprocess
import time

from support import processes
from support.case import case

KILLS = int(os.environ.get("PITWALL_KILLS", "200"))
CROWDS = int(os.environ.get("PITWALL_CROWDS", "8"))
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
            if one.pid == holder(self.root) and len(alive) > 1:
                one.send_signal(how)
                self.ended.append(one)


def holder(root):
    """The process that has the project's engine, or had it last."""
    try:
        return int((root / ".pitwall" / "engine.lock").read_text())
    except (OSError, ValueError):
        return None


def strays(root):
    """What still works in the project, though all is done there."""
    return [processes.command(pid) for pid in processes.all_pids()
            if processes.folder(pid) == root and "stage-shim" not in processes.command(pid)
            and "engine --detached" not in processes.command(pid)]


def crowded(t, seed):
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
    stray = strays(root)
    t.expect(not stray, f"Seed {seed}: {stray} is left over.")
    return len(crowd.ended)


@case("engines of a crowd are killed at random: nothing is lost, nothing runs twice", length=9)
def kills(t):
    count = sum(crowded(t, seed) for seed in range(FIRST, FIRST + CROWDS))
    t.notes.append(f"{count} engines were ended in {CROWDS} projects")


CHAINS = [[f"{chain}{number}" for number in range(4)] for chain in "abc"]
NAMES = sorted(name for chain in CHAINS for name in chain)


def chains(dice):
    """Chains side by side, whose stages say outside when they begin and when they end.

    In half of the projects no stage reads anything: only the lock knows that it was done, since
    the cache of runs has none without dependencies."""
    lines = ["stages:"]
    reads = dice.random() < 0.5
    for chain in CHAINS:
        for before, name in zip([None, *chain], chain):
            lines += [
                f"  {name}:",
                f"    cmd: echo {name} >> ../began; sleep 0.{dice.randint(0, 25):02};"
                f" echo {name} >> ../ended; echo {name} > out-{name}",
                f"    outs: [out-{name}]",
            ]
            if before and reads:
                lines.append(f"    deps: [out-{before}]")
    return "\n".join(lines) + "\n"


def said(file):
    return sorted(file.read_text().split()) if file.exists() else []


def serves(root):
    """Whether an engine answers at the project's socket."""
    try:
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(str(root / ".pitwall" / "engine.sock"))
            return True
    except OSError:
        return False


def killed(t, seed, most):
    """One project, whose engine is killed while stages run until all is done, or `most` times.

    Gives how long each engine took until it served."""
    dice = random.Random(seed)
    root = t.project({f"{seed}/p/dvc.yaml": chains(dice)}, "kills") / f"{seed}/p"
    began, ended = root.parent / "began", root.parent / "ended"
    starts = []
    while True:
        start = time.monotonic()
        engine = subprocess.Popen(
            [str(t.program), "run"], cwd=root, env=t.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        over = lambda: engine.poll() is not None  # noqa: E731
        t.wait(lambda: over() or (holder(root) == engine.pid and serves(root)),
               f"Seed {seed}: an engine serves")
        starts.append(time.monotonic() - start)
        if len(starts) > most:
            break
        time.sleep(dice.uniform(0, 0.12))
        t.wait(lambda: over() or len(said(began)) > len(said(ended)), f"Seed {seed}: a stage runs")
        if over():
            break
        engine.kill()
        engine.communicate()
    out = engine.communicate(timeout=60)[0]
    t.expect(engine.returncode == 0, f"Seed {seed}: {engine.returncode} {out}")
    for file in (began, ended):
        t.expect(said(file) == NAMES, f"Seed {seed}: each ran once: {said(file)} {out}")
    stages = t.status(root)["run"]["stages"]
    # What was done may be asked for again by the command that finds it done; it is unchanged then.
    wrong = [stage for stage in stages
             if stage["state"] not in ("done", "unchanged") or stage["exitCode"] != 0]
    t.expect(len(stages) == len(NAMES) and not wrong, f"Seed {seed}: {wrong or stages}")
    stray = strays(root)
    t.expect(not stray, f"Seed {seed}: {stray} is left over.")
    return starts


@case("killed while stages run, hundreds of times: nothing is lost, nothing runs twice",
      alone=True)
def killed_often(t):
    starts, seed, count = [], FIRST, 0
    while count < KILLS:
        more = killed(t, seed, min(20, KILLS - count))
        starts, seed, count = starts + more, seed + 1, count + len(more) - 1
    worst = max(starts)
    t.notes.append(f"{count} engines were killed in {seed - FIRST} projects;"
                   f" the next one served within {worst:.2f} s")
    t.expect(worst < 1, f"An engine served only after {worst:.2f} s.")
