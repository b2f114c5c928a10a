"""What is wrong is named with its place, nothing is started, and the exit code says so."""

import os
import subprocess

from support import projects
from support.case import case
from support.relayed import RelayedScreen

TWO_WRITERS = """\
stages:
  one:
    cmd: echo one > out.txt
    outs: [out.txt]
  two:
    cmd: echo two > out.txt
    outs: [out.txt]
"""
CYCLE = """\
stages:
  ham:
    cmd: cp b.txt a.txt
    deps: [b.txt]
    outs: [a.txt]
  eggs:
    cmd: cp a.txt b.txt
    deps: [a.txt]
    outs: [b.txt]
"""
GOOD = "stages:\n  fine:\n    cmd: echo ran >> ../ran; echo > out.txt\n    outs: [out.txt]\n"

# File that is wrong, its text, and what must be said.
MISTAKES = {
    "broken YAML": ("dvc.yaml", "stages:\n  a:\n    cmd: [unclosed\n", ["dvc.yaml:"]),
    "a tab": ("dvc.yaml", "stages:\n\ta:\n    cmd: ls\n", ["dvc.yaml:2:", "tab"]),
    "a duplicate key": ("dvc.yaml", GOOD + "stages: {}\n", ["dvc.yaml:5:", "stages"]),
    "an unknown key": ("dvc.yaml", GOOD.replace("outs", "outz"), ["dvc.yaml:4:5", "'outs'"]),
    "an unresolved merge": (
        "dvc.yaml", GOOD.replace("  fine:", "<<<<<<< HEAD\n  fine:"),
        ["dvc.yaml:2:1: unresolved merge"],
    ),
    "an unresolved merge of tracked data": (
        "data.csv.dvc",
        "outs:\n<<<<<<< HEAD\n- md5: 4d93d51945b88325c213640ef59fc50b\n=======\n"
        "- md5: 5d93d51945b88325c213640ef59fc50b\n>>>>>>> b\n  size: 5\n  path: data.csv\n",
        ["data.csv.dvc:2:1: unresolved merge"],
    ),
    "no command": ("dvc.yaml", "stages:\n  a:\n    outs: [x]\n", ["dvc.yaml:2:", "cmd"]),
    "a cycle": ("dvc.yaml", CYCLE, ["'ham' needs 'eggs' needs 'ham'", "dvc.yaml:2:"]),
    "two writers": ("dvc.yaml", TWO_WRITERS, ["out.txt", "one", "two", "dvc.yaml:"]),
    "an unknown key of ours": (
        "pitwall.yaml", "limits:\n  cpus: 2\ntrigers: {}\n", ["pitwall.yaml:3:1", "trigers"],
    ),
    "a wrong type": ("pitwall.yaml", "limits: {cpus: many}\n", ["pitwall.yaml:1:16"]),
    "a wrong unit": (
        "pitwall.yaml", "stages:\n  fine: {timeout: 3 parsecs}\n", ["pitwall.yaml:2:", "parsecs"],
    ),
    "a stage that is not there": (
        "pitwall.yaml", "stages:\n  fien: {retries: 1}\n", ["pitwall.yaml:2:3", "'fine'"],
    ),
    "what is not built yet": (
        "pitwall.yaml", "services: {}\n", ["pitwall.yaml:1:1", "not available in this version"],
    ),
    "an alias bomb": (
        "pitwall.yaml",
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [" + ",".join([f"*{chr(97 + i)}"] * 9) + "]\n"
                  for i in range(8)),
        ["100,000"],
    ),
    "invalid bytes": ("dvc.yaml", b"stages:\n  \xff\xfe: 1\n", ["dvc.yaml"]),
}


@case("{0} is named with its place", each=[(name,) for name in MISTAKES])
def mistake(t, name):
    path, text, needles = MISTAKES[name]
    root = t.project({"dvc.yaml": GOOD, path: text})
    for command in [["run"], ["status"], ["plan"]]:
        t.ends(2, command, root, *needles)
    t.expect(not projects.ran(root), "Nothing was started.")
    before = t.run(["run"], root)
    t.expect("Fatal error" not in before.all and "Error:" not in before.all, f"{before}")


@case("all mistakes of a file are named at once")
def all_mistakes(t):
    root = t.project({"dvc.yaml": GOOD, "pitwall.yaml": "limit: {}\nstage: {}\npeople: 5\n"})
    result = t.ends(2, ["run"], root)
    for place in ["pitwall.yaml:1:", "pitwall.yaml:2:", "pitwall.yaml:3:"]:
        t.expect(place in result.all, f"{place} is missing; {result}")


@case("a lock with an unresolved merge is written anew without loss")
def conflicted_lock(t):
    root = t.project(projects.CHAIN)
    t.good(["run"], root)
    lock = root / "dvc.lock"
    good = lock.read_text()
    broken = good.replace("  second:\n", "  second:\n<<<<<<< HEAD\n")
    lock.write_text(broken)
    for command in [["run"], ["plan"], ["status"]]:
        t.ends(2, command, root, "dvc.lock:", "unresolved merge", "'pitwall run --force second'")
    words = ["keeps 1 of 2 records", "of 'second' is dropped", "kept as dvc.lock.orig"]
    t.ends(0, ["plan", "--force", "second"], root, *words)
    t.expect(lock.read_text() == broken, "Nothing was written to find that out.")
    t.ends(0, ["run", "--force", "--single-item", "second"], root, *words)
    t.expect(projects.ran(root) == ["first", "second", "second"], f"{projects.ran(root)}")
    t.expect(lock.read_text() == good, f"The lock is\n{lock.read_text()}")
    t.expect((root / "dvc.lock.orig").read_text() == broken, "The old file is kept.")
    t.ends(0, ["activity"], root, *words)
    t.ends(0, ["plan"], root, "up to date")


@case("the dashboard goes on saying that a lock cannot be read, {0}x{1}",
      each=[(160, 45), (80, 24)])
def conflicted_lock_shown(t, columns, rows):
    root = t.project(projects.CHAIN)
    t.good(["run"], root)
    lock = root / "dvc.lock"
    good = lock.read_text()
    screen = t.screen(columns, rows, root)
    screen.shell("pitwall")
    screen.wait("first", "? keys")
    lock.write_text("<<<<<<< HEAD\n" + good)
    screen.wait("A lock cannot be read", "dvc.lock:1:1: unresolved merge", seconds=10)
    screen.type("j")
    screen.type("1")
    screen.wait("Waiting for you", "A lock cannot be read", "dvc.lock:1:1: unresolved merge")
    lock.write_text(good)
    screen.wait_gone("A lock cannot be read")
    screen.type("q")
    screen.wait_prompt()


@case("among several pipelines the advice for a lock names the one it is for")
def conflicted_lock_of_many(t):
    files = {f"{name}/{path}": text for name in ["one", "two"]
             for path, text in projects.CHAIN.items()}
    root = t.project({path: text.replace("../ran", "../../ran") for path, text in files.items()})
    t.good(["run", "-l", "two"], root)
    lock = root / "two" / "dvc.lock"
    lock.write_text(lock.read_text().replace("  second:\n", "<<<<<<< HEAD\n  second:\n"))
    t.ends(2, ["run", "-l", "one"], root, "'pitwall run -l two --force first'")
    t.ends(0, ["run", "-l", "two", "--force", "first"], root, "two/dvc.lock.orig")
    t.expect((root / "two" / "dvc.lock.orig").exists(), "The old file is kept beside the lock.")
    t.ends(0, ["plan", "-l", "two"], root, "up to date")


@case("a .pitwall that cannot be read is told, and the plan still shown")
def closed_folder(t):
    root = t.project({**projects.CHAIN, ".dvc/config": ""})
    t.good(["run"], root)
    folder = root / ".pitwall"
    command = [t.program]
    if os.geteuid() == 0:
        # Nothing is closed to root, so somebody else looks.
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", t.program]
        t.folder.chmod(0o755)
    else:
        folder.chmod(0)

    def look(words, code, *needles):
        done = subprocess.run(
            [*command, words], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=20, check=False,
        )
        said = (done.stdout + done.stderr).decode()
        t.expect(done.returncode == code, f"{words}: {done.returncode}, {said}")
        for needle in needles:
            t.expect(needle in said, f"{words}: Expected {needle!r}; {said}")
        return said

    try:
        look("--once", 0, "runs not known")
        said = look("status", 2, "'.pitwall' cannot be read".replace("'.", f"'{root}/."))
        t.expect("never run" not in said, said)
        look("activity", 2 if os.geteuid() == 0 else 1, "cannot be read")
        look("plan", 0, "up to date")
        said = look("doctor", 1, "journal", "cannot be read; .pitwall is closed")
        t.expect("none yet" not in said and "not recorded yet" not in said, said)
    finally:
        folder.chmod(0o700)


@case("a missing dependency is named before anything runs")
def missing_dependency(t):
    root = t.project({
        "dvc.yaml": "stages:\n  one:\n    cmd: echo one >> ../ran\n  two:\n"
                    "    cmd: cat raw/none.csv\n    deps: [raw/none.csv]\n",
    })
    t.ends(2, ["run"], root, "raw/none.csv", "two")
    t.expect(not projects.ran(root), "Nothing was started.")


@case("a command that is not found has the shell's words and 127")
def command_not_found(t):
    root = t.project({"dvc.yaml": "stages:\n  lost:\n    cmd: no-such-command-here\n"})
    t.ends(1, ["run"], root, "lost", "not found", "127")
    stage = t.stage(root, "lost")
    t.expect(stage["exitCode"] == 127 and stage["state"] == "failed", f"{stage}")
    t.expect("no-such-command-here" in t.good(["logs", "lost"], root).out, "The shell's words.")


@case("a command that cannot be executed has 126, a signal its number")
def command_not_executable(t):
    root = t.project({
        "tool": "not executable\n",
        "dvc.yaml": "stages:\n  tool:\n    cmd: ./tool\n  shot:\n    cmd: kill -9 $$\n",
    })
    t.ends(1, ["run", "tool"], root, "tool", "126")
    t.ends(1, ["run", "shot"], root, "shot", "signal 9")


@case("a folder without a pipeline is told what to do next")
def no_pipeline(t):
    root = t.project({"notes.txt": "nothing here\n"})
    t.ends(0, ["status"], root, "dvc.yaml", "pitwall demo")
    t.ends(0, ["--once"], root, "dvc.yaml")
    for command in [["run"], ["plan"], ["step"], ["dag"], ["why", "train"], ["logs", "train"]]:
        t.ends(2, command, root)
    t.expect(sorted(p.name for p in root.iterdir()) == ["notes.txt"], "Nothing was written.")


@case("a folder that is not there, and one that cannot be read")
def no_folder(t):
    t.ends(2, ["status", "--project", str(t.folder / "none")], t.folder, "none")
    t.ends(2, ["demo", str(t.folder / "home")], t.folder, "there already")


@case("without a terminal the dashboard says so and ends with 2")
def no_terminal(t):
    root = t.project(projects.CHAIN)
    for shell in ["'{0}' | cat; exit ${{PIPESTATUS[0]}}", "'{0}' < /dev/null", "'{0}' <&- >&-"]:
        done = subprocess.run(
            ["setsid", "bash", "-c", shell.format(t.program)], cwd=root, env=t.environment(),
            stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False,
        )
        said = (done.stdout + done.stderr).decode()
        t.expect(done.returncode == 2, f"{shell}: {done.returncode}, {said}")
        t.expect("terminal" in said and "--once" in said, f"{shell}: {said}")
        t.expect("\x1b" not in said, f"{shell}: no escape sequences in {said!r}")
    t.expect(not (root / ".pitwall").exists(), "Nothing was written.")


@case("a terminal that can do nothing gets plain words")
def dumb_terminal(t):
    root = t.project(projects.CHAIN)
    for term in ["dumb", "no-such-terminal"]:
        screen = t.screen(80, 24, root, NO_COLOR=None)
        screen.shell(f"TERM={term} pitwall; echo ended with $?")
        text = screen.wait("ended with 2")
        t.expect("terminal" in text and "--once" in text, f"TERM={term}")
        t.expect(screen.format("#{alternate_on}") == "0", f"TERM={term} changed the screen.")


@case("NO_COLOR shows no colour")
def no_color(t):
    root = t.project(projects.CHAIN)
    t.good(["run"], root)
    screen = t.screen(100, 30, root, NO_COLOR="1")
    screen.shell("pitwall")
    screen.wait("second", "? keys")
    colored = screen.tmux("capture-pane", "-e", "-p", "-t", screen.pane)
    codes = {code for part in colored.split("\x1b[")[1:] for code in part.split("m")[0].split(";")}
    forbidden = {c for c in codes if c.isdigit() and (30 <= int(c) <= 48 or 90 <= int(c) <= 107)}
    t.expect(not forbidden - {"39"}, f"Colours are sent: {sorted(forbidden)}")
    t.expect("\u2713" in screen.text() or "\u2261" in screen.text(), "The glyphs stay.")
    screen.type("q")
    screen.wait_prompt()


@case("--ascii shows ASCII only")
def ascii_only(t):
    root = t.project(projects.CHAIN)
    t.good(["run"], root)
    screen = t.screen(100, 30, root)
    screen.shell("pitwall --ascii")
    expect_ascii(t, screen)
    screen.type("q")
    screen.wait_prompt()


@case("a terminal without UTF-8 is shown ASCII, in {0}", each=[("LANG=C",), ("LANG=C.UTF-8",)])
def no_utf8(t, language):
    root = t.project(projects.CHAIN)
    t.good(["run"], root)
    screen = RelayedScreen(t, root, [], ASCII_TERMINAL="1", LANG=language.split("=")[1])
    text = expect_ascii(t, screen)
    t.expect("???" not in text, "Characters were sent that this terminal does not know.")


def expect_ascii(t, screen):
    text = screen.wait_for(
        lambda text: "second" in text and "? keys" in text and "???" not in text, "the screen"
    )
    odd = sorted({character for character in text if ord(character) > 126})
    t.expect(not odd, f"{odd} is not ASCII.")
    t.expect("+--" in text, "Boxes are drawn in ASCII.")
    return text


@case("--once prints the screen as plain lines")
def once(t):
    root = t.project(projects.CHAIN)
    before = t.good(["--once"], root)
    t.expect("first look" in before.out and "first" in before.out, f"{before}")
    t.good(["run"], root)
    after = t.good(["--once"], root)
    t.expect("first" in after.out and "done" in after.out, f"{after}")
    for result in [before, after]:
        t.expect("\x1b" not in result.all, "No escape sequences.")


@case("a terminal too small gets a plain message, and comes back")
def too_small(t):
    root = t.project(projects.CHAIN)
    screen = t.screen(59, 15, root)
    before = screen.flags()
    screen.shell("pitwall")
    screen.wait("60x16", "59x15")
    screen.resize(60, 16)
    screen.wait("first look", "? keys")
    screen.resize(20, 3)
    screen.wait_gone("first look")
    screen.resize(1, 1)
    screen.resize(59, 15)
    screen.wait("60x16")
    screen.type("q")
    screen.wait_prompt()
    screen.wait_flags(before, "At the end")


@case("a broken definition is shown, and mended while the dashboard is open")
def mended(t):
    root = t.project({**projects.CHAIN, "dvc.yaml": CYCLE})
    (root / ".pitwall").mkdir(mode=0o700)
    screen = t.screen(100, 30, root)
    screen.shell("pitwall")
    screen.wait("ham", "eggs", "wait for each other")
    (root / "dvc.yaml").write_text(projects.CHAIN["dvc.yaml"])
    screen.wait("first", "second", seconds=10)
    (root / "dvc.yaml").write_text("stages: [\n")
    screen.wait("dvc.yaml:", seconds=10)
    screen.type("q")
    screen.wait_prompt()
