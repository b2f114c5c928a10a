"""The kernel fails a call of the engine, or kills it there: nothing is lost, and it ends in words.

`PITWALL_FAULTS` says how many calls of each kind are tried; `all` walks over every one of them.
`PITWALL_FAULTS_SEED` chooses others. A failure names its fault; `PITWALL_FAULT` plays that one
again: `PITWALL_FAULT=engine/fdatasync/EIO/2 Tests/EndToEnd/run PITWALL 'kernel'`.
"""

import json
import os
import random
import shutil
import time

from support import faults, processes
from support.case import case
from support.failure import Failure
from support.faults import STAGES, Fault

COUNT = os.environ.get("PITWALL_FAULTS", "8")
SEED = os.environ.get("PITWALL_FAULTS_SEED", "1")
ONLY = os.environ.get("PITWALL_FAULT")

CALLS = [
    "write", "pwrite64", "fsync", "fdatasync", "rename", "openat", "mkdir", "link", "unlink",
    "unlinkat", "ftruncate",
]
# What a call may say; a full disk refuses what makes something larger, and so on.
ERRORS = {
    "EIO": ["pwrite64", "fsync", "fdatasync", "rename", "openat", "mkdir", "unlink"],
    "ENOSPC": ["pwrite64", "rename", "openat", "mkdir"],
    "EMFILE": ["openat"],
}
# Writing is also how threads wake each other, which never fails; so that fails by the file.
BY_FILE = [
    Fault(scene, call, how, when, file)
    for scene in ("first", "engine") for when in ("1", "1+")
    for call, how, file in [
        ("write", "EIO", ".dvc.lock.pitwall-tmp"),
        ("write", "ENOSPC", ".dvc.lock.pitwall-tmp"),
        ("fsync", "EIO", "dvc.lock"),
        ("fsync", "EIO", ".pitwall/journal.db.pitwall-tmp"),
        ("fdatasync", "EIO", ".pitwall/journal.db-wal"),
        ("pwrite64", "EIO", ".pitwall/journal.db-wal"),
        ("pwrite64", "ENOSPC", ".pitwall/journal.db-wal"),
        ("pwrite64", "EIO", ".pitwall/engine.lock"),
    ]
    # A disk that never has room is waited for without end.
    if (how, when) != ("ENOSPC", "1+")
]
# Failures that are told at the end.
MOST_SHOWN = 20
# Never words of ours.
INNER = ["Fatal error", "Swift/", "Optional(", "Error Domain", "Traceback", "JournalError"]


class World:
    """What a sound project of these stages looks like, and how many calls making it takes."""

    def __init__(self, t):
        root = project(t, "sound")
        trace = t.folder / "trace"
        run = faults.started(t, root, "run", before=faults.strace(",".join(CALLS), trace))
        out = faults.output(run, "A run that is only watched")
        t.expect(run.returncode == 0, out)
        self.first = faults.counts(trace)
        # Before the first call for the project come those that load the program.
        lines = [line for line in trace.read_text(errors="replace").splitlines()
                 if line.split()[0] == trace.read_text().split()[0] and "openat(" in line]
        self.loading = next(n for n, line in enumerate(lines) if str(root) in line)
        self.files = faults.files(root)
        self.lock = faults.lock(root)
        root = project(t, "watched")
        engine = begun(t, root)
        with faults.attached(engine.pid, faults.strace(",".join(CALLS), trace)) as tracer:
            t.good(["run"], root)
            engine.terminate()
            faults.output(engine, "An engine that is only watched")
            tracer.wait()
        self.engine = faults.counts(trace)

    def points(self, calls, how):
        """All faults of a kind, call by call."""
        for call in calls:
            found = []
            for scene, most in (("first", self.first), ("engine", self.engine)):
                least = self.loading if (scene, call) == ("first", "openat") else 0
                found += [Fault(scene, call, how, n + 1) for n in range(least, most.get(call, 0))]
            if found:
                yield found


def project(t, name):
    return t.project({
        f"{name}/project/dvc.yaml": faults.definition(), f"{name}/project/in.txt": "some text\n",
    }, "faults") / f"{name}/project"


def begun(t, root):
    """An engine without a screen, a stage that is done, and words that were acknowledged."""
    engine = faults.engine(t, root)
    t.good(["run", "load"], root)
    t.good(["comment", "all is well"], root)
    return engine


def chosen(world, kinds, salt):
    """The faults to try: each call in turn, at a moment that the seed decides."""
    if ONLY:
        return [fault for fault in [Fault.read(ONLY)] if fault.how in kinds]
    dice = random.Random(f"{SEED} {salt}")
    rows = [row for how, calls in kinds.items() for row in world.points(calls, how)]
    rows += [row for row in [[fault for fault in BY_FILE if fault.how in kinds]] if row]
    if COUNT == "all":
        return [fault for row in rows for fault in row]
    for row in rows:
        dice.shuffle(row)
    dice.shuffle(rows)
    turns = [fault for turn in zip(*(row * int(COUNT) for row in rows)) for fault in turn]
    return turns[:int(COUNT)]


class Trial:
    """One project in which one thing goes wrong."""

    def __init__(self, t, world, fault):
        self.t, self.world, self.fault = t, world, fault
        self.root = project(t, str(fault).replace("/", "-"))
        self.outer = self.root.parent
        self.said = ""
        self.code = None

    def expect(self, condition, text):
        self.t.expect(condition, f"PITWALL_FAULT={self.fault}: {text}\nIt said:\n{self.said}")

    def play(self):
        if self.fault.scene == "first":
            run = faults.started(self.t, self.root, "run", before=self.fault.tracing(self.root))
            self.said = faults.output(run, f"PITWALL_FAULT={self.fault}")
            self.code = run.returncode
        else:
            self.play_engine()
        self.expect(self.code not in faults.CRASHES, f"It crashed: {self.code}.")
        for words in INNER:
            self.expect(words not in self.said, f"{words!r} is for nobody.")

    def play_engine(self):
        """An engine without a screen meets the fault; the command that uses it goes on."""
        engine = begun(self.t, self.root)
        with faults.attached(engine.pid, self.fault.tracing(self.root)):
            run = faults.started(self.t, self.root, "run")
            self.said = faults.output(run, f"PITWALL_FAULT={self.fault}")
            self.code = run.returncode
            if engine.poll() is None:
                began = time.monotonic()
                engine.terminate()
                self.said += faults.output(engine, f"PITWALL_FAULT={self.fault}: the engine")
                took = time.monotonic() - began
                self.expect(took < 2, f"The engine took {took:.1f} s to end.")
            else:
                self.said += engine.communicate()[0]
        self.expect(engine.returncode not in faults.CRASHES, f"It crashed: {engine.returncode}.")

    def check(self, once):
        """The next command without faults does the rest, and nothing shows what happened."""
        t, root = self.t, self.root
        rest = t.run(["run"], root)
        self.expect(rest.code == 0, f"The next one ends well; {rest}")
        began, ended = (faults.said(self.outer / name) for name in ("began", "ended"))
        if once:
            self.expect(began == sorted(STAGES), f"Each ran once: {began}; {rest}")
        self.expect(began == ended and set(began) == set(STAGES), f"{began} {ended}; {rest}")
        self.expect(not (self.outer / "twice").exists(), "No stage met itself.")
        stages = t.status(root)["run"]["stages"]
        # What failed after the stage itself had ended well is found to be as it should be.
        good = ["done"] if once else ["done", "unchanged"]
        wrong = [stage for stage in stages
                 if stage["state"] not in good or stage["exitCode"] != 0]
        self.expect(len(stages) == len(STAGES) and not wrong, f"{wrong or stages}")
        self.expect("everything is up to date" in t.good(["plan"], root).out, "All is up to date.")
        lock = faults.lock(root)
        self.expect(lock == self.world.lock, f"dvc.lock is whole:\n{lock}")
        odd = faults.files(root) ^ self.world.files
        if not once:
            # A result that could not be kept for later costs at most making it again, and what
            # may be owed to a lock is looked at with the next one.
            odd = {name for name in odd - {".pitwall/locks-owed"}
                   if name not in self.world.files or not name.startswith(".pitwall/cache/runs/")}
        self.expect(not odd, f"Files that should not be there, or are not: {sorted(odd)}; {rest}")
        self.expect(not faults.drafts(root), f"{faults.drafts(root)}")
        told = json.loads(t.good(["activity", "--json", "-n", "5000"], root).out)
        texts = [f"{entry['subject']}  {entry['text']}" for entry in told]
        if self.fault.scene == "engine":
            self.expect(any("all is well" in text for text in texts), f"{texts}")
        # What the command printed the journal has.
        for line in self.said.splitlines():
            if line[:2] in ("\u2713 ", "\u25cf ", "\u25cc "):
                self.expect(line[2:] in texts, f"{line!r} is in the journal: {texts}")
        doctor = t.run(["doctor"], root)
        self.expect(doctor.code == 0, f"{doctor}")


def play_all(t, kinds, salt, check):
    """Plays all faults that were chosen, and says which of them went wrong."""
    faults.needs("strace")
    world = World(t)
    every = chosen(world, kinds, salt)
    bad = []
    for fault in every:
        trial = Trial(t, world, fault)
        try:
            trial.play()
            check(trial)
        except Failure as failure:
            bad.append(str(failure))
        processes.end_all_in(trial.outer)
        shutil.rmtree(trial.outer)
    t.expect(not bad, f"{len(bad)} of {len(every)}:\n" + "\n".join(bad[:MOST_SHOWN]))
    t.notes.append(f"{len(every)} faults")


@case("fault: the kernel kills an engine at a call: the next one does the rest, once", length=20)
def killed_at_calls(t):
    def check(trial):
        # Where its own wish was on the way, it is said that nobody knows.
        if trial.fault.scene == "engine" and "ended before it answered" not in trial.said:
            trial.expect(trial.code == 0, "The command goes on without the engine.")
        trial.check(once=True)

    play_all(t, {"KILL": CALLS}, "killed", check)


@case("fault: the kernel fails a call of an engine: it goes on, or says so", length=20)
def failed_calls(t):
    def check(trial):
        trial.expect(trial.code in (0, 1, 2), f"It ends with {trial.code}.")
        trial.check(once=False)

    play_all(t, ERRORS, "failed", check)
