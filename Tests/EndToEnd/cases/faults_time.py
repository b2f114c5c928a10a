"""The clock is set while an engine works: nothing waits longer, nothing comes early."""

import contextlib
import functools
import glob
import os
import time
from datetime import datetime, timedelta

from support import faults, processes
from support.case import case
from support.failure import Skipped

JUMPS = [("forward", "+3600"), ("back", "-3600")]
# Fails the first time; the second comes after a pause.
RETRIED = {
    "dvc.yaml": """\
stages:
  work:
    cmd: >-
      date +%s.%N >> ../tries; [ -e ../good ] || exit 3; echo > out.txt
    outs: [out.txt]
""",
    "pitwall.yaml": "stages: {work: {retries: 1, backoff: 2s}}\n",
}
LIMITED = {
    "dvc.yaml": """\
stages:
  work:
    cmd: touch ../began; while [ ! -e ../stop ]; do sleep 0.05; done; echo > out.txt
    outs: [out.txt]
""",
    "pitwall.yaml": "stages: {work: {timeout: 30m}}\n",
}


class Clock:
    """The clock of programs that are started under it; the kernel's stays as it is."""

    def __init__(self, t):
        self.t = t
        found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        if not found:
            raise Skipped("libfaketime was not found. '.ci/setup --tests' installs it.")
        self.file = t.folder / "clock"
        self.set("+0")
        self.variables = {
            "LD_PRELOAD": found[0], "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
        }

    def started(self, root, *arguments):
        # The library changes the environment of the first program, whose arguments Swift does not
        # find after that.
        return faults.started(self.t, root, *arguments, before=["env"], **self.variables)

    @contextlib.contextmanager
    def tidied(self):
        """Removes afterwards what the library leaves in memory for killed programs."""
        before = set(self.shared())
        try:
            yield self
        finally:
            processes.end_all_in(self.t.folder)
            for path in set(self.shared()) - before:
                pid = int(path.rsplit("_", 1)[1])
                if not processes.is_alive(pid):
                    os.unlink(path)

    @staticmethod
    def shared():
        return glob.glob("/dev/shm/*faketime_s*_[0-9]*")

    def set(self, offset):
        draft = self.file.with_suffix(".new")
        draft.write_text(offset + "\n")
        draft.rename(self.file)


def clocked(body):
    """A case with a clock of its own."""

    @functools.wraps(body)
    def with_clock(t, *arguments):
        with Clock(t).tidied() as clock:
            body(t, clock, *arguments)

    return with_clock


def lasted(stage):
    """How long a stage took, as its record says."""
    began, ended = (datetime.fromisoformat(stage[name].replace("Z", "+00:00"))
                    for name in ("startedAt", "endedAt"))
    return ended - began


@case("fault: the clock jumps {0} while a stage waits for its next try", each=JUMPS, length=6)
@clocked
def waits(t, clock, _, offset):
    root = t.project(RETRIED)
    run = clock.started(root, "run")
    line = ""
    while "another follows" not in line:
        line = run.stdout.readline()
        t.expect(line, "It ended.")
    began = time.monotonic()
    clock.set(offset)
    (t.folder / "good").touch()
    # Something that wakes the engine, which then looks at the clock.
    t.good(["comment", "the clock was set"], root)
    out = faults.output(run, "The run", 20)
    took = time.monotonic() - began
    t.expect(run.returncode == 0, out)
    t.expect(1 < took < 8, f"The pause was {took:.1f} s: {out}")
    tries = (t.folder / "tries").read_text()
    t.expect(len(tries.splitlines()) == 2, tries)
    t.expect(lasted(t.stage(root, "work")) >= timedelta(), f"{t.status(root)}")


@case("fault: the clock jumps {0} while a stage with a time limit runs", each=JUMPS, length=4)
@clocked
def limits(t, clock, _, offset):
    root = t.project(LIMITED)
    run = clock.started(root, "run")
    t.wait(lambda: (t.folder / "began").exists(), "the stage runs")
    clock.set(offset)
    t.good(["comment", "the clock was set"], root)
    t.expect(t.stage(root, "work")["state"] == "running", f"{t.status(root)}")
    (t.folder / "stop").touch()
    out = faults.output(run, "The run")
    t.expect(run.returncode == 0, out)
    t.expect(lasted(t.stage(root, "work")) >= timedelta(), f"{t.status(root)}")
    told = t.good(["activity", "-n", "100"], root).out
    t.expect(told.index("done") < told.index("the clock was set"), f"In order:\n{told}")


@case("fault: an engine is killed, and the clock is behind at the next start", length=4)
@clocked
def behind(t, clock):
    root = t.project(LIMITED)
    run = clock.started(root, "run")
    t.wait(lambda: (t.folder / "began").exists(), "the stage runs")
    run.kill()
    run.communicate()
    clock.set("-86400")
    again = clock.started(root, "run")
    (t.folder / "stop").touch()
    out = faults.output(again, "The run")
    t.expect(again.returncode == 0, out)
    t.expect(lasted(t.stage(root, "work")) >= timedelta(), f"{t.status(root)}")
    t.expect("up to date" in t.good(["plan"], root).out, "Its outputs were taken.")
    doctor = faults.output(clock.started(root, "doctor"), "The checkup")
    t.notes += [line for line in doctor.splitlines() if "clock" in line]
