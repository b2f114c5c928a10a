"""The commands, one after the other."""

import json
import re
import signal
import subprocess
import time

from support import processes, projects
from support.case import case
from support.failure import Failure

STATES = {
    "planned", "queued", "running", "done", "unchanged", "skipped", "failed", "cancelled",
    "paused", "your step", "your decision", "alert", "rolling out", "gate",
}
COMMANDS = [
    "dashboard", "demo", "status", "plan", "why", "dag", "metrics", "plots", "artifacts", "logs",
    "activity", "run", "step", "act", "break", "comment", "edit", "undo", "doctor", "keys",
]


@case("status --json has the promised shape")
def status_shape(t):
    root = t.project(projects.CHAIN)
    before = t.status(root)
    t.expect(before["name"] == "project", f"The pipeline is named after its folder: {before}")
    t.expect(before["level"] == 0 and before["state"] in STATES, f"Level and state: {before}")
    t.expect(before.get("run") is None, f"No run is shown before the first: {before}")
    t.good(["run"], root)
    after = t.status(root)
    run = after["run"]
    t.expect(run["id"] and run["state"] in STATES, f"The run has an id and a state: {run}")
    t.expect([s["name"] for s in run["stages"]] == ["first", "second"], f"The stages: {run}")
    for stage in run["stages"]:
        wanted = {"name", "state", "reason", "startedAt", "endedAt", "exitCode"}
        t.expect(stage["state"] == "done" and stage["exitCode"] == 0, f"It is done: {stage}")
        lacking = wanted - {"reason"} - set(stage)
        t.expect(not lacking, f"Keys are missing, {lacking}: {stage}")
        stamp = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
        for key in ["startedAt", "endedAt"]:
            t.expect(stamp.fullmatch(stage[key]), f"'{key}' is a time: {stage}")


@case("run does what is needed, once, and says so")
def run_once(t):
    root = t.project(projects.CHAIN)
    t.expect("first" in t.good(["run"], root).out, "The stages are named.")
    t.expect(projects.ran(root) == ["first", "second"], f"Each ran once: {projects.ran(root)}")
    t.good(["run"], root)
    t.expect(projects.ran(root) == ["first", "second"], f"Nothing ran again: {projects.ran(root)}")
    t.good(["run", "--dry", "--force"], root)
    t.expect(len(projects.ran(root)) == 2, "A dry run runs nothing.")
    t.good(["run", "--force", "first"], root)
    t.expect(projects.ran(root)[2:] == ["first"], f"Only up to 'first': {projects.ran(root)}")
    [done] = json.loads(t.good(["run", "--json"], root).out)["runs"]
    t.expect(done["state"] in STATES and len(done["stages"]) == 2, f"--json tells the run: {done}")


# prep → one:t → two:t → last, one:t → one:u, and three:alone.
SEVERAL = {
    "dvc.yaml": """\
stages:
  prep: {cmd: "echo prep >> ../ran; cp in p", deps: [in], outs: [p]}
  last: {cmd: "echo last >> ../ran; cp two/t l", deps: [two/t], outs: [l]}
""",
    "one/dvc.yaml": """\
stages:
  t: {cmd: "echo one:t >> ../../ran; cp ../p t", deps: [../p], outs: [t]}
  u: {cmd: "echo one:u >> ../../ran; cp t u", deps: [t], outs: [u]}
""",
    "two/dvc.yaml": """\
stages:
  t: {cmd: "echo two:t >> ../../ran; cp ../one/t t", deps: [../one/t], outs: [t]}
""",
    "three/dvc.yaml": """\
stages:
  alone: {cmd: "echo three:alone >> ../../ran; cp ../in a; test ! -e ../bad", deps: [../in],
          outs: [a]}
""",
    "in": "1\n",
}


def took(t, root, *words, code=0):
    """The stages that ran for `pitwall run`, sorted."""
    before = len(projects.ran(root))
    t.ends(code, ["run", *words], root)
    return sorted(projects.ran(root)[before:])


@case("stages of several pipelines run in one command, each once")
def several_pipelines(t):
    root = t.project(SEVERAL)
    ran = took(t, root, "two/dvc.yaml:t", "one/dvc.yaml:u")
    t.expect(ran == ["one:t", "one:u", "prep", "two:t"], f"Up to both of them: {ran}")
    plan = json.loads(t.good(["plan", "-P", "--json"], root).out)["pipelines"]
    stages = [stage["name"] for part in plan for stage in part["stages"]]
    t.expect(len(stages) == len(set(stages)) == 6, f"Each stage is planned once: {plan}")
    ran = took(t, root, "--all-pipelines")
    t.expect(ran == ["last", "three:alone"], f"The rest: {ran}")
    ran = took(t, root, "-P", "--force")
    t.expect(ran == ["last", "one:t", "one:u", "prep", "three:alone", "two:t"], f"All: {ran}")
    text = t.good(["run", "-P"], root).all
    t.expect("up to date" in text and not took(t, root, "-P"), text)
    t.expect(json.loads(t.good(["run", "-P", "--json"], root).out) == {"runs": []}, "No run.")
    ran = took(t, root, "--force", "--single-item", "one/dvc.yaml:t", "three/dvc.yaml:alone")
    t.expect(ran == ["one:t", "three:alone"], f"Only these: {ran}")
    for words in [["-P", "prep"], ["-P", "--downstream"], ["-P", "-l", "one"]]:
        t.ends(2, ["run", *words], root, "--all-pipelines")


@case("--downstream goes on in other files")
def downstream_of_several(t):
    root = t.project(SEVERAL)
    took(t, root, "-P")
    (root / "in").write_text("2\n")
    ran = took(t, root, "--downstream", "prep")
    t.expect(ran == ["last", "one:t", "one:u", "prep", "two:t"], f"All after prep: {ran}")
    runs = json.loads(
        t.good(["run", "--force", "--downstream", "one/dvc.yaml:t", "--json"], root).out
    )["runs"]
    t.expect([run["id"].split("/")[0] for run in runs] == ["one", "project"], f"{runs}")


@case("a failure stops the other pipelines, unless they shall go on")
def failure_of_several(t):
    root = t.project(SEVERAL)
    (root / "bad").write_text("")
    stopped = t.ends(1, ["run", "-P"], root, "three/1 three/dvc.yaml:alone failed", "not started")
    t.expect(projects.ran(root) == ["three:alone"], f"{stopped}")
    gone_on = t.ends(1, ["run", "-P", "--keep-going"], root, "alone failed")
    t.expect(len(projects.ran(root)) == 7, f"{gone_on}")
    (root / "one" / "dvc.yaml").write_text("stages:\n  t: {cmd: 'true', deps: [none], outs: [t]}\n")
    t.ends(2, ["run", "-P"], root, "'none' is missing")
    t.expect(len(projects.ran(root)) == 7, "Nothing starts while something cannot run.")


@case("step runs one stage at a time")
def step(t):
    root = t.project(projects.CHAIN)
    t.good(["step"], root)
    t.expect(projects.ran(root) == ["first"], f"One step, one stage: {projects.ran(root)}")
    line = t.good(["status", "--line"], root).out
    t.expect("second" in line and line.count("\n") == 1, f"--line names the next step: {line!r}")
    t.good(["step"], root)
    t.expect(projects.ran(root) == ["first", "second"], f"The next: {projects.ran(root)}")
    t.expect(t.status(root)["run"]["state"] == "done", f"The run is done: {t.status(root)}")


@case("plan and why name what changed, with old and new value")
def plan(t):
    root = t.project(projects.CHAIN)
    [new] = json.loads(t.good(["plan", "--json"], root).out)["pipelines"]
    t.expect([s["verdict"] for s in new["stages"]][0] == "runs", f"Nothing has run: {new}")
    t.good(["run"], root)
    text = t.good(["plan"], root).out
    t.expect("up to date" in text, f"All is up to date: {text}")
    (root / "params.yaml").write_text("settings:\n  rate: 0.25\n")
    [new] = json.loads(t.good(["plan", "--json"], root).out)["pipelines"]
    stages = {s["name"]: s for s in new["stages"]}
    t.expect(stages["first"]["verdict"] == "unchanged", f"'first' is untouched: {stages}")
    t.expect(stages["second"]["verdict"] == "runs", f"'second' would run: {stages}")
    for command in [["plan"], ["why", "second"]]:
        text = t.good(command, root).out
        t.expect("rate" in text and "0.1" in text and "0.25" in text, f"{command}: {text}")
    why = json.loads(t.good(["why", "second", "--json"], root).out)
    t.expect(why["verdict"] == "runs" and why["reasons"], f"why --json: {why}")
    t.expect("unchanged" in t.good(["why", "first"], root).out, "why of an unchanged stage")
    (root / "in.txt").write_text("other text\n")
    t.expect("in.txt" in t.good(["why", "first"], root).out, "why names the file that differs")


@case("dag prints text, mermaid, dot and json")
def dag(t):
    root = t.project(projects.CHAIN)
    for form, needles in {
        "text": ["first", "second"],
        "mermaid": ["flowchart", "-->", "first"],
        "dot": ["digraph", '"first" -> "second"'],
        "json": ['"upstream"'],
    }.items():
        t.ends(0, ["dag", "--format", form], root, *needles)
    graph = json.loads(t.good(["dag", "--json"], root).out)
    upstream = {s["name"]: s["upstream"] for s in graph["stages"]}
    t.expect(upstream == {"first": [], "second": ["first"]}, f"The graph: {upstream}")
    t.ends(2, ["dag", "--format", "png"], root, "png")


@case("metrics shows the values of all files that can be read")
def metrics(t):
    root = t.project({
        "dvc.yaml": "stages:\n  test:\n    cmd: python3 write.py\n    metrics:\n"
                    "    - scores.json: {cache: false}\n    - times.toml: {cache: false}\n"
                    "    - more.yaml: {cache: false}\n",
        "write.py": "open('scores.json', 'w').write('{\"acc\": 0.5, \"by\": {\"ada\": 1e-7}}')\n"
                    "open('times.toml', 'w').write('fit = 3')\n"
                    "open('more.yaml', 'w').write('loss: 0.25')\n",
    })
    t.expect("'test' makes it" in t.good(["metrics"], root).out, "Nothing is there before a run.")
    t.good(["run"], root)
    rows = [line.split() for line in t.good(["metrics", "project"], root).out.splitlines()[1:]]
    t.expect(rows == [["scores.json", "acc", "0.5"], ["scores.json", "by.ada", "1e-07"],
                      ["times.toml", "fit", "3"], ["more.yaml", "loss", "0.25"]], f"{rows}")
    (root / "times.toml").write_text("fit = [")
    (root / "scores.json").write_bytes(b"\0\1")
    told = t.run(["metrics", "--json"], root)
    files = json.loads(told.out)["pipelines"][0]["files"]
    t.expect(told.code == 2 and [f["state"] for f in files] == ["unreadable", "unreadable", "read"],
             f"What cannot be read is told: {told}")
    t.expect("times.toml:1:" in files[1]["mistakes"][0], f"With its place: {files}")
    t.expect(files[2]["metrics"] == [{"name": "loss", "value": 0.25}], f"The others stay: {files}")
    t.ends(2, ["metrics", "other"], root, "no pipeline 'other'")


@case("run takes stages alone, or with all after them")
def run_selections(t):
    root = t.project(projects.CHAIN)
    t.good(["run"], root)
    t.good(["run", "--force", "--single-item", "second"], root)
    t.expect(projects.ran(root)[2:] == ["second"], f"Only 'second': {projects.ran(root)}")
    t.good(["run", "--force", "--downstream", "first"], root)
    t.expect(projects.ran(root)[3:] == ["first", "second"], f"And after: {projects.ran(root)}")
    t.ends(2, ["run", "--single-item", "--downstream", "first"], root, "Use one of them")
    t.ends(2, ["run", "--downstream"], root, "needs the name of a stage")


@case("logs prints a log, and -f follows it to its end", length=4)
def logs(t):
    root = t.project({
        "dvc.yaml": "stages:\n  talk:\n    cmd: >-\n      for i in 1 2 3 4 5; do echo line $i;"
                    " sleep 0.4; done\n    outs: []\n    always_changed: true\n",
    })
    early = t.run(["logs", "talk"], root)
    t.expect(early.code == 2 and "not run" in early.all, f"No log yet: {early}")
    background = subprocess.Popen(
        [str(t.program), "run"], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    t.wait(lambda: "line 1" in t.run(["logs", "talk"], root).out, "the first line")
    followed = t.good(["logs", "-f", "talk"], root).out
    t.expect(followed.split() == "line 1 line 2 line 3 line 4 line 5".split(), repr(followed))
    t.expect(background.wait(20) == 0, background.stdout.read().decode())
    background.stdout.close()
    t.expect(t.good(["logs", "talk"], root).out == followed, "The whole log afterwards.")
    head = subprocess.run(
        f"'{t.program}' logs talk | head -n 1", shell=True, cwd=root, env=t.environment(),
        capture_output=True, check=False,
    )
    t.expect(head.stdout == b"line 1\n" and not head.stderr, f"A reader may go away: {head}")


@case("a failing stage makes run end with 1, and retry mends it")
def failing_run(t):
    root = t.project({
        "dvc.yaml": "stages:\n  bad:\n    cmd: cat wanted.txt && cp wanted.txt out.txt\n"
                    "    outs: [out.txt]\n  after:\n    cmd: cat out.txt\n    deps: [out.txt]\n",
    })
    result = t.ends(1, ["run"], root, "bad", "exit status 1")
    t.expect("after" in result.all, f"What was not started is named: {result}")
    stage = t.stage(root, "bad")
    t.expect(stage["state"] == "failed" and stage["exitCode"] == 1, f"status: {stage}")
    t.expect("No such file" in t.good(["logs", "bad"], root).out, "The log has the error.")
    (root / "wanted.txt").write_text("here\n")
    t.good(["act", "retry", "bad"], root)
    t.expect(t.stage(root, "bad")["state"] == "done", f"Retried: {t.status(root)}")
    t.expect(t.stage(root, "bad")["attempts"] == 2, f"Both attempts count: {t.status(root)}")
    t.expect("No such file" in t.good(["logs", "bad", "--attempt", "1"], root).out, "The first.")
    t.good(["run"], root)
    t.expect(t.stage(root, "after")["state"] == "done", f"The rest: {t.status(root)}")


@case("skip wants a reason and leaves the stage out")
def skip(t):
    root = t.project(projects.CHAIN)
    t.good(["step"], root)
    t.ends(2, ["act", "skip", "second"], root, "reason")
    t.good(["act", "skip", "second", "--reason", "not today"], root)
    stage = t.stage(root, "second")
    t.expect(stage["state"] == "skipped" and "not today" in (stage["reason"] or ""), f"{stage}")
    t.expect(projects.ran(root) == ["first"], f"It did not run: {projects.ran(root)}")


@case("done by hand takes the outputs as they are")
def done_by_hand(t):
    root = t.project(projects.CHAIN)
    t.good(["step"], root)
    (root / "second.txt").write_text("by hand\n")
    t.good(["act", "done", "second", "--reason", "in a notebook"], root)
    t.expect(t.stage(root, "second")["state"] == "done", f"{t.status(root)}")
    t.expect(projects.ran(root) == ["first"], f"It did not run: {projects.ran(root)}")
    t.expect("up to date" in t.good(["plan"], root).out, "The plan takes it as done.")


@case("cancel ends a stage whose engine is gone, each time", length=5)
def cancel(t):
    # The command must not be over before the stage is: it is that command's engine that ends it.
    for number in range(6):
        pid_file = t.folder / f"pid-{number}"
        root = t.project({
            "dvc.yaml": f"stages:\n  long:\n    cmd: sleep 300 & echo $! > ../{pid_file.name};"
                        " wait\n    outs: [out.txt]\n",
        }, name=f"project-{number}")
        background = subprocess.Popen(
            [str(t.program), "run"], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        t.wait(lambda: pid_file.exists() and pid_file.read_text().strip(), "the stage's process")
        background.kill()
        background.wait(10)
        t.good(["act", "cancel", "long"], root)
        t.wait(lambda: t.stage(root, "long")["state"] == "cancelled",
               lambda: f"round {number}: the stage is cancelled: {t.status(root)}", 5)
        pid = int(pid_file.read_text())
        t.wait(lambda: not processes.is_alive(pid), "the stage's process has ended", 5)


@case("{0} ends 'pitwall run' in time, and no run is lost", each=[("SIGINT",), ("SIGTERM",)])
def interrupted_run(t, name):
    root = t.project({
        "dvc.yaml": "stages:\n  long:\n    cmd: echo >> ../ran; sleep 2; echo > out.txt\n"
                    "    outs: [out.txt]\n",
    })
    background = subprocess.Popen(
        [str(t.program), "run"], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    t.wait((t.folder / "ran").exists, "the stage runs")
    began = time.monotonic()
    background.send_signal(getattr(signal, name))
    try:
        said, _ = background.communicate(timeout=2)
    except subprocess.TimeoutExpired:
        background.kill()
        background.communicate()
        raise Failure(f"It still ran 2 s after {name}.") from None
    t.expect(background.returncode != 0, "What was not seen to its end is no success.")
    t.expect(b"long" in said, f"It says what becomes of the stage: {said.decode()}")
    t.expect(time.monotonic() - began < 2, "In time.")


@case("a breakpoint stops a run until it is continued")
def breakpoint_stops(t):
    root = t.project(projects.CHAIN)
    t.good(["break", "second"], root)
    t.good(["run"], root)
    t.expect(projects.ran(root) == ["first"], f"It stopped before: {projects.ran(root)}")
    t.expect(t.stage(root, "second")["state"] == "paused", f"{t.status(root)}")
    t.good(["act", "continue", "second"], root)
    t.expect(projects.ran(root) == ["first", "second"], f"It went on: {projects.ran(root)}")
    t.good(["break", "--clear", "second"], root)


@case("comments, edits and acts stand in the activity, with who did them")
def activity(t):
    root = t.project(projects.CHAIN)
    t.expect("Nothing" in t.good(["activity"], root).out, "Nothing has happened yet.")
    t.ends(2, ["comment", "too early"], root, "run")
    t.good(["run"], root)
    t.good(["comment", "--stage", "second", "looks right"], root)
    editor = t.folder / "editor"
    editor.write_text("#!/bin/sh\nfor f; do :; done\nsed -i 's/0.1/0.7/' \"$f\"\n")
    editor.chmod(0o755)
    t.ends(0, ["edit", "second"], root, "0.7", EDITOR=str(editor))
    text = t.good(["activity"], root).out
    user = subprocess.run(["id", "-un"], capture_output=True, check=True).stdout.decode().strip()
    for needle in ["looks right", "0.1", "0.7", user, "done"]:
        t.expect(needle in text, f"{needle!r} is missing:\n{text}")
    rows = json.loads(t.good(["activity", "--json"], root).out)
    t.expect(all({"at", "actor", "subject", "text"} <= set(row) for row in rows), f"{rows}")
    t.ends(0, ["undo"], root)
    t.expect("0.1" in (root / "params.yaml").read_text(), "The edit is undone.")


@case("every command has help, unknown ones are refused, completions are made")
def command_help(t):
    text = t.good(["--help"], t.folder).out
    for command in COMMANDS:
        t.expect(re.search(rf"^  {command}\b", text, re.MULTILINE), f"'{command}' is listed.")
        t.ends(0, [command, "--help"], t.folder, "USAGE")
    t.ends(2, ["nonsense"], t.folder, "nonsense")
    t.ends(2, ["status", "--nonsense"], t.folder, "--nonsense")
    version = t.good(["--version"], t.folder).out
    t.expect(re.fullmatch(r"\d+\.\d+\.\d+\n", version), repr(version))
    script = t.folder / "completion"
    for shell in ["bash", "zsh", "fish"]:
        script.write_text(t.good(["--generate-completion-script", shell], t.folder).out)
        t.expect("pitwall" in script.read_text(), f"A script for {shell}.")
        if shell == "bash":
            checked = subprocess.run(["bash", "-n", script], capture_output=True, check=False)
            t.expect(checked.returncode == 0, f"bash reads it: {checked.stderr}")


@case("keys are the action table, as text and JSON")
def keys(t):
    rows = json.loads(t.good(["keys", "--json"], t.folder).out)
    text = t.good(["keys"], t.folder).out
    for row in rows:
        t.expect(row["keys"] and row["help"], f"Each has keys and help: {row}")
        t.expect(row["action"] in text, f"'{row['action']}' stands in the text.")
    seen = [(row.get("menu"), key) for row in rows for key in row["keys"]]
    t.expect(len(seen) == len(set(seen)), "No key has two meanings.")


@case("doctor says how project and terminal are")
def doctor(t):
    root = t.project(projects.CHAIN)
    before = projects.listing(root)
    t.expect(len(t.good(["doctor"], root).out.splitlines()) > 3, "It has something to say.")
    t.expect(projects.listing(root) == before, "It changes nothing.")
    t.good(["run"], root)
    t.good(["doctor"], root)


@case("looking at a project writes nothing")
def writes_nothing(t):
    for opened in [False, True]:
        root = t.project(projects.CHAIN, name=f"project-{opened}")
        if opened:
            t.good(["run"], root)
            (root / "params.yaml").write_text("settings:\n  rate: 0.2\n")
        time.sleep(0.02)
        before = projects.listing(root)
        for arguments in [
            ["status"], ["status", "--json"], ["status", "--line"], ["plan"], ["plan", "--json"],
            ["why", "second"], ["dag"], ["dag", "--json"], ["--once"], ["dashboard", "--once"],
            ["activity"], ["keys"], ["metrics"],
        ]:
            t.good(arguments, root)
            after = projects.listing(root)
            changed = [a[0] for a in set(after) ^ set(before)]
            t.expect(after == before, f"'{arguments}' changed {sorted(set(changed))}.")
    t.expect(not list((t.folder / "home").rglob("*")), "Nothing is written in the home folder.")
