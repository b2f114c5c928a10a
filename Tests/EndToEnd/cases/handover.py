"""What one person tells the next."""

import json

from support.case import case

STAGES = """\
stages:
  prepare: {cmd: echo made > table, outs: [table]}
  train:
    cmd: echo learning; test -e ../good && echo m > model
    deps: [table]
    outs: [model]
  test: {cmd: cat model > score, deps: [model], outs: [score]}
"""


@case("a handover tells what waits, runs, failed and was decided")
def told(t):
    root = t.project({"dvc.yaml": STAGES}, "study")
    t.ends(1, ["run"], root)
    t.good(["comment", "the *table* | is <new>"], root)
    page = t.good(["handover"], root).out
    for words in [
        "# Handover of study", "## Waits for a person\n\n- ✗ **study/1 train** ",
        "## Runs\n\nNothing.", "not mended", "the \\*table\\* \\| is \\<new\\>",
    ]:
        t.expect(words in page, f"Expected {words!r} in:\n{page}")
    (t.folder / "good").touch()
    t.good(["run"], root)
    report = json.loads(t.good(["handover", "--since", "2h", "--json"], root).out)
    t.expect(report["waits"] == [] and report["runs"] == [], f"{report}")
    t.expect([f["stage"] for f in report["failed"]] == ["train"], f"{report}")
    t.expect(report["failed"][0]["mendedAt"] >= report["failed"][0]["at"], f"{report}")
    t.expect(report["decided"] == [], f"Runs and steps are no decisions: {report}")
    said = [one["text"] for one in report["said"]]
    t.expect(len(said) == 1 and "is <new>" in said[0], f"{said}")


@case("what a person chose is decided, and nothing else")
def decided(t):
    root = t.project({"dvc.yaml": STAGES}, "study")
    t.good(["step"], root)
    t.good(["act", "skip", "train", "--reason", "seen"], root)
    for made in ["model", "score"]:
        (root / made).write_text("9\n")
    t.good(["break", "test"], root)
    t.good(["act", "done", "test", "--reason", "on paper"], root)
    t.good(["run", "--force", "prepare"], root)
    report = json.loads(t.good(["handover", "--json"], root).out)
    found = [one["text"] for one in report["decided"]]
    t.expect(found == ["skipped: “seen”", "breakpoint set", "done by hand: “on paper”",
                       "run again prepare, although unchanged"], f"{found}")
    who = {one["who"] for one in report["decided"]}
    t.expect(len(who) == 1 and who != {"engine"}, f"{who}")


@case("times are taken as people write them")
def times(t):
    root = t.project({"dvc.yaml": STAGES}, "study")
    t.good(["step"], root)
    for since in ["2020-11-23 14:00", "2020-11-23T14:00", "2020-11-23 14:00:05", "2020-11-23",
                  "2020-11-23T14:00:00Z", "00:00", "10s", "1.5h", "2w"]:
        report = json.loads(t.good(["handover", "--json", "--since", since], root).out)
        year = "2020" if since.startswith("2020") else "20"
        t.expect(report["since"].startswith(year), f"{since}: {report['since']}")
    for since in ["tomorrow", "14", "2020-13-01", "10 s s", "-3h"]:
        end = t.ends(2, ["handover", f"--since={since}"], root, "--since takes a span such as 30s")
        t.expect("Usage" not in end.all and end.all.count("\n") == 1, f"One sentence: {end}")
    t.ends(2, ["handover", "--since", "2999-01-01"], root, "'2999-01-01' is yet to come")


@case("a handover's bundle holds the page, the events and the logs it is about")
def bundled(t):
    root = t.project({"dvc.yaml": STAGES}, "study")
    t.ends(1, ["run"], root)
    t.good(["handover", "--bundle", "../for-ben"], root)
    folder = t.folder / "for-ben"
    page, printed = (folder / "handover.md").read_text(), t.good(["handover"], root).out
    # The third line holds the minute it was written in.
    t.expect(page.splitlines()[3:] == printed.splitlines()[3:], f"{page}\n{printed}")
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    positions = [event["position"] for event in events]
    t.expect(positions == list(range(1, len(events) + 1)), f"{positions}")
    logs = list((folder / "logs").iterdir())
    t.expect([log.name for log in logs] == ["1-study-1-train-1.log"], f"{logs}")
    t.expect("learning\n" in logs[0].read_text(), logs[0].read_text())
    for file in [folder, folder / "handover.md", logs[0]]:
        t.expect(file.stat().st_mode & 0o077 == 0, f"{file} is for its owner only.")
    t.ends(2, ["handover", "--bundle", "../for-ben"], root, "'../for-ben' is there already",
           "Give another name to --bundle, or move that one away.")
