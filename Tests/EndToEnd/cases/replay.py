"""What happened is played once more."""

import json

from support.case import case


def done(t):
    root = t.sample(opened=True)
    t.good(["run"], root)
    return root


@case("replay --json tells every event, and how its run stood after it")
def told(t):
    root = done(t)
    rows = json.loads(t.good(["replay", "--json"], root).out)
    activity = json.loads(t.good(["activity", "--details", "-n", "10000", "--json"], root).out)
    t.expect([row["position"] for row in rows] == [a["position"] for a in activity][::-1],
             "Every event of the journal, the oldest first.")
    counts = [row["run"]["settled"] for row in rows if "run" in row]
    t.expect(counts == sorted(counts) and counts[0] == 0, f"The run goes on: {counts}")
    run = t.status(root)["run"]
    last = [row["run"] for row in rows if "run" in row][-1]
    t.expect(last["settled"] == sum(s["state"] == "done" for s in run["stages"]), f"{last}")
    only = json.loads(t.good(["replay", "--run", "1", "--json"], root).out)
    t.expect(only[0]["text"] == "run opened", f"{only[0]}")
    t.ends(2, ["replay", "--run", "7"], root, "There is no run penguins/7.")
    t.ends(2, ["replay", "--speed", "0"], root, "--speed must be more than 0.")


@case("a replay plays into a dashboard on which nothing acts, at {0}x{1}",
      each=[(160, 45), (80, 24)])
def played(t, columns, rows):
    root = done(t)
    before = t.good(["activity", "--details", "-n", "10000", "--json"], root).out
    screen = t.screen(columns, rows, root)
    screen.type("pitwall replay --speed 20 --pause 0.3")
    screen.keys("Enter")
    screen.wait("replay", "4 of 5 done")
    screen.type("s")
    screen.wait("This is a replay; nothing acts on the past.")
    screen.type("[")
    screen.wait("the past")
    screen.type(".")
    screen.type("6")
    screen.wait("run prepare, validate, train, test")
    screen.type("q")
    screen.wait_prompt()
    after = t.good(["activity", "--details", "-n", "10000", "--json"], root).out
    t.expect(before == after, "Nothing was written.")
