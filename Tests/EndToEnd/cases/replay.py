"""What happened is played once more."""

import json
import os
import re
import signal

from support import processes
from support.case import SIZES, case

HOW_FAR = re.compile(
    r"event (\d+) of (\d+) · (\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d · [\d.]+x *$", re.MULTILINE
)


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


@case("where nothing happened yet there is nothing to be played, and no mistake in asking for all")
def nothing(t):
    root = t.project({"dvc.yaml": "stages: {a: {cmd: 'true'}}\n"})
    t.expect(json.loads(t.good(["replay", "--json"], root).out) == [], "No events.")
    t.ends(2, ["replay"], root, "Nothing has happened here yet; there is nothing to play.")
    t.ends(2, ["replay", "--run", "1", "--json"], root, "There is no run project/1.")


@case("a replay tells the range of its numbers, and its help holds nothing that it refuses")
def ranges(t):
    root = t.project({"dvc.yaml": "stages: {a: {cmd: 'true'}}\n"})
    for option, number in [("speed", "-3"), ("speed", "0"), ("speed", "nan"), ("speed", "1e9"),
                           ("pause", "-1"), ("pause", "3601")]:
        end = t.ends(2, ["replay", f"--{option}", number], root, f"--{option} is ", ": from 0")
        t.expect("Usage" not in end.all and end.all.count("\n") == 1, f"One sentence: {end}")
    shown = t.good(["replay", "--help"], root).out
    t.expect("--once" not in shown and "--read-only" not in shown and "--ascii" in shown, shown)


def played(t, columns, rows, *options):
    """A replay that stands, so that nothing moves by itself."""
    root = done(t)
    screen = t.screen(columns, rows, root)
    screen.shell(" ".join(["pitwall replay", *options]))
    screen.wait("● playing", HOW_FAR)
    return root, screen


def how_far(t, screen, number):
    """Waits until it shows this event, and gives how many there are."""
    found = []

    def holds(text):
        found[:] = HOW_FAR.findall(text)
        return found and int(found[0][0]) == number

    screen.wait_for(holds, lambda text: f"event {number}, not {found}")
    return int(found[0][1])


@case("a replay plays into a dashboard on which nothing acts, at {0}x{1}",
      each=[(160, 45), (80, 24)])
def acts(t, columns, rows):
    root, screen = played(t, columns, rows, "--speed", "20", "--pause", "0.3")
    before = t.good(["activity", "--details", "-n", "10000", "--json"], root).out
    screen.wait("replay", "4 of 5 done")
    screen.type("s")
    screen.wait("This is a replay; nothing acts on the past.")
    screen.type("p")
    screen.wait("A replay looks at no files; 'w' says why a stage ran.")
    screen.wait("✓ the end")
    screen.wait_hint("space again")
    screen.type("6")
    screen.wait("ended: the command ended")
    screen.type("G")
    screen.wait("run prepare, validate, train, test")
    screen.type("q")
    screen.wait_prompt()
    after = t.good(["activity", "--details", "-n", "10000", "--json"], root).out
    t.expect(before == after, "Nothing was written.")


@case("a replay is stopped, stepped both ways, made faster and played again, at {0}x{1}",
      each=SIZES)
def steered(t, columns, rows):
    root, screen = played(t, columns, rows, "--speed", "0.01", "--pause", "3600")
    screen.wait_hint("space pause  ] step")
    screen.type(" ")
    screen.wait("‖ paused")
    screen.wait_hint("space play")
    for absent in ["p plan", "s step", "r run", "P plots"]:
        t.expect(absent not in screen.bottom(), screen.bottom())
    for number in range(2, 9):
        screen.type("]")
        count = how_far(t, screen, number)
    rows_told = json.loads(t.good(["replay", "--json"], root).out)
    t.expect(count == len(rows_told), f"{count} events, {len(rows_told)} rows")
    screen.type("6")
    screen.wait("run opened")
    screen.wait_hint("space play  ] step  [ back")
    for number in range(7, 0, -1):
        screen.type("[")
        how_far(t, screen, number)
    screen.wait_gone("run opened")
    screen.type("[")
    screen.wait("It began with this event.")
    screen.type("FF")
    screen.wait(" 0.04x")
    screen.type("S")
    screen.wait(" 0.02x")
    for _ in range(28):
        screen.type("F")
    screen.type(" ")
    screen.wait("✓ the end", f"event {count} of {count} ·")
    screen.type("S" * 28 + " ")
    screen.wait("● playing", re.compile(r"event \d of"), " 0.01x")
    screen.type("q")
    screen.wait_prompt()


@case("a replay that is told to end leaves the terminal as it was")
def ended(t):
    root = done(t)
    screen = t.screen(100, 30, root)
    before = screen.flags()
    screen.shell("pitwall replay --speed 0.01 --pause 3600")
    screen.wait("● playing")
    screen.resize(80, 24)
    screen.wait(re.compile(r"event 1 of \d+ · \d\d:"))
    os.kill(processes.programs_below(screen.shell_pid, "pitwall")[0], signal.SIGTERM)
    screen.wait_prompt()
    screen.wait_flags(before, "At the end")


@case("a moment of a run's past is told on one row, with its time, at {0}x{1}", each=SIZES)
def moment(t, columns, rows):
    root = done(t)
    screen = t.screen(columns, rows, root)
    screen.shell("pitwall --read-only")
    screen.wait("4 of 5 done")
    screen.type("[")
    screen.wait("the past")
    for _ in range(4):
        screen.type("[")
    screen.wait_hint(". now")
    row = screen.lines()[1]
    t.expect(re.search(r"event \d+ of \d+  the past   *\S.* \d\d:\d\d:\d\d", row), row)
    t.expect(row.rstrip().endswith("returns to now") or "returns" not in row, row)
    t.expect(len(row.rstrip()) < columns, row)
    screen.type(".")
    screen.wait_gone("the past")
    screen.type("q")
    screen.wait_prompt()
