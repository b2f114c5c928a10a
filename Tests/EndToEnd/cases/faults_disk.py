"""Disks that are full, fail, can only be read or lose their power: running stages go on."""

import contextlib
import json
import os
import random
import shutil
import signal
import time

from support import faults, processes
from support.accounts import Town, give
from support.case import case

SEED = int(os.environ.get("PITWALL_FAULTS_SEED", "1"))
# How often the power goes in a run.
CUTS = int(os.environ.get("PITWALL_FAULT_CUTS", "3"))
# Its log is longer than the disk. What it makes lies there before the disk is full.
LOUD = """\
stages:
  work:
    cmd: >-
      head -c 1000 /dev/zero > out.txt; echo begin >> ../ran;
      while [ ! -e ../print ]; do sleep 0.02; done;
      head -c 20000000 /dev/zero | tr '\\\\0' 'x'; echo; echo printed >> ../ran;
      while [ ! -e ../stop ]; do sleep 0.02; done; echo the last words; echo end >> ../ran
    outs: [out.txt]
  after:
    cmd: echo after >> ../ran; cat out.txt > after.txt
    deps: [out.txt]
    outs: [after.txt]
"""
ONCE = "begin\nprinted\nend\nafter\n"
SMALL = """\
stages:
  work: {cmd: 'cat in.txt > out.txt; echo words', deps: [in.txt], outs: [out.txt]}
"""


def ran(t):
    file = t.folder / "ran"
    return file.read_text() if file.exists() else ""


def is_said(t, word):
    t.wait(lambda: f"{word}\n" in ran(t), lambda: f"'{word}' is said: {ran(t)!r}")


def is_done(t, root):
    """Nothing shows any more that there was no room."""
    t.good(["run"], root)
    t.expect(ran(t) == ONCE, f"Each ran once: {ran(t)!r}")
    stages = {stage["name"]: stage["state"] for stage in t.status(root)["run"]["stages"]}
    t.expect(set(stages.values()) <= {"done", "unchanged"}, f"{stages}")
    t.expect("everything is up to date" in t.good(["plan"], root).out, "All is up to date.")
    t.good(["doctor"], root)


def report(t, root):
    return json.loads(t.good(["status", "--json"], root).out)


def is_standing(t, root):
    """An end that cannot be written is told as such, and goes on being told."""
    t.wait(lambda: (report(t, root)["trouble"] or {}).get("since"), "the engine says what is wrong")
    trouble = report(t, root)["trouble"]
    t.expect(trouble["subject"] == "journal" and trouble["freeBytes"] == 0
             and trouble["reason"] == "No space left on device"
             and trouble["folder"] == str(root / ".pitwall"), f"{trouble}")
    stage = t.stage(root, "work")
    words = "ended with exit status 0; that waits to be written down"
    t.expect(stage["state"] == "queued" and stage["reason"] == words, f"It has ended: {stage}")
    status = t.good(["status"], root)
    t.expect("ended" in status.out and "The disk is full; what happens is written once" in
             status.err and "tried again every 2 s" in status.err, f"{status}")
    t.ends(1, ["doctor"], root, f"that of '{root}' is full: 0 KB of 8 MB are free",
           "Make room.", "what happens is written once there is room")


@case("fault: a disk without room is told on the screen as long as it is so", length=6)
def full_screen(t):
    faults.needs("mount")
    (t.folder / "project").mkdir()
    with faults.small_disk(t.folder / "project", size="8m") as disk:
        root = t.project({"dvc.yaml": LOUD})
        (root / ".pitwall").mkdir(mode=0o700)
        screen = t.screen(100, 30, root)
        screen.shell("pitwall")
        screen.wait("? keys", "never run")
        other = t.screen(80, 24, root)
        other.shell("pitwall --read-only")
        other.wait("? keys")
        screen.type("s")
        is_said(t, "begin")
        ballast = faults.fill(disk)
        (t.folder / "print").touch()
        (t.folder / "stop").touch()
        is_said(t, "end")
        screen.wait("The disk is full; what happens is written once there is room",
                    "No space left on device since", "tried again every 2 s", "\u2717 disk full")
        screen.wait("\u25cc ended", "ended with exit status 0")
        other.wait("\u2717 disk full", "\u25cc work")
        screen.type("6")
        screen.wait("\u2717 disk full", "Activity")
        screen.type("2")
        ballast.unlink()
        screen.wait_gone("disk full", "The disk is full")
        screen.wait("1 of 2 done")
        other.wait_gone("disk full", "The disk is full")
        screen.type("q")
        screen.wait_prompt()


@case("fault: output for which there was no room is told wherever the log is", length=5)
def lost_output(t):
    faults.needs("mount")
    (t.folder / "project").mkdir()
    with faults.small_disk(t.folder / "project", size="8m") as disk:
        root = t.project({"dvc.yaml": LOUD})
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(4_000_000))
        run = faults.started(t, root, "run")
        (t.folder / "print").touch()
        is_said(t, "printed")
        # What the journal needs.
        ballast.unlink()
        (t.folder / "stop").touch()
        out = faults.output(run, "The run")
        t.expect(run.returncode == 0, out)
        words = "MB of output could not be written here"
        t.wait(lambda: words in t.good(["logs", "work"], root).err, "the log says so", 5)
        t.expect(words in t.good(["logs", "work", "--raw"], root).err, "Also of the plain bytes.")
        screen = t.screen(80, 24, root)
        screen.shell("pitwall --read-only")
        screen.wait("2 of 2 done")
        screen.keys("Left")
        screen.keys("Enter")
        screen.wait("work", words)
        screen.type("q")
        t.wait(lambda: "of its output could not be written"
               in t.good(["activity", "--details"], root).out, "the journal says so", 5)


@case("fault: a screen that opens without room for an engine starts one once there is",
      length=6)
def late_engine(t):
    faults.needs("mount")
    (t.folder / "project").mkdir()
    (t.folder / "print").touch()
    (t.folder / "stop").touch()
    with faults.small_disk(t.folder / "project", size="8m") as disk:
        root = t.project({"dvc.yaml": SMALL, "in.txt": "1\n"})
        t.good(["run"], root)
        (root / "in.txt").write_text("2\n")
        ballast = faults.fill(disk)
        screen = t.screen(80, 24, root)
        screen.shell("pitwall")
        screen.wait("The disk is full; no engine can begin", "\u2717 disk full")
        t.ends(1, ["step"], root, "is full: 0 KB of 8 MB are free")
        screen.type("s")
        screen.wait("The disk of")
        ballast.unlink()
        screen.wait_gone("disk full")
        t.wait(lambda: (root / ".pitwall" / "engine.sock").exists(), "an engine is there")
        screen.type("s")
        screen.wait("1 of 1 done")
        screen.type("q")
        screen.wait_prompt()


@case("fault: a screen that cannot take over for want of room does so once there is", length=6)
def late_takeover(t):
    faults.needs("mount")
    (t.folder / "project").mkdir()
    with faults.small_disk(t.folder / "project", size="8m") as disk:
        root = t.project({"dvc.yaml": SMALL, "in.txt": "1\n"})
        t.good(["run"], root)
        (root / "in.txt").write_text("2\n")
        host = t.screen(80, 24, root)
        host.shell("pitwall")
        socket = root / ".pitwall" / "engine.sock"
        t.wait(socket.exists, "an engine is there")
        other = t.screen(100, 30, root)
        other.shell("pitwall")
        other.wait("engine in another terminal")
        first = leader(root)
        ballast = faults.fill(disk)
        os.kill(first, signal.SIGKILL)
        other.wait("The disk is full; no engine can begin", "\u2717 disk full")
        ballast.unlink()
        t.wait(lambda: leader(root) not in (0, first), "the other one takes over")
        other.wait_gone("disk full")
        other.type("s")
        other.wait("1 of 1 done")


def leader(root):
    words = (root / ".pitwall" / "engine.lock").read_text().split()
    return int(words[0]) if words else 0


BARE = """\
stages:
  work:
    cmd: echo begin >> ../ran; while [ ! -e ../stop ]; do sleep 0.02; done; echo end >> ../ran
  after:
    cmd: echo after >> ../ran
"""


@case("fault: a disk without room for another file: what is to begin waits for it", length=4)
def no_beginning(t):
    faults.needs("mount")
    (t.folder / "project").mkdir()
    with faults.small_disk(t.folder / "project", size="64m", nr_inodes=300) as disk:
        root = t.project({"dvc.yaml": BARE, "pitwall.yaml": "limits: {cpus: 1}\n"})
        run = faults.started(t, root, "run")
        is_said(t, "begin")
        heap = faults.fill_places(disk)
        (t.folder / "stop").touch()
        is_said(t, "end")
        next(line for line in run.stdout if "No space left" in line)
        t.wait(lambda: t.stage(root, "work")["reason"] == "waits for room on the disk",
               lambda: f"what was made waits: {t.status(root)}")
        t.ends(1, ["doctor"], root, "no file can be made", "stages wait for room")
        shutil.rmtree(heap)
        out = faults.output(run, "The run")
        t.expect(run.returncode == 0 and ran(t) == "begin\nend\nafter\n", f"{out}{ran(t)}")
        t.good(["doctor"], root)


@case("fault: a folder in which this user may not write is named")
def closed_folder(t):
    town = Town(t, ["ana"], [])
    root = t.project({"dvc.yaml": SMALL, "in.txt": "1\n"})
    give(root, town.ana)
    t.good(["run"], root, account=town.ana)
    t.good(["doctor"], root, account=town.ana)
    root.chmod(0o555)
    t.ends(1, ["doctor"], root, f"'{root}' cannot be written: Permission denied",
           account=town.ana)
    root.chmod(0o755)
    (root / "dvc.lock").chmod(0o444)
    t.ends(1, ["doctor"], root, "dvc.lock' cannot be written: Permission denied", "chmod u+rw",
           account=town.ana)


@case("fault: a disk without room: the stage goes on, and the run once there is room", length=8)
def full(t):
    faults.needs("mount")
    (t.folder / "project").mkdir()
    with faults.small_disk(t.folder / "project", size="8m") as disk:
        root = t.project({"dvc.yaml": LOUD})
        run = faults.started(t, root, "run")
        is_said(t, "begin")
        ballast = faults.fill(disk)
        (t.folder / "print").touch()
        is_said(t, "printed")
        (t.folder / "stop").touch()
        is_said(t, "end")
        refused = t.run(["comment", "no room for this"], root)
        says = f"The disk of '{root}/.pitwall' is full: 0 KB of 8 MB are free"
        t.expect(refused.code != 0 and says in refused.err, f"{refused}")
        is_standing(t, root)
        ballast.unlink()
        out = faults.output(run, "The run")
        t.expect(run.returncode == 0 and out.count(says) == 1, out)
        is_done(t, root)
        t.expect(report(t, root)["trouble"] is None, "It is over.")
        told = t.good(["activity", "-n", "500"], root).out
        t.expect("no room for this" not in told, f"What was refused did not happen:\n{told}")


@case("fault: a disk without room for another file: what a stage made waits for it", length=4)
def no_places(t):
    faults.needs("mount")
    (t.folder / "project").mkdir()
    with faults.small_disk(t.folder / "project", size="64m", nr_inodes=300) as disk:
        root = t.project({"dvc.yaml": LOUD})
        run = faults.started(t, root, "run")
        is_said(t, "begin")
        heap = faults.fill_places(disk)
        (t.folder / "print").touch()
        (t.folder / "stop").touch()
        is_said(t, "end")
        line = next(line for line in run.stdout if "No space left" in line)
        shutil.rmtree(heap)
        out = faults.output(run, "The run")
        t.expect(run.returncode == 0 and "No space left on device. Make room" in line, out)
        is_done(t, root)


@case("fault: a disk that can only be read: it is said, and read", length=3)
def read_only(t):
    faults.needs("mount")
    (t.folder / "project").mkdir()
    (t.folder / "print").touch()
    (t.folder / "stop").touch()
    with faults.small_disk(t.folder / "project", size="64m") as disk:
        root = t.project({"dvc.yaml": SMALL, "in.txt": "1\n"})
        t.good(["run"], root)
        (root / "in.txt").write_text("2\n")
        faults.done(["mount", "-o", "remount,ro", str(disk)], "Mounting anew")
        for arguments in (["status"], ["plan"], ["logs", "work"], ["activity"]):
            result = t.run(arguments, root)
            t.expect(result.code == 0, f"What is there can be read; {result}")
        for arguments in (["run"], ["comment", "well"], ["engine"]):
            result = t.run(arguments, root)
            t.expect(result.code in (1, 2) and "ead-only" in result.err, f"{result}")
            t.notes.append(result.err.strip())
        t.ends(1, ["doctor"], root, f"that of '{root}' is mounted read-only")
        faults.done(["mount", "-o", "remount,rw", str(disk)], "Mounting anew")
        t.good(["doctor"], root)
        t.good(["run"], root)
        t.expect(t.stage(root, "work")["state"] == "done", f"{t.status(root)}")


@case("fault: the power goes while stages run: what was told is there, and the next run ends well",
      length=10)
def power_cut(t):
    faults.needs("mount", "mkfs.ext4", "losetup")
    dice = random.Random(SEED)
    image = t.folder / "disk"
    with open(image, "wb") as file:
        file.truncate(48 << 20)
    faults.done(["mkfs.ext4", "-q", "-F", str(image)], "Making a file system")
    told = []
    copies = []
    with faults.mounted(t.folder / "disk-before", "-o", "loop", image) as disk:
        root = t.project({"project/dvc.yaml": faults.definition("0.3"),
                          "project/in.txt": "some text\n"}, disk.name) / "project"
        faults.done(["sync", "--file-system", str(root)], "Writing down what is there")
        engine = faults.engine(t, root)
        run = faults.started(t, root, "run")
        t.wait(lambda: (disk / "began").exists(), "a stage runs")
        for number in range(CUTS):
            for word in range(dice.randint(1, 4)):
                text = f"told {number} {word}"
                t.good(["comment", text], root)
                told.append(text)
            time.sleep(dice.uniform(0, 0.2))
            copies.append(cut(t, image, [engine.pid], number, list(told)))
        out = faults.output(run, "The run")
        t.expect(run.returncode == 0, out)
        engine.terminate()
        faults.output(engine, "The engine")
    for copy, known in copies:
        check_cut(t, copy, known)
    t.notes.append(f"{len(copies)} cuts, {len(told)} words were told")


def send(pid, number):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def cut(t, image, pids, number, told):
    """What the disk holds at one moment, and what was told by then."""
    copy = t.folder / f"disk-{number}"
    everybody = [one for pid in pids for one in [pid, *processes.descendants(pid)]]
    # Nobody writes while it is copied, as nobody does once the power is gone.
    try:
        for pid in everybody:
            send(pid, signal.SIGSTOP)
        shutil.copyfile(image, copy)
    finally:
        for pid in everybody:
            send(pid, signal.SIGCONT)
    return copy, told


def check_cut(t, copy, told):
    with faults.mounted(t.folder / f"{copy.name}-after", "-o", "loop", copy) as disk:
        root = disk / "project"
        # What ran when the power went has failed; that is told once.
        first = t.run(["run"], root)
        rest = t.run(["run"], root)
        t.expect(rest.code == 0, f"Seed {SEED}, {copy.name}: {rest}")
        activity = t.good(["activity", "-n", "5000"], root).out
        lost = [text for text in told if text not in activity]
        t.expect(not lost, f"Seed {SEED}, {copy.name}: {lost} is lost:\n{activity}")
        states = {stage["state"] for stage in t.status(root)["run"]["stages"]}
        t.expect(states <= {"done", "unchanged"}, f"Seed {SEED}, {copy.name}: {t.status(root)}")
        plan = t.good(["plan"], root).out
        t.expect("everything is up to date" in plan,
                 f"Seed {SEED}, {copy.name}: {first}{rest}{plan}")
        for name, needed in faults.STAGES.items():
            parts = ["in.txt", *(f"{other}.txt" for other in needed)]
            made = "".join((root / part).read_text() for part in parts)
            t.expect((root / f"{name}.txt").read_text() == made, f"'{name}.txt' is whole.")
        t.good(["doctor"], root)
    copy.unlink()
