"""Another user of a shared group works through the engine's door, and nobody else does."""

import json
import signal
import stat
import subprocess
import time

from support.accounts import Town, give
from support.case import case

STAGES = """\
stages:
  work:
    cmd: >-
      echo the first word; while [ ! -e stop ]; do sleep 0.05; done; echo the last word;
      id -un > out.txt
    outs: [out.txt]
  after:
    cmd: date +%N > after.txt
    deps: [out.txt]
    outs: [after.txt]
  talk:
    cmd: read line
"""


def shared(t):
    """Ana's project, shared with ben's group but not with eva; others cannot list or read it."""
    town = Town(t, ["ana", "ben"], ["eva"])
    root = t.project({
        "dvc.yaml": STAGES,
        "pitwall.yaml": f"share: {{group: {town.group}}}\nstages: {{talk: {{mode: terminal}}}}\n",
    })
    (root / ".pitwall").mkdir(mode=0o700)
    give(root, town.ana)
    for file in root.iterdir():
        file.chmod(0o700 if file.is_dir() else 0o600)
    return town, root


def engine_of(t, root, account):
    engine = subprocess.Popen(
        [str(t.program), "engine"], cwd=root, env=t.environment(**account.environment),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        **account.identity(),
    )
    line = engine.stdout.readline()
    t.expect("is ready" in line, f"It says that it is ready: {line!r}")
    return engine


def dashboard(t, root, account, *needles):
    screen = t.screen(100, 30, root, account)
    screen.shell("pitwall")
    screen.wait("? keys", *needles)
    return screen


def first_seen(screens, needle, seconds=15):
    """When each screen showed a text first."""
    times = {}
    deadline = time.monotonic() + seconds
    while len(times) < len(screens) and time.monotonic() < deadline:
        for screen in screens:
            if screen not in times and needle in screen.text():
                times[screen] = time.monotonic()
    return [times[screen] for screen in screens if screen in times]


def together(t, screens, needle):
    times = first_seen(screens, needle)
    t.expect(len(times) == len(screens), f"All show {needle!r}.")
    apart = max(times) - min(times)
    t.expect(apart < 0.25, f"{needle!r} came {apart:.3f} s apart.")
    t.notes.append(f"{needle!r} within {apart * 1000:.0f} ms of each other")


def is_refused(path, account):
    """Whether an account cannot open a file, or list a folder."""
    look = "import os,sys; os.listdir(sys.argv[1]) if os.path.isdir(sys.argv[1]) else " \
        "open(sys.argv[1], 'rb').read(1)"
    done = subprocess.run(
        ["python3", "-c", look, str(path)], capture_output=True, text=True, check=False, cwd="/",
        **account.identity(),
    )
    return done.returncode != 0 and "PermissionError" in done.stderr


@case("another user of the group works through the door", length=8)
def guest(t):
    town, root = shared(t)
    ana, ben = town.ana, town.ben
    engine = engine_of(t, root, ana)
    hers, his = [dashboard(t, root, who, "work") for who in [ana, ben]]
    his.wait("engine of " + ana.name, ben.name)
    his.wait_hint("s step work")
    his.type("s")
    together(t, [hers, his], "running")
    follow = subprocess.Popen(
        [str(t.program), "logs", "-f", "work"], cwd=root,
        env=t.environment(**ben.environment), stdout=subprocess.PIPE, text=True, **ben.identity(),
    )
    t.expect(follow.stdout.readline() == "the first word\n", "He reads the log as it grows.")
    his.keys("Enter")
    his.wait("the first word")
    hers.wait("the first word")
    (root / "stop").touch()
    t.expect(follow.communicate(timeout=10)[0] == "the last word\n", "He reads it to its end.")
    t.expect(follow.returncode == 0, follow.returncode)
    together(t, [hers, his], "s step after")
    t.expect((root / "out.txt").read_text() == ana.name + "\n", "Stages run as the owner.")
    out = t.good(["step", "after"], root, account=ben).out
    t.expect("after  done" in out, out)
    t.expect(t.stage(root, "after", account=ben)["state"] == "done", "It is done.")
    out = t.good(["activity", "--json"], root, account=ben).out
    asked = [row for row in json.loads(out) if row["text"] in ("step work", "run after")]
    t.expect(len(asked) == 2 and all(row["actor"] == ben.name for row in asked), out)
    same = t.good(["activity", "--json"], root, account=ana).out
    t.expect(same == out, "Both read the same.")
    his.type("6")
    his.wait("run after", ben.name)
    for screen in [hers, his]:
        screen.type("q")
        screen.wait_prompt()
    t.expect(engine.poll() is None, "The engine goes on.")


@case("what its owner saves shows on another user's screen, too", length=3)
def saved(t):
    town, root = shared(t)
    engine_of(t, root, town.ana)
    screen = dashboard(t, root, town.ben, "work")
    screen.wait_hint("s step work")
    began = time.monotonic()
    (root / "dvc.yaml").write_text(STAGES.replace("after:", "later:"))
    screen.wait("later")
    t.notes.append(f"after {time.monotonic() - began:.2f} s")
    screen.type("q")
    screen.wait_prompt()


@case("other users reach nothing but the door, and are told who may", length=5)
def closed(t):
    town, root = shared(t)
    ana, ben, eva = town.ana, town.ben, town.eva
    folder = root / ".pitwall"
    t.ends(2, ["status"], root, "shares it with nobody", account=eva)
    engine = engine_of(t, root, ana)
    run = subprocess.Popen(
        [str(t.program), "step", "work"], cwd=root, env=t.environment(**ben.environment),
        stdout=subprocess.PIPE, text=True, **ben.identity(),
    )
    (root / "stop").touch()
    t.expect(run.wait(20) == 0, run.stdout.read())

    group = town.ana.groups[1]
    for path, mode in [(folder, 0o710), (folder / "engine.sock", 0o660)]:
        status = path.stat()
        t.expect(stat.S_IMODE(status.st_mode) == mode and status.st_gid == group, f"{path}")
    for path in [folder, *folder.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        inside = path.relative_to(folder).parts
        # What lies in a closed folder has the mode that DVC gives it.
        if len(inside) == 1 and path.name != "engine.sock":
            t.expect(mode & 0o077 == 0, f"{path} is {mode:o}.")
        if path.name != "engine.sock":
            t.expect(is_refused(path, ben) and is_refused(path, eva), f"{path} can be read.")

    words = f"shares it with the group '{town.group}', of which you are no member"
    for command in ["status", "activity", "logs work", "step after", "engine --stop"]:
        t.ends(2, command.split(), root, words, account=eva)
    screen = t.screen(100, 30, root, eva)
    screen.shell("pitwall")
    screen.wait("no engine of " + ana.name, "cannot be read", "are no member")
    screen.type("q")
    screen.wait_prompt()

    t.ends(2, ["engine", "--stop"], root, f"only {ana.name} can end it", account=ben)
    t.ends(2, ["edit", "work"], root, f"only {ana.name}", account=ben)
    t.ends(2, ["step", "talk"], root, f"so only {ana.name} can", account=ben)
    t.ends(2, ["engine"], root, f"belongs to {ana.name}", account=ben)
    for command in ["plan", "why work", "dag", "metrics", "plots", "artifacts", "status --line"]:
        t.good(command.split(), root, account=ben)
    t.good(["comment", "looks good"], root, account=ben)
    t.good(["break", "after"], root, account=ben)
    t.good(["act", "skip", "after", "--reason", "not now"], root, account=ben)
    t.ends(2, ["undo"], root, account=ana)
    t.good(["undo"], root, account=ben)
    engine.send_signal(signal.SIGTERM)
    engine.wait(5)


@case("a guest's screen says that there is no engine, and goes on when there is one", length=5)
def comes_back(t):
    town, root = shared(t)
    ana, ben = town.ana, town.ben
    engine = engine_of(t, root, ana)
    screen = dashboard(t, root, ben, "engine of " + ana.name)
    engine.send_signal(signal.SIGTERM)
    engine.wait(5)
    screen.wait("no engine of " + ana.name)
    t.ends(2, ["status"], root, f"{ana.name} starts one with 'pitwall'", account=ben)
    t.ends(2, ["step"], root, f"{ana.name} starts one with 'pitwall'", account=ben)
    screen.resize(80, 24)
    screen.wait("no engine of " + ana.name)
    screen.resize(100, 30)
    engine = engine_of(t, root, ana)
    screen.wait("engine of " + ana.name + " ")
    screen.wait_gone("no engine of")
    screen.wait_hint("s step work")
    screen.type("s")
    (root / "stop").touch()
    screen.wait("1 of 3 done")
    engine.send_signal(signal.SIGTERM)
    engine.wait(5)
    screen.wait("no engine of " + ana.name)
    screen.type("q")
    screen.wait_prompt()


@case("a group that is not there, or is another one's, is refused with its place", length=2)
def wrong_group(t):
    town, root = shared(t)
    yaml = root / "pitwall.yaml"
    yaml.write_text("share:\n  group: no-such-group-here\n")
    t.ends(2, ["run"], root, "pitwall.yaml:2:10: there is no group 'no-such-group-here'",
           account=town.ana)
    yaml.write_text(f"share: {{group: {town.group}}}\n")
    out = t.ends(2, ["status"], root, "pitwall.yaml:1:16:", "no member of the group",
                 account=as_owner(town.eva, root)).all
    t.expect("usermod -aG" in out, out)


def as_owner(account, root):
    """An account that the project is given to."""
    give(root, account)
    return account
