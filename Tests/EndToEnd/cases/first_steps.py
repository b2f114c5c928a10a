"""A new user steps the sample to its end with the hint line, errs, undoes it, reads it up."""

import re
import subprocess

from support.case import SIZES, case

EDITOR = """\
#!/bin/sh
for file; do :; done
sed -i 's/learning_rate: 0.005/learning_rate: 0.05/' "$file"
"""


def slower(t, root, pace):
    """Makes the training of a fresh demo take a moment, not eight seconds."""
    params = root / "penguins" / "params.yaml"
    t.wait(params.exists, "the sample is copied")
    text = t.wait(lambda: "pace: 0.08" in params.read_text() and params.read_text(), "the pace")
    params.write_text(text.replace("pace: 0.08", f"pace: {pace}"))


def hint(screen, needle, seconds=20):
    """Waits for a hint; what was just said may stand in its place until a key is pressed."""
    return screen.wait_hint(needle, seconds)


@case("a new user steps the sample to its end at {0}x{1}", each=SIZES, length=30)
def sample(t, columns, rows):
    editor = t.folder / "editor"
    editor.write_text(EDITOR)
    editor.chmod(0o755)
    screen = t.screen(columns, rows, t.folder, EDITOR=str(editor), VISUAL=None)
    root = t.folder / "study"
    before = screen.flags()
    screen.shell(f"pitwall demo {root}")
    screen.wait("first look", "5 in 1 dvc.yaml", "? keys")
    t.expect(not (root / ".pitwall").exists(), "The first look writes nothing.")
    slower(t, root, 0.01)
    hint(screen, "enter go on")
    screen.keys("Enter")
    screen.wait("penguins", "level 0")
    t.expect((root / ".pitwall").is_dir(), "Going on opens the project.")
    step_through(t, screen, root)
    read_log(t, screen)
    err_and_undo(t, screen, root)
    read_activity(t, screen)
    screen.type("q")
    screen.wait_prompt()
    screen.wait_flags(before, "At the end")


def step_through(t, screen, root):
    """Each step is named by the hint line; `s` takes it."""
    hint(screen, "s step explore")
    screen.type("s")
    # The stage has the terminal to itself, and asks.
    for page in range(1, 6):
        screen.wait(f"[{page} of 6]")
        screen.keys("Enter")
    screen.wait("A note for explore.md")
    screen.shell("bills tell them apart")
    stages = ["explore", "prepare", "validate", "train", "test"]
    for done, name in zip(stages, stages[1:]):
        t.wait(lambda: t.stage(root, done)["state"] == "done",
               lambda: f"'{done}' is done: {t.status(root)}", 30)
        hint(screen, f"s step {name}")
        screen.type("s")
    t.wait(lambda: t.status(root)["state"] == "done",
           lambda: f"the run is done: {t.status(root)}", 30)
    screen.wait(re.compile("5 of 5 done|done"))
    t.expect("bills tell" in (root / "penguins" / "explore.md").read_text(), "The note.")


def read_log(t, screen):
    """`enter` opens the log of the stage under the cursor, `/` finds in it, `esc` leaves."""
    screen.type("/")
    screen.wait("Find a stage")
    screen.type("train")
    screen.keys("Enter")
    screen.wait_gone("Find a stage")
    hint(screen, "enter log")
    screen.keys("Enter")
    screen.wait("log", "epoch")
    screen.type("/")
    screen.type("epoch 1")
    screen.keys("Enter")
    screen.wait("find", "epoch 1", re.compile(r"\d+ of \d+"))
    screen.escape()
    screen.wait_gone("find \u201c")
    screen.escape()
    screen.wait("Stages")


def err_and_undo(t, screen, root):
    """An edited parameter makes stages stale, with old and new value; `u` takes it back."""
    params = root / "penguins" / "params.yaml"
    hint(screen, re.compile("e edit"))
    screen.type("e")
    screen.wait("stale")
    t.expect("learning_rate: 0.05" in params.read_text(), "The editor changed it.")
    screen.type("p")
    screen.wait("Plan", re.compile(r"train\b.*"), re.compile(r"learning_rate 0\.005 \S+ 0\.05"))
    screen.escape()
    screen.wait_gone("Plan \u00b7")
    screen.type("w")
    screen.wait("Why", re.compile(r"learning_rate 0\.005 \S+ 0\.05"))
    screen.escape()
    screen.wait_gone("Why \u00b7")
    hint(screen, re.compile("u undo"))
    screen.type("u")
    t.wait(lambda: "learning_rate: 0.005" in params.read_text(), "the edit is undone")
    screen.type("p")
    screen.wait("up to date")
    screen.escape()
    screen.wait_gone("up to date;")


def read_activity(t, screen):
    """Screen 6 says who did what."""
    user = subprocess.run(["id", "-un"], capture_output=True, check=True).stdout.decode().strip()
    screen.type("6")
    text = screen.wait("edit undone", "learning_rate", user)
    t.expect("test" in text and "train" in text, "The stages stand there.")
    screen.keys("G")
    screen.wait("run opened")


@case("every screen, sheet and menu opens and closes at {0}x{1}", each=SIZES, length=6)
def places(t, columns, rows):
    root = t.sample()
    t.good(["run"], root)
    screen = t.screen(columns, rows, root)
    screen.shell("pitwall")
    screen.wait("Stages", "? keys")
    screen.type("1")
    screen.wait("Pipelines", "penguins")
    screen.keys("Enter")
    screen.wait("Stages")
    for key, needles in {
        "?": ["Keys", "esc"], ":": ["Commands"], "p": ["Plan"], "w": ["Why"], "r": ["Run", "all"],
        "a": ["Act", "done by hand"], "c": ["Comment"], "/": ["Find a stage"],
    }.items():
        screen.type(key)
        screen.wait(*needles)
        text = screen.text()
        long = [line for line in text.split("\n") if len(line.rstrip()) > columns]
        t.expect(not long, f"Lines wider than the screen after {key!r}: {long}")
        screen.escape()
        screen.wait_gone(needles[-1] + " ", f"{needles[0]} \u00b7") if key in "?:" \
            else screen.wait_hint("? keys")
    for _ in range(3):
        screen.type("v")
        screen.wait_hint("? keys")
    screen.type("z")
    screen.wait_hint("? keys")
    screen.escape()
    screen.wait("Log")
    screen.keys("C-c")
    screen.wait_hint("nothing was stopped")
    screen.type("q")
    screen.wait_prompt()


@case("the palette does what it names, and the comment it asks for is kept")
def palette(t):
    root = t.sample()
    t.good(["run"], root)
    screen = t.screen(100, 30, root)
    screen.shell("pitwall")
    screen.wait("Stages")
    screen.type(":")
    screen.wait("Commands")
    screen.type("comment")
    screen.keys("Enter")
    screen.wait("Comment on run")
    # Every printable key is text while a field has the focus.
    screen.type("quit? s: 1 2 6 \u00e9\u00df \u4e2d")
    screen.keys("Enter")
    screen.wait_gone("Comment on run")
    screen.type("6")
    screen.wait("quit? s: 1 2 6 \u00e9\u00df")
    screen.type("q")
    screen.wait_prompt()
    t.expect("\u4e2d" in t.good(["activity"], root).out, "The words are kept.")
