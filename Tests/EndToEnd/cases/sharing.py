"""One engine, many screens: whoever comes later goes along, and takes over when it must."""

import os
import re
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


def running(t):
    """A dashboard that is the engine, and its pipeline under way."""
    root = opened(t)
    screen = dashboard(t, root)
    screen.wait_hint("s step work")
    screen.type("ra")
    screen.wait("Plan")
    screen.type("s")
    runs(t)
    screen.wait("running")
    return root, screen


def detach_from(t, screen, root):
    """Leaves it to an engine without a screen; gives that one's number."""
    screen.type("q")
    screen.wait("Detach: it goes on")
    screen.keys("Enter")
    screen.wait("comes back to it")
    screen.wait_prompt()
    return t.wait(lambda: headless_pid(t, root), "an engine without a screen")


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


@case("a command that goes along can be interrupted, and the run goes on", length=4)
def interrupted(t):
    root = opened(t)
    screen = dashboard(t, root)
    screen.wait_hint("s step work")
    screen.type("s")
    runs(t)
    screen.wait("running")
    run = started(t, root, "run")
    line = run.stdout.readline()
    t.expect("after" in line, f"It asked for the rest and goes along: {line}")
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=5)
    t.expect(run.returncode == 1 and "goes on in the engine of process" in out, out)
    (t.folder / "stop").touch()
    stage_is(t, root, "after", "done")
    t.expect(ran(t) == ONCE, ran(t))
    screen.wait("done")
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
    second.wait("engine in another terminal")
    first.type("s")
    runs(t)
    second.wait("running")
    pid = processes.programs_below(first.shell_pid, "pitwall")[0]
    os.kill(pid, signal.SIGKILL)
    began = time.monotonic()
    t.wait(lambda: engines(t, root) == 2, "the other one starts an engine", 5)
    took = time.monotonic() - began
    t.expect(took < 2, f"It took {took:.2f} s.")
    second.wait("this screen goes on as engine")
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
    one_at_a_time(t, t.good(["activity", "-n", "5000"], root).out.splitlines())


def one_at_a_time(t, lines):
    """Engines start and end in turn, as the journal has it; gives how many there were."""
    held = count = 0
    for line in reversed(lines):
        if "engine  started" in line:
            held += 1
            count += 1
        if "engine  ended" in line:
            held -= 1
        t.expect(held in (0, 1), f"Two engines at once:\n{chr(10).join(lines)}")
    return count


ROUNDS, CROWD = 50, 20


@case("twenty simultaneous starts, fifty times: never two engines, and nothing is lost", length=20)
def fifty_rounds(t):
    root = t.project({"dvc.yaml": STAGES})
    (t.folder / "stop").touch()
    t.good(["run"], root)
    for turn in range(ROUNDS):
        crowd = [started(t, root, "comment", f"word {turn}.{one}.") for one in range(CROWD)]
        outs = [one.communicate(timeout=60)[0] for one in crowd]
        bad = [out for one, out in zip(crowd, outs) if one.returncode != 0]
        t.expect(not bad, f"Round {turn}, {len(bad)} failed:\n{bad[:3]}")
    lines = t.good(["activity", "-n", "9000"], root).out.splitlines()
    engines_seen = one_at_a_time(t, lines)
    t.expect(ROUNDS < engines_seen, f"{engines_seen} engines")
    t.notes.append(f"{engines_seen} engines, one after the other")
    said = [word for line in lines for word in re.findall(r"word \d+\.\d+\.", line)]
    wanted = {f"word {turn}.{one}." for turn in range(ROUNDS) for one in range(CROWD)}
    t.expect(len(said) == len(wanted) and set(said) == wanted,
             f"{len(said)} comments, {len(wanted - set(said))} of them missing")


@case("ten screens at once on one engine show the same", length=8)
def ten_screens(t):
    root = opened(t)
    screens = [dashboard(t, root) for _ in range(10)]
    for screen in screens:
        screen.wait_hint("s step work")
    screens[3].type("s")
    for screen in screens:
        screen.wait("running")
    (t.folder / "stop").touch()
    for screen in screens:
        screen.wait_hint("s step after")
    screens[7].type("s")
    for screen in screens:
        screen.wait("2 of 2 done")
        shown = screen.text()
        t.expect("locked" not in shown and "✗" not in shown, shown)
    t.expect(ran(t) == ONCE, ran(t))
    t.expect(engines(t, root) == 1, "One engine did all of it.")
    size = (root / ".pitwall" / "journal.db-wal").stat().st_size
    t.expect(size < 8 << 20, f"The journal's log has {size} bytes.")
    for screen in reversed(screens):
        screen.type("q")
        screen.wait_prompt()


def engine_of(t, root):
    """`pitwall engine`, ready."""
    engine = subprocess.Popen(
        [str(t.program), "engine"], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    line = engine.stdout.readline()
    t.expect("is ready" in line, f"It says that it is ready: {line!r}")
    return engine


@case("an engine without a screen serves commands, and ends in order", length=4)
def headless(t):
    root = t.project({"dvc.yaml": STAGES})
    engine = engine_of(t, root)
    t.ends(2, ["engine"], root, f"process {engine.pid}")
    run = started(t, root, "run")
    runs(t)
    t.good(["comment", "all is well"], root)
    (t.folder / "stop").touch()
    out, _ = run.communicate(timeout=20)
    t.expect(run.returncode == 0 and "after  done" in out, out)
    t.expect(engine.poll() is None, "The engine goes on.")
    engine.send_signal(signal.SIGHUP)
    t.good(["comment", "still there"], root)
    began = time.monotonic()
    engine.send_signal(signal.SIGTERM)
    _, log = engine.communicate(timeout=10)
    t.expect(time.monotonic() - began < 2, "It ends within two seconds.")
    t.expect(engine.returncode == 0, f"{engine.returncode}: {log}")
    for words in ["after  done", "all is well", "ends: it was terminated"]:
        t.expect(words in log, f"{words!r} in its log:\n{log}")
    t.expect(not (root / ".pitwall" / "engine.sock").exists(), "The socket is removed.")
    t.expect(engines(t, root) == 1, "One engine did all of it.")


@case("a removed engine.lock never makes two engines: the older ends, and its clients go over",
      length=4)
def removed_lock(t):
    root = t.project({"dvc.yaml": STAGES})
    first = engine_of(t, root)
    run = started(t, root, "run")
    runs(t)
    (root / ".pitwall" / "engine.lock").unlink()
    second = engine_of(t, root)
    t.good(["comment", "whoever it is"], root)
    _, log = first.communicate(timeout=10)
    t.expect(first.returncode == 1 and "engine.lock' was removed" in log, log)
    t.expect((root / ".pitwall" / "engine.sock").exists(), "The other one's socket stays.")
    (t.folder / "stop").touch()
    out, _ = run.communicate(timeout=20)
    t.expect(run.returncode == 0 and "after  done" in out, out)
    t.expect(ran(t) == ONCE, ran(t))
    t.good(["engine", "--stop"], root)
    _, log = second.communicate(timeout=10)
    t.expect("after  done" in log and "UNIQUE" not in log, log)


@case("a removed engine.sock is there again within seconds", length=3)
def removed_socket(t):
    root = t.project({"dvc.yaml": STAGES})
    engine = engine_of(t, root)
    (root / ".pitwall" / "engine.sock").unlink()
    t.good(["break", "work"], root, seconds=8)
    (root / ".pitwall" / "engine.sock").unlink()
    t.good(["engine", "--stop"], root, seconds=8)
    _, log = engine.communicate(timeout=10)
    t.expect(engine.returncode == 0 and "there again" in log, log)


@case("a command ends the engine without a screen; another one's engine is left alone", length=4)
def end_command(t):
    root = t.project({"dvc.yaml": STAGES})
    t.good(["engine", "--stop"], root)
    engine = engine_of(t, root)
    t.ends(0, ["engine", "--stop"], root, str(engine.pid))
    engine.wait(5)
    screen = dashboard(t, root)
    screen.wait_hint("s step work")
    t.ends(2, ["engine", "--stop"], root, "screen or command")
    screen.type("q")
    screen.wait_prompt()


def headless_pid(t, root):
    """The engine without a screen that was left behind."""
    try:
        # Of several that begin, one gets the lock; the others end.
        pid = int((root / ".pitwall" / "engine.lock").read_text())
    except (OSError, ValueError):
        return None
    mine = "engine --detached" in processes.command(pid) and processes.folder(pid) == root
    return pid if mine else None


@case("a dashboard that detaches leaves an engine that does all that was asked for", length=5)
def detach(t):
    root, screen = running(t)
    screen.type("q")
    screen.wait("'work' and 1 stage that is asked for go on")
    screen.escape()
    pid = detach_from(t, screen, root)
    screen.shell("clear; pitwall")
    screen.wait("running", "? keys")
    # Beside an engine that goes on anyway nothing is asked.
    screen.type("q")
    screen.wait_prompt()
    t.expect(headless_pid(t, root) == pid, "It is the same engine.")
    (t.folder / "stop").touch()
    stage_is(t, root, "after", "done")
    t.expect(ran(t) == ONCE, ran(t))
    t.wait(lambda: not processes.is_alive(pid), "it ends when all is done", 10)
    t.expect(engines(t, root) == 2, "The dashboard's and the one without a screen.")


@case("a closed window leaves an engine that does all that was asked for", length=5)
def closed_window(t):
    root = opened(t)
    screen = dashboard(t, root)
    screen.wait_hint("s step work")
    run = t.screen(100, 30, root)
    run.shell("pitwall run")
    runs(t)
    screen.wait("running")
    run.tmux("kill-window", "-t", ":0")
    screen.tmux("kill-window", "-t", ":0")
    t.wait(lambda: headless_pid(t, root), "an engine without a screen")
    (t.folder / "stop").touch()
    stage_is(t, root, "after", "done")
    t.expect(ran(t) == ONCE, ran(t))


@case("another screen leaves the lock to the engine that is detached", length=5)
def detach_beside(t):
    root = opened(t)
    first = dashboard(t, root)
    first.wait_hint("s step work")
    second = dashboard(t, root)
    second.wait_hint("s step work")
    second.type("s")
    runs(t)
    first.wait("running")
    detach_from(t, first, root)
    (t.folder / "stop").touch()
    second.wait_hint("s step after")
    second.type("s")
    stage_is(t, root, "after", "done")
    t.expect(ran(t) == ONCE, ran(t))
    second.type("q")
    second.wait_prompt()


@case("a stage that needs a terminal comes to the screen that asked for it", length=4)
def leases(t):
    root = t.project({
        "dvc.yaml": """\
stages:
  talk: {cmd: 'echo your$NONE word; read line; echo $line > ../said'}
""",
        "pitwall.yaml": "stages: {talk: {mode: terminal}}\n",
    })
    (root / ".pitwall").mkdir(mode=0o700)
    first, second = dashboard(t, root, "talk"), dashboard(t, root, "talk")
    command = t.screen(100, 30, root)
    second.wait_hint("s step talk")
    for words, screen in [("from the dashboard", second), ("from the command", command)]:
        if screen is second:
            screen.type("s")
        else:
            screen.shell("pitwall step --force talk")
        screen.wait("your word")
        screen.shell(words)
        said = t.folder / "said"
        t.wait(lambda: said.exists() and said.read_text() == words + "\n",
               "the stage was answered in that terminal")
        (t.folder / "said").unlink()
        stage_is(t, root, "talk", "done")
    first.wait("done", "Stages")
    t.expect(engines(t, root) == 1, "The first one's engine did all of it.")
    for screen in [second, first]:
        screen.type("q")
        screen.wait_prompt()


@case("a dashboard that is suspended does not stop the run", length=4)
def suspended(t):
    root, screen = running(t)
    screen.keys("C-z")
    screen.wait("Stopped")
    (t.folder / "stop").touch()
    stage_is(t, root, "after", "done")
    t.expect(ran(t) == ONCE, ran(t))
    screen.shell("clear; fg")
    screen.wait("2 of 2 done", "engine headless", "? keys")
    screen.type("q")
    screen.wait_prompt()


@case("a dashboard that is suspended holds up nobody who uses its engine", length=4)
def suspended_host(t):
    root = opened(t)
    (t.folder / "stop").touch()
    first, second = dashboard(t, root), dashboard(t, root)
    second.wait("engine in another terminal")
    first.keys("C-z")
    first.wait("Stopped")
    second.wait("engine headless")
    second.type("s")
    stage_is(t, root, "work", "done")
    first.shell("clear; fg")
    first.wait("done", "engine headless")
    for screen in [first, second]:
        screen.type("q")
        screen.wait_prompt()


@case("a run whose engine dies with its terminal goes on by itself", length=6)
def followed(t):
    root = t.project({"dvc.yaml": STAGES})
    screen = t.screen(100, 30, root)
    screen.shell("pitwall run")
    runs(t)
    # The engine first: a shell that ends would tell it, and it would hand over.
    for pid in [*processes.programs_below(screen.shell_pid, "pitwall"), screen.shell_pid]:
        processes.kill(pid)
    screen.close()
    # The stage ends before anybody could have noticed.
    (t.folder / "stop").touch()
    stage_is(t, root, "after", "done")
    t.expect(ran(t) == ONCE, ran(t))
    count = engines(t, root)
    t.expect(count == 2, f"One was killed, and one went on, not {count - 1}.")
    t.wait(lambda: "ended" in t.good(["activity", "-n", "1"], root).out, "it ends when all is done")
    t.wait(lambda: not guards(root), "nothing of it is left")


@case("an engine without a screen that is killed is followed by the next one", length=6)
def followed_again(t):
    root, screen = running(t)
    detach_from(t, screen, root)
    for _ in range(2):
        pid = t.wait(lambda: headless_pid(t, root), "an engine without a screen")
        count = engines(t, root)
        processes.kill(pid)
        t.wait(lambda: engines(t, root) > count, "the next one")
    (t.folder / "stop").touch()
    stage_is(t, root, "after", "done")
    t.expect(ran(t) == ONCE, ran(t))
    t.wait(lambda: not guards(root), "nothing of it is left")


@case("an engine that was told to stop is followed by none", length=5)
def not_followed(t):
    root = t.project({"dvc.yaml": STAGES})
    run = started(t, root, "run")
    runs(t)
    run.send_signal(signal.SIGINT)
    t.expect("Interrupted" in run.communicate(timeout=10)[0], "It says so.")
    time.sleep(4)
    (t.folder / "stop").touch()
    t.wait(lambda: (t.folder / "ran").read_text() == "begin\nend\n", "the stage ends")
    t.wait(lambda: not guards(root), "nothing of it is left")
    t.expect(engines(t, root) == 1, "No other engine came.")
    t.expect(t.stage(root, "after")["state"] == "queued", f"{t.status(root)}")


def guards(root):
    return [pid for pid in processes.all_pids() if processes.command(pid).endswith(f" {root}")
            and "stage-shim serve" in processes.command(pid)]


@case("an engine can be made to begin with the machine")
def install(t):
    root = t.project({"dvc.yaml": STAGES}, "it's 100% mine")
    out = t.good(["engine", "--install"], root).out
    units = list((t.folder / "home").rglob("pitwall-*.service"))
    if os.path.exists("/run/systemd/system"):
        t.expect(len(units) == 1 and str(units[0]) in out, f"{out} {units}")
        unit = units[0].read_text()
        t.expect(f'--project "{str(root).replace("%", "%%")}"' in unit, unit)
        t.expect("KillMode=process" in unit, unit)
    else:
        t.expect(not units and "@reboot '" in out, out)
        t.expect("it'\\''s 100\\% mine'" in out, out)
    t.expect(not (root / ".pitwall").exists(), "The project is as it was.")
    t.ends(2, ["engine", "--install", "--stop"], root, "use one of them")
