"""The mouse goes everywhere, and selecting never acts."""

from support import projects
from support.case import case
from support.failure import Failure
from support.relayed import ESC, RelayedScreen


def click(screen, needle):
    """Clicks on a text of the screen."""
    for row, line in enumerate(screen.lines(), start=1):
        column = line.find(needle)
        if column >= 0:
            place = f"{column + 2};{row}"
            screen.send(f"{ESC}[<0;{place}M{ESC}[<0;{place}m")
            return
    raise Failure(f"{needle!r} is not on the screen.")


@case("the mouse selects, goes in, and scrolls; off, it is the terminal's")
def mouse(t):
    root = t.project({"dvc.yaml": projects.chain_of(40)})
    t.good(["run"], root)
    screen = RelayedScreen(t, root, [])
    screen.wait("Stages")
    click(screen, "6 Activity")
    screen.wait("project \u00b7 activity", "run done")
    first = screen.masked()
    screen.send(f"{ESC}[<65;20;8M" * 5)
    screen.wait_for(lambda text: screen.masked() != first, "the list scrolls")
    click(screen, "2 Pipeline")
    screen.wait("Stages")
    screen.send("vg")
    screen.wait("stage01")
    click(screen, "\u2713 stage03")
    screen.wait("Log: stage03")
    click(screen, "\u2713 stage03")
    screen.wait("stage03 \u203a log")
    screen.send("q")
    screen.wait("Stages")
    click(screen, "? keys")
    screen.wait("Keys")
    screen.send(ESC)
    screen.wait_gone("Keys \u2500")
    screen.send("M")
    screen.wait_hint("mouse is off")
    t.expect(screen.format("#{mouse_any_flag}") == "0", "The terminal has its mouse again.")
    screen.send("M")
    screen.wait_hint("mouse is on")
    t.expect(len(projects.ran(root)) == 40, "Nothing was started.")
    screen.send("q")
    screen.wait("ended with 0")


@case("a read-only screen starts nothing and says why")
def read_only(t):
    root = t.project(projects.CHAIN)
    t.good(["step"], root)
    screen = t.screen(100, 30, root)
    screen.shell("pitwall --read-only")
    screen.wait("Stages", "read-only")
    for key in "srebcu!a":
        screen.type(key)
        screen.wait_hint("read-only")
        t.expect("esc leaves" not in screen.text(), f"'{key}' opened something.")
    screen.type("q")
    screen.wait_prompt()
    t.expect(projects.ran(root) == ["first"], f"Nothing was started: {projects.ran(root)}")
