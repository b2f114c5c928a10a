"""A log full of commands to the terminal, of broken text and endless lines, shown harmlessly."""

import re
import statistics
import time

from support.case import SIZES, case

PRINTER = r'''
import os, sys, time
out = sys.stdout.buffer
ESC = b"\x1b"
out.write(b"begin of the log\n")
out.write(ESC + b"]0;HIJACKED TITLE\x07" + ESC + b"]2;HIJACKED TITLE" + ESC + b"\\title\n")
out.write(ESC + b"]52;c;SElKQUNLRUQ=\x07clipboard\n")
out.write(ESC + b"[2J" + ESC + b"[H" + ESC + b"[?1049l" + ESC + b"[?25l" + ESC + b"cscreen\n")
out.write(ESC + b"Pqsixel" + ESC + b"\\" + ESC + b"_apc" + ESC + b"\\dcs\n")
out.write("\u009b2J\u009d0;HIJACKED TITLE\u009cc1\n".encode())
out.write(b"\xff\xfe\xc3\x28\xe2\x82 invalid \xed\xa0\x80\n")
out.write("\u202eright to left\u202c e" .encode() + "\u0301".encode() * 3000 + b" flood\n")
out.write(ESC + b"[31mred" + ESC + b"[0m\x00\x07\x08\x0b\x0c\x0e\x0f\x7f controls\n")
out.write(b"#" * 5000 + b"\rfolded\n")
out.write(b"end of the odd\n")
out.flush()
'''
LOUD = r'''
import sys, time
out = sys.stdout.buffer
for block in range(50):
    out.write(b"x" * 1000000)
out.write(b"\nend of the long line\n")
out.flush()
end = time.monotonic() + float(sys.argv[1])
number = 0
while number < 200000 or time.monotonic() < end:
    out.write(b"".join(b"line %d of many, with a word or two\n" % (number + i) for i in range(500)))
    number += 500
    out.flush()
    if number >= 200000:
        time.sleep(0.01)
print("all printed", flush=True)
'''


def run_stage(t, script, columns, rows, arguments=""):
    root = t.project({
        "print.py": script,
        "dvc.yaml": f"stages:\n  print:\n    cmd: python3 print.py {arguments}\n"
                    "    deps: [print.py]\n",
    })
    screen = t.screen(columns, rows, root)
    screen.shell("pitwall")
    screen.wait("first look")
    screen.keys("Enter")
    screen.wait_hint("s step print")
    return root, screen


@case("a hostile log commands nothing at {0}x{1}", each=SIZES, length=5)
def hostile(t, columns, rows):
    root, screen = run_stage(t, PRINTER, columns, rows)
    title = screen.format("#{pane_title}")
    screen.type("s")
    t.wait(lambda: t.stage(root, "print")["state"] == "done", lambda: f"{t.status(root)}")
    screen.wait("Stages", "end of the odd")
    screen.keys("Enter")
    screen.wait("end of the odd", "screen", "clipboard")
    screen.type("g")
    text = screen.wait("begin of the log", "title", "c1")
    for word in ["\\x1b", "\u001b", "\u009b"]:
        t.expect(word not in text, f"{word!r} stands on the screen.")
    t.expect("]52;c;SElKQUNLRUQ" in text, "What was meant for the terminal is visible text.")
    screen.type("v")
    screen.wait("end of the odd")
    screen.type("vv/invalid")
    screen.keys("Enter")
    screen.wait("invalid", "1 of 1")
    t.expect(screen.format("#{pane_title}") == title, "The title was changed.")
    t.expect("HIJACKED" not in screen.tmux("list-buffers"), "The clipboard was written.")
    t.expect(screen.format("#{alternate_on}") == "1", "The screen was left.")
    for pressed in range(3):
        screen.escape()
    screen.type("2")
    screen.wait("Stages")
    screen.type("q")
    screen.wait_prompt()
    printed = t.good(["logs", "print"], root).out
    t.expect("end of the odd" in printed, "The command prints it, too.")
    screen.shell("clear; pitwall logs print")
    screen.wait("end of the odd")
    t.expect(screen.format("#{pane_title}") != "HIJACKED TITLE", "The title was changed.")
    t.expect("HIJACKED" not in screen.tmux("list-buffers"), "The clipboard was written.")
    once = t.good(["--once"], root).out
    t.expect("\x1b" not in once, "--once prints no escape sequence.")


@case("keys are answered while 50 MB without a line end and 200,000 lines come", alone=True)
def loud(t):
    root, screen = run_stage(t, LOUD, 100, 30, "12")
    idle = key_times(screen, 9)
    screen.type("s")
    t.wait(lambda: t.stage(root, "print")["state"] == "running", lambda: f"{t.status(root)}")
    busy = key_times(screen, 15)
    screen.keys("Enter")
    screen.wait("following")
    inside = key_times(screen, 15)
    t.expect(t.stage(root, "print")["state"] == "running", "It was over before the measurement.")
    for what, times in [("on the pipeline's screen", busy), ("in the log", inside)]:
        said = f"{what}: {milliseconds(times)}, idle {milliseconds(idle)}"
        t.notes.append(f"Keys {said}")
        t.expect(statistics.median(times) < 0.1, f"Keys take too long {said}")
        t.expect(max(times) < 0.5, f"A key took too long {said}")
    t.wait(lambda: t.stage(root, "print")["state"] == "done", lambda: f"{t.status(root)}", 40)
    screen.wait("all printed")
    screen.type("g")
    screen.wait("xxxxxxxx", "line 1 of")
    screen.type("/end of the long")
    screen.keys("Enter")
    screen.wait("end of the long line", re.compile("1 match|1 of 1"))
    screen.escape()
    screen.escape()
    screen.wait("Stages")
    screen.type("q")
    screen.wait_prompt()


def key_times(screen, count):
    """How long the help takes to come, and to go, as seen through tmux."""
    times = []
    for number in range(count):
        began = time.monotonic()
        if number % 2 == 0:
            screen.type("?")
            wait = lambda: "Keys" in screen.text()  # noqa: E731
        else:
            screen.escape()
            wait = lambda: "Keys" not in screen.text()  # noqa: E731
        while not wait():
            if time.monotonic() - began > 5:
                return times + [5.0]
        times.append(time.monotonic() - began)
        time.sleep(0.05)
    if count % 2:
        screen.escape()
    return times


def milliseconds(times):
    return f"median {statistics.median(times) * 1000:.0f} ms, worst {max(times) * 1000:.0f} ms"
