"""Old logs go, and nothing else."""

import json
import os
import time

from support.case import case

STAGES = """\
stages:
  a: {cmd: seq 2000, always_changed: true}
"""


@case("gc removes the logs of old runs, says so in their place, and leaves the rest alone")
def old(t):
    root = t.project({"dvc.yaml": STAGES}, "study")
    for _ in range(4):
        t.good(["run", "--force"], root)
        t.run(["act", "close"], root)
    t.ends(0, ["gc"], root, "There is nothing to remove.")
    copy = root / ".pitwall" / "journal.db.before-20200101T000000Z"
    copy.write_bytes(b"x" * 5000)
    os.utime(copy, (time.time() - 100 * 86400,) * 2)
    before = t.good(["activity", "--details", "-n", "1000", "--json"], root).out
    rule = ["--keep", "2", "--older-than", "0.001m"]

    def dry():
        return json.loads(t.good(["gc", *rule, "--dry", "--json"], root).out)["items"]

    t.wait(lambda: len(dry()) == 3, "the runs are old enough")
    log = t.good(["logs", "a", "--run", "1"], root).out
    t.expect("1999\n2000\n" in log, "Nothing is gone yet.")
    report = json.loads(t.good(["gc", *rule, "--json"], root).out)
    kinds = [(item["kind"], item.get("run")) for item in report["items"]]
    t.expect(kinds == [("log", "study/1"), ("log", "study/2"), ("journal", None)], f"{kinds}")
    t.expect(report["bytes"] > 2 * 8000 + 5000, f"{report}")
    for run in "12":
        log = t.good(["logs", "a", "--run", run], root).out
        t.expect(log == "This log was removed by 'pitwall gc'.\n", log)
    for run in "34":
        t.expect("2000\n" in t.good(["logs", "a", "--run", run], root).out, f"Run {run} keeps it.")
    t.expect(not copy.exists(), "The old copy is gone.")
    after = t.good(["activity", "--details", "-n", "1000", "--json"], root).out
    t.expect(before == after, "No event is gone.")
    t.ends(0, ["gc", *rule], root, "There is nothing to remove.")
    t.good(["doctor"], root)
    t.ends(2, ["gc", "--keep", "0"], root, "--keep must be at least 1.")
