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
    said = [one["text"] for one in report["decided"]]
    t.expect(len(said) >= 3 and any("is <new>" in text for text in said), f"{said}")


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
    t.ends(2, ["handover", "--bundle", "../for-ben"], root, "File exists")
    t.ends(2, ["handover", "--since", "tomorrow"], root, "--since takes a span")
