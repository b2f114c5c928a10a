"""One engine, many screens: whoever comes later goes along, and takes over when it must."""

import os
import signal
import subprocess
import time

from support import processes
from support.case import case

STAGES = """\
stages:
  work:
    cmd: >-
      echo begin >> ../ran; while [ ! -e ../stop ]; do sleep 0.05; done; echo the last words;
      date +%N > out.txt; echo end >> ../ran
    outs: [out.txt]
  after:
    cmd: echo after >> ../ran; date +%N > after.txt
    deps: [out.txt]
    outs: [after.txt]
"""
ONCE = "begin\nend\nafter\n"


def opened(t):
    """A project that a person went on in from the first look."""
    root = t.project({"dvc.yaml": STAGES})
    (root / ".pitwall").mkdir(mode=0o700)
    return root


def dashboard(t, root, wanted="work"):
    screen = t.screen(100, 30, root)
    screen.shell("pitwall")
    screen.wait(wanted, "? keys")
    return screen


def started(t, root, *arguments):
    """A command that runs while the case goes on."""
    return subprocess.Popen(
        [str(t.program), *arguments], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )


def stage_is(t, root, name, *states):
    t.wait(lambda: t.stage(root, name)["state"] in states,
           lambda: f"'{name}' is one of {states}: {t.status(root)}")


def runs(t):
    return t.wait(lambda: (t.folder / "ran").exists(), "the stage runs")


def ran(t):
    return (t.folder / "ran").read_text()


def engines(t, root):
    """How often an engine started, as the journal has it."""
    return t.good(["activity", "-n", "500"], root).out.count("engine  started")


@case("a command in a second terminal goes along with the dashboard's run", length=4)
def second_terminal(t):
    root = opened(t)
    screen = dashboard(t, root)
    screen.wait_hint("s step work")
    run = started(t, root, "run")
    runs(t)
    screen.wait("running")
    t.good(["comment", "seen from the other terminal"], root)
    t.good(["break", "after"], root)
    (t.folder / "stop").touch()
    out, _ = run.communicate(timeout=20)
    t.expect(run.returncode == 0 and "work  done" in out and "breakpoint" in out, out)
    stage_is(t, root, "after", "paused")
    screen.wait("paused")
    t.good(["act", "continue", "after"], root)
    stage_is(t, root, "after", "done")
    t.expect(ran(t) == ONCE, ran(t))
    activity = t.good(["activity", "-n", "500"], root).out
    t.expect("seen from the other terminal" in activity, activity)
    t.expect(engines(t, root) == 1, f"One engine did all of it:\n{activity}")
    screen.type("q")
    screen.wait_prompt()


@case("a second terminal cancels what the dashboard started", length=4)
def second_cancels(t):
    root = opened(t)
    screen = dashboard(t, root)
    screen.wait_hint("s step work")
    screen.type("s")
    runs(t)
    screen.wait("running")
    t.good(["act", "cancel"], root)
    stage_is(t, root, "work", "cancelled")
    screen.wait("cancelled")
    t.expect(engines(t, root) == 1, "One engine did all of it.")
    screen.type("q")
    screen.wait_prompt()


@case("two dashboards show the same, and either acts", length=5)
def two_dashboards(t):
    root = opened(t)
    first, second = dashboard(t, root), dashboard(t, root)
    second.wait_hint("s step work")
    second.type("s")
    runs(t)
    for screen in [first, second]:
        screen.wait("running")
    # What one shows the other shows within a moment.
    (t.folder / "stop").touch()
    second.wait_hint("s step after")
    began = time.monotonic()
    first.wait_hint("s step after", seconds=2)
    t.notes.append(f"the other one followed within {time.monotonic() - began:.3f} s")
    first.type("s")
    stage_is(t, root, "after", "done")
    for screen in [first, second]:
        screen.wait("done")
    t.expect(ran(t) == ONCE, ran(t))
    t.expect(engines(t, root) == 1, "One engine did all of it.")
    for screen in [second, first]:
        screen.type("q")
        screen.wait_prompt()


@case("the engine's dashboard is killed: the other one goes on within 2 s", length=5)
def takeover(t):
    root = opened(t)
    first = dashboard(t, root)
    first.wait_hint("s step work")
    second = dashboard(t, root)
    second.wait_hint("s step work")
    first.type("s")
    runs(t)
    second.wait("running")
    pid = processes.programs_below(first.shell_pid, "pitwall")[0]
    os.kill(pid, signal.SIGKILL)
    began = time.monotonic()
    t.wait(lambda: engines(t, root) == 2, "the other one starts an engine", 5)
    took = time.monotonic() - began
    t.expect(took < 2, f"It took {took:.2f} s.")
    t.notes.append(f"taken over within {took:.2f} s")
    (t.folder / "stop").touch()
    second.wait_hint("s step after")
    second.type("s")
    stage_is(t, root, "after", "done")
    t.expect(ran(t) == ONCE, ran(t))
    second.wait("done")
    second.type("q")
    second.wait_prompt()


@case("the engine's command is killed: the one that goes along takes over", length=5)
def command_takeover(t):
    root = t.project({"dvc.yaml": STAGES})
    first = started(t, root, "run")
    runs(t)
    second = started(t, root, "run")
    t.wait(lambda: "engine.sock" in os.listdir(root / ".pitwall"), "the socket is there")
    time.sleep(0.5)  # The second one is attached; nothing shows that from outside.
    first.kill()
    first.communicate()
    t.wait(lambda: engines(t, root) == 2, "the other one starts an engine", 5)
    (t.folder / "stop").touch()
    out, _ = second.communicate(timeout=20)
    t.expect(second.returncode == 0, out)
    t.expect(ran(t) == ONCE, ran(t))
    t.expect(t.stage(root, "after")["state"] == "done", f"{t.status(root)}")


@case("twenty simultaneous starts are never two engines", length=8)
def many_starts(t):
    changing = STAGES.replace("    outs: [out", "    deps: [in.txt]\n    outs: [out")
    root = t.project({"dvc.yaml": changing})
    (t.folder / "stop").touch()
    for turn in range(3):
        (root / "in.txt").write_text(f"{turn}\n")
        (t.folder / "ran").unlink(missing_ok=True)
        crowd = [started(t, root, "run") for _ in range(20)]
        outs = [one.communicate(timeout=60)[0] for one in crowd]
        bad = [out for one, out in zip(crowd, outs) if one.returncode != 0]
        t.expect(not bad, f"Turn {turn}, {len(bad)} failed:\n{bad[:3]}")
        t.expect(ran(t) == ONCE, f"Turn {turn}: {ran(t)}")
    lines = t.good(["activity", "-n", "5000"], root).out.splitlines()
    held = 0
    for line in reversed(lines):
        if "engine  started" in line:
            held += 1
        if "engine  ended" in line:
            held -= 1
        t.expect(held in (0, 1), f"Two engines at once:\n{chr(10).join(lines)}")
