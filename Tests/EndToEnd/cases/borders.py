"""Where a project ends: projects inside of others, moved and copied ones, and closed folders."""

import json
import shutil
import subprocess

from support import projects
from support.accounts import Town, give
from support.case import case

OUTER = {
    "dvc.yaml": "stages:\n  top:\n    cmd: cp inner/first.txt top.txt\n"
                "    deps: [inner/first.txt]\n    outs: [top.txt]\n",
    "inner/dvc.yaml": "stages:\n  first:\n    cmd: echo first >> ../../ran; echo 1 > first.txt\n"
                      "    outs: [first.txt]\n",
}


def pipelines(t, root):
    text = t.good(["status", "--json"], root).out
    return [pipeline["name"] for pipeline in json.loads(text)["pipelines"]]


@case("a project inside of another runs under its own engine only", length=4)
def inside(t):
    root = t.project(OUTER, name="outer")
    inner = root / "inner"
    t.expect(pipelines(t, root) == ["outer", "inner"], "One project lists both.")
    t.expect(pipelines(t, inner) == ["inner"], "A folder with neither is the root itself.")
    screen = t.screen(100, 30, root)
    screen.shell("pitwall")
    screen.wait("first look", "enter")
    screen.keys("Enter")
    screen.wait("Pipelines", "inner")
    t.good(["run"], inner)
    t.expect((inner / ".pitwall").is_dir() is False, "It is a part of the opened project.")
    t.expect(projects.ran(root) == ["first"], projects.ran(root))

    # Its own cache is empty, so it makes its output anew.
    t.good(["run", "--project", "."], inner, seconds=30)
    t.expect(projects.ran(root) == ["first", "first"], projects.ran(root))
    t.expect((inner / ".pitwall").is_dir(), "Named as a project it is one of its own.")
    screen.wait_gone("inner")
    t.expect(pipelines(t, root) == ["outer"], "The outer one does not list it any more.")
    t.expect("'inner' is a project of its own" in t.good(["doctor"], root).out, "doctor tells.")
    t.expect(pipelines(t, inner) == ["inner"], "It is its own project now.")
    t.ends(2, ["run", "inner/dvc.yaml:first"], root, "inner/dvc.yaml:first")
    # What the outer one reads from there is a file like any other.
    t.good(["run"], root)
    t.expect((root / "top.txt").read_text() == "1\n", "The outer stage ran.")
    t.expect(projects.ran(root) == ["first", "first"], f"Nothing more: {projects.ran(root)}")
    screen.type("q")
    screen.wait_prompt()


@case("a stage that runs while its folder becomes a project ends there, and none beside it",
      length=4)
def becomes(t):
    files = {**OUTER, "inner/dvc.yaml":
             "stages:\n  first:\n    cmd: echo first >> ../../ran; "
             "while [ ! -e go ]; do sleep 0.05; done; echo 1 > first.txt\n"
             "    outs: [first.txt]\n"}
    root = t.project(files, name="outer")
    (root / ".pitwall").mkdir(mode=0o700)
    run = subprocess.Popen(
        [str(t.program), "run", "-l", "inner"], cwd=root, env=t.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    t.wait(lambda: projects.ran(root) == ["first"], "it runs")
    t.ends(2, ["run", "--project", "inner"], root, "'first' runs in this folder", str(root))
    t.expect(not (root / "inner" / ".pitwall").exists(), "Nothing was made.")
    (root / "inner" / ".pitwall").mkdir(mode=0o700)
    (root / "inner" / "go").touch()
    out = run.communicate(timeout=20)[0]
    t.expect(run.returncode == 0 and "first  done" in out, out)
    t.expect(projects.ran(root) == ["first"], projects.ran(root))


@case("the history goes along when a project's folder is renamed or copied", length=3)
def moved(t):
    root = t.project(projects.CHAIN, name="project")
    t.good(["run"], root)
    t.good(["comment", "the first of all"], root)
    t.good(["break", "second"], root)
    other, copy = t.folder / "other", t.folder / "copy"
    root.rename(other)
    shutil.copytree(other, copy, symlinks=True)
    for place in [other, copy]:
        t.expect(t.status(place)["run"]["id"] == "project/1", f"{t.status(place)}")
        t.expect("the first of all" in t.good(["activity"], place).out, "The comment.")
        t.expect("written" in t.good(["logs", "second"], place).out, "The log.")
        t.good(["plan"], place)
        said = t.good(["doctor"], place).out
        t.expect("project: 2 stages in dvc.yaml; its name is from before" in said, said)
        (place / "in.txt").write_text(f"{place.name}\n")
        out = t.run(["run"], place).all
        t.expect("project/2" in out and "breakpoint" in out, out)
        t.good(["break", "--clear", "second"], place)
    t.expect(t.status(copy)["run"]["id"] == "project/2", "Each goes on by itself.")


@case("an engine whose project is moved ends for the next one, which knows how stages ended",
      length=4)
def moved_away(t):
    root = t.project({"dvc.yaml":
                      "stages:\n  one:\n    cmd: echo one >> ../ran; echo 1 > one.txt; "
                      "while [ ! -e go ]; do sleep 0.05; done\n    outs: [one.txt]\n"})
    engine = subprocess.Popen(
        [str(t.program), "engine"], cwd=root, env=t.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    t.expect("is ready" in engine.stdout.readline(), "It is ready.")
    run = subprocess.Popen(
        [str(t.program), "run"], cwd=root, env=t.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    t.wait(lambda: projects.ran(root) == ["one"], "it runs")
    other = t.folder / "other"
    root.rename(other)
    (other / "go").touch()
    t.wait(lambda: list(other.glob(".pitwall/runs/*/1/one/1/status")), "it ended")
    t.wait(lambda: t.run(["run"], other).code == 0, "the next one goes on")
    t.expect(t.stage(other, "one")["state"] in ("done", "unchanged"), f"{t.status(other)}")
    t.expect(projects.ran(other) == ["one"], f"It ran once: {projects.ran(other)}")
    engine.wait(10)
    run.communicate(timeout=20)
    t.expect(not root.exists(), "Nothing is made in the old place.")


@case("a copy made while a stage runs has nothing to do with that stage", length=4)
def copied(t):
    root = t.project({"dvc.yaml":
                      "stages:\n  one:\n    cmd: echo one >> ../ran; "
                      "while [ ! -e go ]; do sleep 0.05; done; echo 1 > one.txt\n"
                      "    outs: [one.txt]\n"}, name="first/project")
    run = subprocess.Popen(
        [str(t.program), "run"], cwd=root, env=t.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    t.wait(lambda: projects.ran(root) == ["one"], "it runs")
    t.wait(lambda: t.stage(root, "one")["state"] == "running", "the journal says so")
    copies = [t.folder / name / "project" for name in ("second", "third")]
    for copy in copies:
        copy.parent.mkdir()
        subprocess.run(["cp", "-a", root, copy], check=True)
        t.expect(t.stage(copy, "one")["state"] == "failed", f"{t.status(copy)}")
    t.run(["act", "cancel"], copies[0])
    # Its own attempt is another one, which is cancelled like any.
    own = subprocess.Popen(
        [str(t.program), "run"], cwd=copies[1], env=t.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    t.wait(lambda: projects.ran(copies[1]) == ["one"], "the copy runs its own")
    t.good(["act", "cancel"], copies[1])
    said = own.communicate(timeout=20)[0]
    t.expect("one  cancelled" in said, said)
    t.expect(t.stage(copies[1], "one")["state"] == "cancelled", f"{t.status(copies[1])}")
    t.expect(run.poll() is None, "The first one goes on.")
    t.expect(t.stage(root, "one")["state"] == "running", f"{t.status(root)}")
    (root / "go").touch()
    out = run.communicate(timeout=20)[0]
    t.expect(run.returncode == 0, f"It ends well: {out}")
    t.expect(projects.ran(root) == ["one"], f"It ran once: {projects.ran(root)}")
    for copy in copies:
        t.expect(t.stage(copy, "one")["state"] != "done", "Nor is its end the copy's.")


SLOW = {"dvc.yaml":
        "stages:\n  one:\n    cmd: echo one >> ../ran; while [ ! -e go ]; do sleep 0.05; done; "
        "echo 1 > one.txt\n    outs: [one.txt]\n"
        "  two:\n    cmd: echo two >> ../ran; cp one.txt two.txt\n    deps: [one.txt]\n"
        "    outs: [two.txt]\n"}


@case("a command whose project is renamed ends with a sentence, and the next one goes on",
      length=4)
def renamed_run(t):
    root = t.project(SLOW)
    run = subprocess.Popen(
        [str(t.program), "run"], cwd=root, env=t.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    t.wait(lambda: projects.ran(root) == ["one"], "it runs")
    other = t.folder / "other"
    root.rename(other)
    out = run.communicate(timeout=10)[0]
    t.expect(run.returncode == 1, out)
    t.expect(out.count(f"'{root}' was moved or removed. Stages that run go on") == 1, out)
    (other / "go").touch()
    t.good(["run"], other, seconds=20)
    t.expect(projects.ran(other) == ["one", "two"], f"{projects.ran(other)}")
    t.expect(not root.exists(), "Nothing is made in the old place.")


@case("a dashboard whose project is renamed says so, lets go of it and can be ended", length=5)
def renamed_screen(t):
    root = t.project(SLOW)
    (root / ".pitwall").mkdir(mode=0o700)
    screen = t.screen(100, 30, root)
    screen.shell("pitwall")
    screen.wait("one", "? keys")
    screen.type("s")
    t.wait(lambda: projects.ran(root) == ["one"], "it runs")
    screen.wait("running")
    other = t.folder / "other"
    root.rename(other)
    screen.wait("The project is not here any more", "was moved or removed")
    (other / "go").touch()
    t.good(["run"], other, seconds=20)
    t.expect(projects.ran(other) == ["one", "two"], f"{projects.ran(other)}")
    t.expect("moved" in screen.text(), "It still says so.")
    screen.type("q")
    screen.wait_prompt()
    t.expect(not root.exists(), "Nothing is made in the old place.")


@case("no command makes a project of a folder with nothing to serve", length=2)
def nothing(t):
    home = t.folder / "home"
    for command in [["engine"], ["engine", "--install"], ["run"], ["step"], ["act", "close"],
                    ["comment", "x"], ["break", "x"], ["undo"], ["edit", "x"]]:
        result = t.run(command, home)
        t.expect(result.code == 2 and "There is no" in result.all, f"{result}")
    screen = t.screen(100, 30, home)
    screen.shell("pitwall")
    screen.wait("There is no pipeline in this folder")
    for key in ["Enter", "s", "1", "6", "c", "b"]:
        screen.keys(key)
    screen.type("q")
    screen.wait_prompt()
    t.expect(not list(home.iterdir()), f"Nothing was made: {list(home.iterdir())}")
    engine = subprocess.Popen(
        [str(t.program), "engine", "--empty"], cwd=home, env=t.environment(),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    t.expect("is ready" in engine.stdout.readline(), "Asked for, it starts.")
    t.expect((home / ".pitwall").is_dir(), "And makes the folder.")
    t.good(["engine", "--stop"], home)
    engine.wait(10)


@case("a folder that is closed is told with its owner and what to do", length=2)
def closed(t):
    town = Town(t, ["ana"], ["eva"])
    root = t.project({**projects.CHAIN, "part/dvc.yaml": projects.CHAIN["dvc.yaml"]})
    give(root, town.ana)
    words = f"belongs to {town.ana.name} and is closed to you"
    for mode in [0o700, 0o711]:
        root.chmod(mode)
        for command in [["status"], ["plan"], ["run"], ["engine"], ["--once"]]:
            said = t.ends(2, [*command, "--project", str(root)], t.folder, f"'{root}' {words}",
                          account=town.eva).all
            t.expect("Write a dvc.yaml" not in said, said)
        said = t.ends(1, ["doctor", "--project", str(root)], t.folder, words,
                      account=town.eva).all
        t.expect("pipeline" not in said.replace(str(root), ""), said)
    root.chmod(0o700)
    t.ends(2, ["status", "--project", str(root / "part")], t.folder, f"{root}: {words}",
           account=town.eva)
    root.chmod(0o755)
    (root / "part").chmod(0o700)
    said = t.run(["doctor"], root, account=town.eva).out
    t.expect(f"'part' is closed to you: it belongs to {town.ana.name}" in said, said)
    t.expect("project: 2 stages" in said, said)


@case("doctor troubles a guest with nothing that is its owner's", length=2)
def guest(t):
    town = Town(t, ["ana", "ben"], [])
    root = t.project({**projects.CHAIN, "pitwall.yaml": f"share: {{group: {town.group}}}\n"})
    (root / ".pitwall").mkdir(mode=0o700)
    give(root, town.ana)
    for path in root.iterdir():
        path.chmod(0o700 if path.is_dir() else 0o600)
    t.good(["run"], root, account=town.ana)
    engine = subprocess.Popen(
        [str(t.program), "engine"], cwd=root, env=t.environment(**town.ana.environment),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **town.ana.identity(),
    )
    t.expect("is ready" in engine.stdout.readline(), "It is ready.")
    said = t.good(["doctor", "--json"], root, account=town.ben).out
    checks = json.loads(said)["checks"]
    noted = [check["name"] for check in checks if check["state"] != "well"]
    t.expect([name for name in noted if name not in ("terminal", "locale")] == [], f"{checks}")
    texts = {check["name"]: check["text"] for check in checks}
    t.expect(texts["pipeline"] == "project: 2 stages in dvc.yaml", f"{texts}")
    t.expect("read for you by" in texts["journal"], f"{texts}")
    engine.terminate()
    engine.wait(10)
    said = t.good(["doctor", "--json"], root, account=town.ben).out
    noted = {check["name"]: check for check in json.loads(said)["checks"]
             if check["state"] != "well"}
    t.expect(town.ana.name in noted["engine"]["remedy"], f"{noted}")
    t.expect(not {"journal", "cache", "logs", "environment", "pipeline"} & set(noted), f"{noted}")
