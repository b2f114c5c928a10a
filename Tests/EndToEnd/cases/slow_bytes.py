"""Keys, mouse, pastes and focus reports that arrive a byte at a time, as over a slow line."""

import json
import time

from support import projects
from support.case import case
from support.failure import Failure
from support.relayed import ESC, RelayedScreen

NAMED = {
    "enter": "\r", "esc": ESC, "tab": "\t", "shift-tab": ESC + "[Z", "space": " ",
    "backspace": "\x7f", "up": ESC + "OA", "down": ESC + "OB", "right": ESC + "OC",
    "left": ESC + "OD", "Home": ESC + "[1~", "End": ESC + "[4~", "PgUp": ESC + "[5~",
    "PgDn": ESC + "[6~", "Del": ESC + "[3~", "Ins": ESC + "[2~",
}
# What the table does not name, but terminals send: where a key exists in two forms, the other.
MORE = {
    "up in its other form": ESC + "[A", "down in its other form": ESC + "[B",
    "ctrl-right": ESC + "[1;5C", "f1": ESC + "OP", "f5": ESC + "[15~", "f12": ESC + "[24~",
    "alt-x": ESC + "x", "a letter of two bytes": "\u00e9", "a letter of four": "\U0001f7e2",
    "a click": ESC + "[<0;5;6M" + ESC + "[<0;5;6m", "the wheel down": ESC + "[<65;5;6M",
    "the wheel up": ESC + "[<64;5;6M", "a drag": ESC + "[<32;6;7M",
    "focus lost": ESC + "[O", "focus gained": ESC + "[I",
    "a paste": ESC + "[200~qs12" + ESC + "[201~",
}
# Asked of one screen only, or they end it.
APART = {"back", "suspend"}


def finished_project(t):
    root = t.project({"dvc.yaml": projects.chain_of(40)})
    t.good(["run"], root)
    return root


def table(t):
    """Every key of the action table that screens take, and what it sends."""
    rows = json.loads(t.good(["keys", "--json"], t.folder).out)
    found = []
    for row in rows:
        if row["action"] in APART:
            continue
        prefix = {"run": "r", "act": "a"}.get(row.get("menu"), "")
        for key in row["keys"]:
            found.append((f"{prefix} {key} ({row['action']})".strip(), prefix, sequence(key)))
    return found + [(name, "", text) for name, text in MORE.items()]


def sequence(key):
    """The bytes of a key by its name."""
    for name, text in NAMED.items():
        if key.lower() == name.lower():
            return text
    if key.startswith("^") and len(key) == 2:
        return chr(ord(key[1].upper()) & 0x1F)
    if len(key) == 1:
        return key
    raise Failure(f"The test does not know what the key '{key}' sends.")


class Pair:
    """Two screens on the same project: one gets its bytes at once, the other one by one."""

    def __init__(self, t, root, gap, limit, **environment):
        self.t, self.root, self.gap, self.limit = t, root, gap, limit
        self.environment = environment
        self.open()

    def open(self):
        # Nothing is changed by it: each key is answered, and what acts says why it does not.
        self.fast = RelayedScreen(self.t, self.root, ["--read-only"], **self.environment)
        self.slow = RelayedScreen(self.t, self.root, ["--read-only"], **self.environment)
        for screen in [self.fast, self.slow]:
            screen.wait("Stages")

    def close(self):
        for screen in [self.fast, self.slow]:
            screen.close()
            self.t.screens.remove(screen)

    def press(self, name, prefix, text):
        """Sends one sequence to both and expects the same screen; gives whether it changed."""
        for _ in range(4):
            before = settled(self.fast)
            if prefix:
                self.fast.send(prefix)
                self.slow.send(prefix)
            self.fast.send(text)
            longest = self.slow.send(text, self.gap)
            try:
                self.t.wait(lambda: self.fast.masked() == self.slow.masked(),
                            f"{name} {text!r} does the same byte by byte as at once", 3)
                return self.fast.masked() != before
            except Failure:
                # A busy machine can make a gap longer than what is being tested.
                if longest < self.limit:
                    raise
            self.close()
            self.open()
        raise Failure(f"The machine is too busy: no gap under {self.limit} s in four tries.")


def settled(screen):
    """The screen once it stays as it is: what a key asked for may come a moment later."""
    last = None
    while True:
        text = screen.masked()
        if text == last:
            return text
        last = text
        time.sleep(0.05)


def check(t, gap, limit, **environment):
    root = finished_project(t)
    pair = Pair(t, root, gap, limit, **environment)
    changed = {name: pair.press(name, prefix, text) for name, prefix, text in table(t)}
    for name, prefix, text in [("down", "", ESC + "OB"), ("page down", "", ESC + "[6~")]:
        t.expect(pair.press(name, prefix, text) or changed.get(name), f"'{name}' moves.")
    unmoved = [name for name in ["a click", "the wheel down", "a paste", "f5"] if not changed[name]]
    t.expect(not unmoved, f"These had no effect at all: {unmoved}")
    in_a_field(t, pair)
    t.expect(projects.ran(root) == [f"stage{n:02}" for n in range(1, 41)], "Nothing was started.")


def in_a_field(t, pair):
    """In a text field letters are text, a paste goes in, and arrows move in it."""
    for text in [ESC, "2", "/", "abc", ESC + "OD", "\u00e9", ESC + "[200~x y" + ESC + "[201~",
                 ESC + "[H", "z", ESC + "[F", "\x7f"]:
        pair.press("in a field", "", text)
    pair.slow.wait("zab\u00e9x y")
    pair.press("leaving the field", "", ESC)
    pair.slow.wait_gone("zab\u00e9x y")


@case("every key and report works with its bytes 60 ms apart over SSH", alone=True)
def over_ssh(t):
    check(t, 0.06, 0.09, SSH_CONNECTION="192.0.2.1 1 192.0.2.2 22")


@case("every key and report works with its bytes 15 ms apart", alone=True)
def nearby(t):
    check(t, 0.015, 0.022)


@case("bytes 60 ms apart without SSH: at most esc acts, the rest is swallowed", alone=True)
def torn(t):
    root = finished_project(t)
    screen = RelayedScreen(t, root, [])
    screen.wait("Stages")
    pieces = {name: text for name, text in {**NAMED, **MORE}.items()
              if text.startswith(ESC) and len(text) > 2}
    for name, text in pieces.items():
        screen.send("1")
        screen.wait("Waiting for you")
        screen.send("2")
        screen.wait("Stages")
        screen.send("\f")
        screen.send(text, 0.06)
        # Whatever came is dealt with once this is.
        screen.send(":")
        # With anything in its field the palette would not show its first entry.
        screen.wait("Commands", "overview")
        screen.send(ESC)
        screen.wait_gone("Commands")
    t.expect(len(projects.ran(root)) == 40, f"No stage was started: {projects.ran(root)[40:]}")
    # In a field: esc may leave it, but nothing of the rest is typed or done.
    for name in ["up", "left", "f5", "PgDn", "a click", "a paste"]:
        screen.send("c")
        screen.wait("Comment on run")
        screen.send("mark")
        screen.wait("mark")
        screen.send(pieces[name], 0.06)
        screen.send("?")
        screen.wait_for(lambda text: "mark?" in text or "Keys" in text, "the field or the help")
        screen.send(ESC)
        screen.wait_gone("Comment on run", "Keys")
    history = t.good(["activity", "--details"], root).out
    t.expect("mark" not in history and "comment" not in history, f"Nothing was sent:\n{history}")
    screen.send("q")
    screen.wait("ended with 0")
