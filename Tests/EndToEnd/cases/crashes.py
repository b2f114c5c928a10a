"""`kill -9` of the program: the stage goes on, once, and its true end is shown."""

import os
import signal
import subprocess
import time

from support import processes
from support.case import case

STAGE = """\
stages:
  work:
    cmd: >-
      echo begin >> ../ran; while [ ! -e ../stop ]; do sleep 0.05; done; echo the last words;
      echo > out.txt; echo end >> ../ran; {end}
    outs: [out.txt]
"""
ENDS = {
    "success": ("exit 0", "done", 0),
    "failure": ("exit 7", "failed", 7),
    "a signal": ("kill -9 $$", "failed", None),
}


def killed(t, how):
    """A project in whose run the program was killed."""
    root = t.project({"dvc.yaml": STAGE.format(end=ENDS[how][0])})
    (root / ".pitwall").mkdir(mode=0o700)
    screen = t.screen(100, 30, root)
    screen.shell("pitwall")
    screen.wait_hint("s step work")
    screen.type("s")
    t.wait(lambda: (t.folder / "ran").exists(), "the stage runs")
    screen.wait("running")
    pid = processes.programs_below(screen.shell_pid, "pitwall")[0]
    os.kill(pid, signal.SIGKILL)
    screen.wait("Killed")
    # What `reset` is for: nobody could restore this terminal.
    screen.shell("reset -Q; stty sane; clear")
    return root, screen


def check_end(t, root, screen, how):
    """The true end is shown within the promised five seconds."""
    _, state, code = ENDS[how]

    def is_shown():
        stage = t.stage(root, "work")
        return stage["state"] == state and (code is None or stage["exitCode"] == code)

    t.wait(is_shown, lambda: f"the true end is shown: {t.status(root)}", 5)
    screen.wait(state)
    t.expect((t.folder / "ran").read_text() == "begin\nend\n", "It ran once.")
    t.expect("the last words" in t.good(["logs", "work"], root).out, "The log is whole.")
    screen.type("q")
    screen.wait_prompt()


@case("killed while a stage runs: adopted, then {0}", each=[(e,) for e in ENDS], length=6)
def adopted(t, how):
    root, screen = killed(t, how)
    screen.shell("pitwall")
    screen.wait("running", "work", seconds=5)
    t.expect(t.stage(root, "work")["state"] == "running", f"{t.status(root)}")
    (t.folder / "stop").touch()
    check_end(t, root, screen, how)


@case("killed, and the stage ended before the next start: {0}", each=[(e,) for e in ENDS],
      length=6)
def ended_meanwhile(t, how):
    root, screen = killed(t, how)
    (t.folder / "stop").touch()
    t.wait(lambda: "end" in (t.folder / "ran").read_text(), "the stage ends by itself")
    time.sleep(0.5)  # Nobody is there; the watcher writes the end down.
    ended = time.time()
    time.sleep(1.5)  # The start of the next program must not be taken for the end.
    screen.shell("pitwall")
    check_end(t, root, screen, how)
    end = t.stage(root, "work")["endedAt"]
    shown = time.mktime(time.strptime(end[:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
    t.expect(abs(shown - ended) < 2, f"The real end is shown: {end}, not {ended - shown:.1f} s off")


@case("killed with its watcher and the stage: nothing shows running that is not", length=6)
def all_killed(t):
    root, screen = killed(t, "success")
    stages = [pid for pid in processes.all_pids() if "../stop" in processes.command(pid)
              and processes.is_inside(processes.folder(pid), root)]
    t.expect(stages, "The stage's process is there.")
    watcher = processes.parent(stages[0])
    t.expect("stage-shim" in processes.command(watcher), processes.command(watcher))
    for pid in [watcher, *processes.descendants(watcher)]:
        processes.kill(pid)
    screen.shell("pitwall")
    t.wait(lambda: t.stage(root, "work")["state"] == "failed",
           lambda: f"it is not running any more: {t.status(root)}", 5)
    screen.wait("failed")
    t.expect(t.stage(root, "work")["reason"], "What is known of its end is said.")
    (t.folder / "stop").touch()
    screen.type("a")
    screen.wait("Act", "retry")
    screen.type("r")
    t.wait(lambda: t.stage(root, "work")["state"] == "done", lambda: f"retried: {t.status(root)}")
    screen.wait("done")
    screen.type("q")
    screen.wait_prompt()


@case("killed while 'pitwall run' runs: the next command takes it up", length=4)
def killed_command(t):
    root = t.project({"dvc.yaml": STAGE.format(end="exit 0")})
    background = subprocess.Popen(
        [str(t.program), "run"], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )
    t.wait(lambda: (t.folder / "ran").exists(), "the stage runs")
    background.kill()
    background.wait(5)
    (t.folder / "stop").touch()
    t.wait((root / "out.txt").exists, "the stage goes on")
    t.good(["run"], root)
    t.expect((t.folder / "ran").read_text() == "begin\nend\n", "It ran once.")
    t.expect(t.stage(root, "work")["state"] == "done", f"{t.status(root)}")
    t.expect("up to date" in t.good(["plan"], root).out, "Its outputs were taken.")


AGAIN = ["step", "step work", "act retry work", "run"]


@case("killed with all watchers: the first '{0}' begins the stage again",
      each=[(words,) for words in AGAIN], length=3)
def killed_with_watchers(t, words):
    root = t.project({"dvc.yaml": STAGE.format(end="exit 0")})
    background = subprocess.Popen(
        [str(t.program), "run"], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )
    ran = t.folder / "ran"
    t.wait(lambda: ran.exists() and t.stage(root, "work")["state"] == "running", "the stage runs")
    watchers = [pid for pid in processes.all_pids() if "stage-shim" in processes.command(pid)
                and processes.command(pid).endswith(f" {root}")]
    t.expect(watchers, "There are watchers.")
    for pid in [background.pid, *watchers]:
        processes.kill(pid)
    background.wait(5)
    t.wait(lambda: t.stage(root, "work")["state"] == "failed", "nobody takes it for running")
    again = subprocess.Popen(
        [str(t.program), *words.split()], cwd=root, env=t.environment(),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    t.wait(lambda: ran.read_text() == "begin\nbegin\n" or again.poll() not in (None, 0),
           lambda: f"it begins again: {ran.read_text()!r}")
    (t.folder / "stop").touch()
    out = again.communicate(timeout=30)[0]
    t.expect(again.returncode == 0, f"It is no mistake to ask for it: {again.returncode} {out}")
    t.wait(lambda: t.stage(root, "work")["state"] == "done", lambda: f"{t.status(root)}")
    t.expect(ran.read_text() == "begin\nbegin\nend\n", f"One ran on: {ran.read_text()!r}")


@case("two starts: the second does not run a stage again", length=4)
def two_starts(t):
    root = t.project({"dvc.yaml": STAGE.format(end="exit 0")})
    (root / ".pitwall").mkdir(mode=0o700)
    screen = t.screen(100, 30, root)
    screen.shell("pitwall")
    screen.wait_hint("s step work")
    screen.type("s")
    t.wait(lambda: (t.folder / "ran").exists(), "the stage runs")
    second = t.screen(100, 30, root)
    second.shell("pitwall")
    second.wait("running")
    third = subprocess.Popen(
        [str(t.program), "run"], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    time.sleep(0.5)  # It goes along by then; a stage that ran again would show below.
    (t.folder / "stop").touch()
    t.wait(lambda: t.stage(root, "work")["state"] == "done", lambda: f"{t.status(root)}")
    t.expect(third.wait(10) == 0, "The command ends well with the run.")
    t.expect((t.folder / "ran").read_text() == "begin\nend\n", "It ran once.")
    for one in [screen, second]:
        one.wait("done")
        one.type("q")
        one.wait_prompt()


@case("killed in a project of DVC: what it claimed is given up with the stage, {0}",
      each=[("taken up",), ("cancelled",)], length=4)
def claims(t, how):
    root = t.project({"dvc.yaml": STAGE.format(end="exit 0"), ".dvc/config": ""})
    claims = root / ".dvc" / "tmp" / "rwlock"
    run = subprocess.Popen(
        [t.program, "run"], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    t.wait(lambda: (t.folder / "ran").exists(), "the stage runs")
    t.wait(lambda: claims.exists() and "pitwall run work" in claims.read_text(), "It is claimed.")
    run.kill()
    run.wait()
    if how == "cancelled":
        t.good(["act", "cancel"], root)
    else:
        (t.folder / "stop").touch()
        t.wait(lambda: "end" in (t.folder / "ran").read_text(), "the stage ends by itself")
        t.good(["run"], root)
    t.expect("pitwall" not in claims.read_text(), f"It is given up: {claims.read_text()}")
