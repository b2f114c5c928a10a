"""A stage fails, is read up, mended and retried; a long one is cancelled."""

from support import processes
from support.case import SIZES, case

FAILING = {
    "dvc.yaml": """\
stages:
  load:
    cmd: >-
      echo loading; cat wanted.csv || echo "ValueError - no rows" >&2;
      cp wanted.csv loaded.txt
    outs: [loaded.txt]
  train:
    cmd: cat loaded.txt
    deps: [loaded.txt]
""",
}
# A tree of processes, one of which ignores the polite signal.
LONG = {
    "dvc.yaml": """\
stages:
  long:
    cmd: python3 tree.py
    outs: [out.txt]
""",
    "tree.py": """\
import os, signal, subprocess, sys, time
if len(sys.argv) == 1:
    child = subprocess.Popen([sys.executable, "tree.py", "child"])
    print("working", flush=True)
    child.wait()
signal.signal(signal.SIGTERM, signal.SIG_IGN)
with open("../pids", "a") as file:
    file.write(f"{os.getpid()} {os.getppid()}\\n")
subprocess.run(["sleep", "600"])
""",
}


@case("a failed stage is read up and retried at {0}x{1}", each=SIZES, length=6)
def fail_and_retry(t, columns, rows):
    root = t.project(FAILING)
    screen = t.screen(columns, rows, root)
    before = screen.flags()
    screen.shell("pitwall")
    screen.wait("first look")
    screen.keys("Enter")
    screen.wait_hint("s step load")
    screen.type("s")
    screen.wait("failed")
    t.expect(t.stage(root, "load")["state"] == "failed", f"{t.status(root)}")
    screen.keys("Enter")
    screen.wait("No such file", "ValueError - no rows", "failed, exit 1")
    screen.type("q")
    screen.wait("Stages", "load")
    screen.type("1")
    screen.wait("Waiting for you", "failed", "load")
    screen.type("2")
    screen.wait("Stages")
    screen.type("x")
    (root / "wanted.csv").write_text("a row\n")
    screen.type("a")
    screen.wait("Act", "retry")
    screen.type("r")
    t.wait(lambda: t.stage(root, "load")["state"] == "done",
           lambda: f"the retry is done: {t.status(root)}")
    t.expect(t.stage(root, "load")["attempts"] == 2, f"{t.status(root)}")
    screen.wait("done")
    screen.type("/")
    screen.wait("Find a stage")
    screen.type("load")
    screen.keys("Enter")
    screen.wait_gone("Find a stage")
    screen.keys("Enter")
    screen.wait("attempt 2 of 2", "loading")
    screen.type("[")
    screen.wait("attempt 1 of 2", "ValueError")
    screen.type("q")
    screen.wait("Stages")
    screen.type("q")
    screen.wait_prompt()
    screen.wait_flags(before, "At the end")


@case("a cancelled stage ends with all its processes at {0}x{1}", each=SIZES[1:], length=12)
def cancel(t, columns, rows):
    root = t.project(LONG)
    screen = t.screen(columns, rows, root)
    screen.shell("pitwall")
    screen.wait("first look")
    screen.keys("Enter")
    screen.wait_hint("s step long")
    screen.type("s")
    pids = started_tree(t)
    ask_for_cancel(screen)
    # The box starts on no: enter changes nothing.
    screen.keys("Enter")
    screen.wait_gone("Yes, cancel it")
    t.expect(all(map(processes.is_alive, pids)), "No means no.")
    t.expect(t.stage(root, "long")["state"] == "running", f"{t.status(root)}")
    ask_for_cancel(screen)
    screen.keys("Down")
    screen.keys("Enter")
    t.wait(lambda: t.stage(root, "long")["state"] == "cancelled",
           lambda: f"it is cancelled: {t.status(root)}", 30)
    t.wait(lambda: not any(map(processes.is_alive, pids)),
           lambda: f"its processes end: {[p for p in pids if processes.is_alive(p)]} live", 5)
    screen.wait("cancelled")
    screen.type("q")
    screen.wait_prompt()


def started_tree(t):
    """The processes of the stage, once all of them are there."""
    file = t.folder / "pids"
    t.wait(lambda: file.exists() and file.read_text().count("\n") == 1, "the child runs")
    child, parent = map(int, file.read_text().split())
    sleep = t.wait(lambda: processes.descendants(child), "the grandchild runs")
    return [parent, child, *sleep]


def ask_for_cancel(screen):
    screen.type("a")
    screen.wait("Act")
    screen.type("c")
    screen.wait("No, let it run", "Yes, cancel it")


@case("quitting while a stage runs asks, and leaves it running", length=6)
def quit_while_running(t):
    root = t.project({
        "dvc.yaml": "stages:\n  slow:\n    cmd: echo ran >> ../ran; sleep 3; echo > out.txt\n"
                    "    outs: [out.txt]\n",
    })
    screen = t.screen(100, 30, root)
    screen.shell("pitwall")
    screen.wait("first look")
    screen.keys("Enter")
    screen.wait_hint("s step slow")
    screen.type("s")
    t.wait(lambda: (t.folder / "ran").exists(), "the stage runs")
    screen.wait("running")
    screen.type("q")
    screen.wait("Detach: it goes on", "Stay here")
    screen.escape()
    screen.wait_gone("Detach: it goes on")
    screen.type("q")
    screen.wait("Detach: it goes on")
    screen.keys("Enter")
    screen.wait("goes on")
    screen.wait_prompt()
    t.wait(lambda: (root / "out.txt").exists(), "the stage ends by itself")
    screen.shell("clear; pitwall")
    t.wait(lambda: t.stage(root, "slow")["state"] == "done",
           lambda: f"the next start takes it up: {t.status(root)}", 10)
    screen.wait("done")
    t.expect((t.folder / "ran").read_text() == "ran\n", "It ran once.")
    screen.type("q")
    screen.wait_prompt()


@case("a stage that failed before is no failure of a command for another one")
def old_failure(t):
    root = t.project({
        "dvc.yaml": """\
stages:
  bad: {cmd: "exit 3", outs: [bad.txt]}
  good: {cmd: echo > good.txt, outs: [good.txt]}
""",
    })
    t.ends(1, ["run", "--keep-going"], root, "bad failed")
    t.ends(0, ["run", "--force", "good"], root, "good")
    t.ends(1, ["run"], root, "bad failed")
