"""Resizing, suspending, signals and crashes: the terminal is as it was found."""

import os
import random
import signal
import time

from support import processes, projects
from support.case import SIZES, case

# Prints until it is told to stop, and says outside how it ended.
TALKER = {
    "dvc.yaml": """\
stages:
  talk:
    cmd: >-
      echo ran >> ../ran; i=0; while [ ! -e ../stop ]; do i=$((i+1)); echo line $i; sleep 0.1; done;
      echo ended >> ../ran; echo > out.txt
    outs: [out.txt]
  after:
    cmd: cat out.txt
    deps: [out.txt]
""",
}


def talking(t, columns, rows):
    """A screen on a stage that runs until the file `stop` is there."""
    root = t.project(TALKER)
    screen = t.screen(columns, rows, root)
    before = screen.flags()
    screen.shell("pitwall; echo ended with $?")
    screen.wait("first look")
    screen.keys("Enter")
    screen.wait_hint("s step talk")
    screen.type("s")
    screen.wait("running", "line 3")
    return root, screen, before


def pitwall_of(t, screen):
    """The dashboard's process."""
    def only():
        pids = processes.programs_below(screen.shell_pid, "pitwall")
        return pids and pids[0]
    return t.wait(only, "the dashboard's process")


def stop(t, root):
    (t.folder / "stop").touch()
    t.wait(lambda: t.stage(root, "talk")["state"] == "done",
           lambda: f"'talk' is done: {t.status(root)}")


@case("the screen follows its size while a stage runs", length=6)
def resize(t):
    root, screen, before = talking(t, 160, 45)
    screen.resize(80, 24)
    screen.wait("talk", "line", "? keys")
    t.expect("\u256e" in screen.lines()[2][79:], f"The frame ends at column 80:\n{screen.text()}")
    screen.resize(59, 15)
    screen.wait("60x16", "59x15")
    screen.resize(100, 30)
    screen.wait("talk", "line", "? keys")
    screen.keys("Enter")
    screen.wait("following")
    screen.resize(60, 16)
    screen.wait("following")
    screen.resize(500, 200)
    screen.wait("following")
    screen.resize(80, 24)
    screen.wait("following")
    screen.escape()
    screen.wait("Stages")
    stop(t, root)
    screen.wait_hint("s step after")
    screen.type("q")
    screen.wait("ended with 0")
    screen.wait_flags(before, "At the end")


@case("a storm of sizes breaks nothing", length=8)
def resize_storm(t):
    root, screen, before = talking(t, 100, 30)
    dice = random.Random(7)
    for number in range(120):
        screen.resize(dice.randint(1, 240), dice.randint(1, 70))
        if number % 4 == 0:
            screen.type(dice.choice("vzjkl?"))
        if number % 10 == 0:
            screen.escape()
    screen.resize(100, 30)
    for _ in range(4):
        screen.escape()
    screen.wait("? keys")
    screen.type("2")
    screen.wait("Stages", "? keys")
    stop(t, root)
    screen.wait("your step")
    screen.type("q")
    screen.wait("ended with 0")
    screen.wait_flags(before, "At the end")


@case("^Z and fg at {0}x{1}", each=SIZES, length=6)
def suspend(t, columns, rows):
    root, screen, before = talking(t, columns, rows)
    inside = screen.flags()
    for _ in range(2):
        screen.keys("C-z")
        screen.wait("Stopped")
        screen.shell("echo still a shell")
        screen.wait("\nstill a shell")
        screen.wait_flags(before, "Suspended")
        screen.shell("clear; fg")
        screen.wait("talk", "running", "? keys")
        t.wait(lambda: screen.flags() == inside,
               lambda: f"as before the stop: {screen.flags()}, {inside}")
    stop(t, root)
    screen.wait("your step")
    screen.type("q")
    screen.wait_for(lambda text: text.rstrip().endswith("e2e$"), "the shell")
    screen.wait_flags(before, "At the end")


@case("{0} restores the terminal, the stage goes on", length=5,
      each=[("SIGTERM",), ("SIGINT",), ("SIGQUIT",), ("SIGHUP",), ("SIGSEGV",), ("SIGABRT",)])
def signals(t, name):
    root, screen, before = talking(t, 100, 30)
    pid = pitwall_of(t, screen)
    began = time.monotonic()
    os.kill(pid, getattr(signal, name))
    screen.wait("ended with", seconds=5)
    took = time.monotonic() - began
    limit = 4 if name in ("SIGSEGV", "SIGABRT") else 2
    t.expect(took < limit, f"It took {took:.1f} s to end.")
    screen.wait_flags(before, "At the end")
    screen.shell("clear")
    screen.wait_prompt()
    t.expect((t.folder / "ran").read_text() == "ran\n", "The stage still runs.")
    screen.shell("clear; pitwall; echo second end $?")
    screen.wait("talk", "running", "? keys")
    stop(t, root)
    t.expect((t.folder / "ran").read_text() == "ran\nended\n", "It ran once, to its end.")
    screen.wait_hint("s step after")
    screen.type("q")
    screen.wait("second end 0")


@case("a closed window leaves the stage alone, and its true end is shown", length=6)
def closed_window(t):
    root, screen, _ = talking(t, 100, 30)
    pid = pitwall_of(t, screen)
    screen.tmux("kill-window", "-t", ":0")
    t.wait(lambda: not processes.is_alive(pid), "the screen's process ends", 5)
    t.expect((t.folder / "ran").read_text() == "ran\n", "The stage goes on.")
    (t.folder / "stop").touch()
    t.wait((root / "out.txt").exists, "the stage comes to its end", 10)
    after = t.screen(100, 30, root)
    after.shell("pitwall")
    t.wait(lambda: t.stage(root, "talk")["state"] == "done",
           lambda: f"its true end is shown: {t.status(root)}", 5)
    t.expect((t.folder / "ran").read_text() == "ran\nended\n", "It ran once.")
    after.wait_hint("s step after")
    after.type("q")
    after.wait_prompt()


@case("the shell and the editor get a sound terminal and give it back")
def foreground(t):
    editor = t.folder / "editor"
    editor.write_text("#!/bin/sh\nstty -a > ../stty-in-editor\necho in the editor; read line\n")
    editor.chmod(0o755)
    root = t.project(projects.CHAIN)
    t.good(["run"], root)
    screen = t.screen(100, 30, root, EDITOR=str(editor), PS1="inner$ ")
    screen.shell("pitwall")
    screen.wait("second", "? keys")
    inside = screen.flags()
    screen.type("/")
    screen.type("second")
    screen.keys("Enter")
    screen.wait_gone("Find a stage")
    screen.type("e")
    screen.wait("in the editor")
    t.expect(screen.format("#{mouse_any_flag}") == "0", "The mouse is the editor's.")
    modes = (t.folder / "stty-in-editor").read_text()
    t.expect(" icanon" in modes and " echo " in modes, f"A cooked terminal: {modes}")
    screen.keys("Enter")
    screen.wait("Stages")
    t.wait(lambda: screen.flags() == inside, "the screen is as before")
    screen.type("!")
    screen.wait_gone("Stages")
    screen.shell("echo $((6*7)) $PITWALL_STAGE; pwd; exit")
    screen.wait("Stages", "shell ended")
    t.wait(lambda: screen.flags() == inside, "the screen is as before")
    screen.type("q")
    screen.wait_prompt()
