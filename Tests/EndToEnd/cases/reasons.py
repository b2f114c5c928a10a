"""Why stages stand as they do, and how one is run again."""

from support.case import case

FILES = {
    "dvc.yaml": """\
stages:
  bad: {cmd: test -e ../good && echo made > bad.out, outs: [bad.out]}
  below: {cmd: cat bad.out > below.out, deps: [bad.out], outs: [below.out]}
  beside: {cmd: echo made > beside.out, outs: [beside.out]}
""",
    "pitwall.yaml": "limits: {cpus: 1}\n",
}


def reasons(t, root):
    return {stage["name"]: stage["reason"] for stage in t.status(root)["run"]["stages"]}


@case("a stage that was taken back says why as long as it is so, and names what it needs only")
def taken_back(t):
    root = t.project(FILES, "study")
    t.ends(1, ["run"], root)
    found = reasons(t, root)
    t.expect(found["below"] == "'bad' did not end well", f"{found}")
    t.expect(found["beside"] == "not started; the run stopped when 'bad' failed", f"{found}")
    screen = t.screen(80, 24, root)
    screen.shell("pitwall --read-only")
    screen.wait("1 failed", "? keys")
    screen.type("j")
    screen.wait("the run stopped when 'bad'")
    t.ends(1, ["run", "bad"], root)
    planned = t.good(["plan", "bad"], root).out
    t.expect("never done before" in planned and "never run" not in planned, planned)
    (t.folder / "good").touch()
    t.good(["run", "bad"], root)
    found = reasons(t, root)
    t.expect(found["below"] is None and found["beside"] is None, f"{found}")
    screen.wait_gone("the run stopped", "did not end well")
    screen.type("q")
    screen.wait_prompt()


@case("r r shows the plan of running a stage again, and s runs it", length=3)
def again(t):
    root = t.project(FILES, "study")
    (t.folder / "good").touch()
    t.good(["run"], root)
    screen = t.screen(100, 30, root)
    screen.shell("pitwall")
    screen.wait("3 of 3 done", "? keys")
    screen.type("s")
    screen.wait("'r r', then 's', runs a stage again.")
    screen.type("gr")
    screen.wait("letter shows the plan")
    screen.type("r")
    screen.wait("bad, also when unchanged", "s runs it  r this again  t up to here")
    t.expect(t.status(root)["run"]["id"] == "study/1", "Nothing runs by the letter alone.")
    screen.type("s")
    t.wait(lambda: t.status(root)["run"]["id"] == "study/2", "it runs")
    t.wait(lambda: t.stage(root, "bad")["state"] == "done", lambda: f"{t.status(root)}")
    screen.type("q")
    screen.wait_prompt()
